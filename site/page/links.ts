import { posix } from 'node:path'
import { addressOf, pageIDOf } from './ids.ts'

/** Under this path the site has the files of the project that pages link to, as plain text. */
export const filesPath = 'files'

/** A fenced block, or a span of code: a link in it is no link. */
const code = /^ *(`{3,})[^\n]*\n[\s\S]*?^ *\1 *$|(`+)(?!`)[^\n]*?[^`]\2(?!`)/gm
const link = /(\]\()([^)\s]+)(\))/g

/**
 * Changes the relative links of a document, which work on the forge, to links between pages of the
 * site. A link to a file that is no page leads to the copy of the file under `files/`. All links
 * stay relative, so the site works under any base path.
 * @param path - of the document, relative to the root of the project
 */
export function withSiteLinks(markdown: string, path: string): string {
  return outsideOfCode(markdown, text =>
    text.replace(link, (_, before: string, target: string, after: string) => {
      return `${before}${siteLink(target, path)}${after}`
    })
  )
}

/**
 * The files of the project that a document links to and that are no pages.
 * @param path - of the document, relative to the root of the project
 * @returns paths relative to the root of the project
 */
export function linkedFiles(markdown: string, path: string): string[] {
  const found: string[] = []
  outsideOfCode(markdown, text => {
    for (const [, , target = ''] of text.matchAll(link)) {
      const file = fileOf(target, path)
      if (file !== undefined && pageOf(file) === undefined) found.push(file)
    }
    return text
  })
  return [...new Set(found)]
}

function siteLink(target: string, path: string): string {
  const file = fileOf(target, path)
  if (file === undefined) return target
  const anchor = /#.*$/.exec(target)?.[0] ?? ''
  const to = addressOfFile(file)
  const from = addressOf(pageIDOf(path) ?? 'index')
  const relative = posix.relative(from, to) || '.'
  return `${relative}${to.endsWith('/') ? '/' : ''}${anchor}`
}

function addressOfFile(file: string): string {
  const page = pageOf(file)
  return page === undefined ? `/${filesPath}/${file}` : addressOf(page)
}

/** The page of a file, or of a folder by its README. */
function pageOf(file: string): string | undefined {
  if (file === 'docs') return 'index'
  return pageIDOf(file) ?? (isFolderOfPages(file) ? pageIDOf(`${file}/README.md`) : undefined)
}

function isFolderOfPages(file: string): boolean {
  return file.startsWith('docs/') && posix.extname(file) === ''
}

/** The file that a relative link leads to; `undefined` for an anchor and for an address. */
function fileOf(target: string, path: string): string | undefined {
  if (/^(?:[a-z]+:|#|\/)/.test(target)) return undefined
  const [file = ''] = target.split('#')
  return posix.join(posix.dirname(path), decodeURIComponent(file)).replace(/\/$/, '')
}

/** Changes the text between code, and leaves code as it is. */
function outsideOfCode(markdown: string, change: (text: string) => string): string {
  let result = ''
  let end = 0
  for (const match of markdown.matchAll(code)) {
    result += change(markdown.slice(end, match.index)) + match[0]
    end = match.index + match[0].length
  }
  return result + change(markdown.slice(end))
}
