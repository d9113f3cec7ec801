import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The root of this repository, as a URL. */
export const root = new URL('../../', import.meta.url)

/** The paths of the Markdown files, relative to the root of this repository. */
export function documents(): string[] {
  return globSync(['*.md', 'docs/**/*.md', 'charts/gateway-orchestrator/*.md'], {
    cwd: fileURLToPath(root)
  }).sort()
}

/** The text of a file. @param path - relative to the root of this repository */
export function read(path: string): string {
  return readFileSync(new URL(path, root), 'utf8')
}

/** The anchors that GitHub makes of the headings. */
export function anchorsOf(markdown: string): string[] {
  const headings = [...markdown.replace(/^ *```[\s\S]*?^ *```$/gm, '').matchAll(/^#+ (.+)$/gm)]
  return headings.map(([, text = '']) =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-')
  )
}
