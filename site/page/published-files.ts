import { statSync } from 'node:fs'
import type { Project } from './documents.ts'
import { linkedFiles } from './links.ts'

/**
 * The files of the project that the site publishes because pages link to them.
 * @returns paths relative to the root of the project
 * @throws when a page links to a folder that is no page: a site has no listing of a folder
 */
export function publishedFiles({ root, documents, read }: Project): string[] {
  const linked = documents().flatMap(path =>
    linkedFiles(read(path), path).map(file => ({ path, file }))
  )
  for (const { path, file } of linked)
    if (statSync(`${root}${file}`).isDirectory())
      throw new Error(`${path} links to the folder ${file}: link to a file in it`)
  return [...new Set(linked.map(({ file }) => file))].sort()
}
