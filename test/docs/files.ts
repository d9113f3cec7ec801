import { readdirSync, readFileSync } from 'node:fs'

/** The root of this repository, as a URL. */
export const root = new URL('../../', import.meta.url)

/** The paths of the Markdown files, relative to the root of this repository. */
export function documents(): string[] {
  const inFolder = (folder: string) =>
    readdirSync(new URL(folder, root)).map(name => `${folder}${name}`)
  return ['./', 'docs/', 'docs/decisions/', 'charts/gateway-orchestrator/']
    .flatMap(inFolder)
    .map(path => path.replace('./', ''))
    .filter(path => path.endsWith('.md'))
}

/** The text of a file. @param path - relative to the root of this repository */
export function read(path: string): string {
  return readFileSync(new URL(path, root), 'utf8')
}
