import { pageIDOf } from './ids.ts'
import { withSiteLinks } from './links.ts'

/** A page of the site. */
export type Page = {
  id: string
  title: string
  /** The first sentence of the text, for search engines; absent if the text has none. */
  description?: string
  /** The Markdown below the title. */
  body: string
}

/**
 * Makes a page of a document. The document is plain Markdown: its first line is its title.
 * @param path - of the document, relative to the root of the project
 * @param draw - turns the text of a Mermaid diagram into HTML
 * @throws when the document has no title in its first line, or is no page of the site
 */
export function toPage(path: string, text: string, draw: (diagram: string) => string): Page {
  const id = pageIDOf(path)
  if (id === undefined) throw new Error(`${path} is no page of the site`)
  const [, heading, below = ''] = /^# (.+)\n([\s\S]*)$/.exec(text) ?? []
  if (heading === undefined) throw new Error(`the first line of ${path} is no title (# …)`)
  const description = firstSentence(below)
  return {
    id,
    title: plain(heading),
    ...(description === undefined ? {} : { description }),
    body: withDiagrams(withSiteLinks(below, path), draw)
  }
}

function withDiagrams(markdown: string, draw: (diagram: string) => string): string {
  const block = /^```mermaid\n([\s\S]*?)^```$/gm
  return markdown.replace(block, (_, diagram: string) => draw(diagram))
}

function firstSentence(markdown: string): string | undefined {
  const text = markdown.replace(/^\s*<!--[\s\S]*?-->/, '').trim()
  const [paragraph = ''] = text.split('\n\n')
  if (!/^[A-Z`[*]/.test(paragraph) || paragraph.startsWith('```')) return undefined
  const [sentence = ''] = plain(paragraph.replaceAll('\n', ' ')).split(/(?<=[.:])\s/)
  return sentence.replace(/:$/, '.')
}

/** The text without the marks of links, code and emphasis. */
function plain(markdown: string): string {
  return markdown
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[`*]/g, '')
    .trim()
}
