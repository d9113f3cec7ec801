import { posix } from 'node:path'

/** The Markdown files outside of `docs/` that are pages too, with the ids of their pages. */
const otherPages: Readonly<Record<string, string>> = {
  'CHANGELOG.md': 'changelog',
  'CONTRIBUTING.md': 'contributing',
  'SECURITY.md': 'security'
}

/** The files of this project that are pages of the site, and are not in `docs/`. */
export const pagesOutsideOfDocs = Object.keys(otherPages)

/**
 * The id of the page that the site has for a file; `undefined` for a file that is no page.
 * The README of a folder is the page of the folder, and that of `docs/` is the first page.
 * @param path - relative to the root of the project
 */
export function pageIDOf(path: string): string | undefined {
  if (Object.hasOwn(otherPages, path)) return otherPages[path]
  if (!path.startsWith('docs/') || !path.endsWith('.md')) return undefined
  const id = path.slice('docs/'.length, -'.md'.length)
  if (id === 'README') return 'index'
  return id.endsWith('/README') ? posix.dirname(id) : id
}

/** The path of a page in the address, relative to the base of the site. It ends in a slash. */
export function addressOf(id: string): string {
  return id === 'index' ? '/' : `/${id}/`
}
