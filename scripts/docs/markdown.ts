/** A page of the reference. */
export type ReferencePage = {
  /** Relative to `docs/reference/`. */
  file: string
  text: string
}

/** The comment under the title of a generated page: what it is made from. */
export function generatedFrom(source: string): string {
  return `<!-- Generated from ${source} by \`npm run generate\`. Do not edit. -->`
}

/** A table in Markdown. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n')
}

/** A text of the sources in Markdown: what looks like HTML or emphasis there is text. */
export function prose(text: string): string {
  const parts = text.split(/(`[^`]*`)/)
  const escaped = parts.map(part =>
    part.startsWith('`') ? part : part.replaceAll('<', '&lt;').replaceAll('*', '\\*')
  )
  return escaped.join('')
}

/** A text as code. */
export function code(text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``
}

/** The anchor of a heading, as the forge and the site make it. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}
