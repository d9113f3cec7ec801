import { readdirSync, readFileSync } from 'node:fs'

/** The root of this repository, as a URL. */
export const root = new URL('../../', import.meta.url)

/** The Markdown files of this repository, by their paths from its root. */
export function documents(): string[] {
  const inFolder = (folder: string) =>
    readdirSync(new URL(folder, root)).map(name => `${folder}${name}`)
  return ['./', 'docs/', 'docs/decisions/']
    .flatMap(inFolder)
    .map(path => path.replace('./', ''))
    .filter(path => path.endsWith('.md'))
}

/** The text of a file, by its path from the root. */
export function read(path: string): string {
  return readFileSync(new URL(path, root), 'utf8')
}
