import { renderMermaidSVG } from 'beautiful-mermaid'

/** The colours are variables of Starlight, so a picture fits both colour schemes. */
const colours = {
  bg: 'var(--sl-color-bg)',
  fg: 'var(--sl-color-white)',
  muted: 'var(--sl-color-gray-2)',
  line: 'var(--sl-color-gray-3)',
  accent: 'var(--sl-color-text-accent)',
  transparent: true
}

/**
 * Draws a Mermaid diagram when the site is built: readers need no script and no font of another
 * site. The forge draws the same text by itself.
 * @returns HTML in one line, because an empty line would end the HTML in a Markdown text
 */
export function draw(diagram: string): string {
  const svg = renderMermaidSVG(diagram, colours)
    .replace(/@import url\([^)]*\);/, '')
    .replace(/font-family: '[^']*',[^;]*;/g, 'font-family: inherit;')
    .replaceAll(/\s*\n\s*/g, ' ')
  return `<figure class="diagram" tabindex="0" role="group" aria-label="Diagram">${svg}</figure>`
}
