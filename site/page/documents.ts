import { globSync, readFileSync } from 'node:fs'
import { pagesOutsideOfDocs } from './ids.ts'

/** The files of the project as the site reads them. */
export type Project = {
  /** The folder of the project; ends in a slash. */
  root: string
  /** The paths of all documents that are pages, relative to the root. */
  documents: () => string[]
  /** The text of a file. @param path - relative to the root */
  read: (path: string) => string
}

/**
 * Opens the project. The bundler moves this file, so it cannot find the project by itself.
 * @param root - the folder of the project, with a slash at its end
 */
export function openProject(root: string): Project {
  return {
    root,
    documents: () => [...globSync('docs/**/*.md', { cwd: root }), ...pagesOutsideOfDocs].sort(),
    read: path => readFileSync(`${root}${path}`, 'utf8')
  }
}
