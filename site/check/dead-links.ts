/** What a browser has seen of one page. */
export type SeenPage = {
  /** The address, without an anchor. */
  url: string
  /** The ids of all elements, to which an anchor can lead. */
  ids: readonly string[]
  /** The addresses of all links, complete. */
  links: readonly string[]
}

/**
 * The links that lead nowhere: to a page or a file that the site does not have, or to an anchor
 * that the page does not have. Links to other sites are not followed, but have to be https.
 * @param origin - of the site
 * @param files - the addresses of all files of the site that are no pages
 * @returns a sentence for each link
 */
export function deadLinks(
  pages: readonly SeenPage[],
  origin: string,
  files: ReadonlySet<string>
): string[] {
  const idsOf = new Map(pages.map(({ url, ids }) => [url, new Set(ids)]))
  return pages.flatMap(({ url, links }) =>
    [...new Set(links)].flatMap(link => {
      const problem = problemOf(link)
      return problem === undefined ? [] : [`${url} links to ${link}: ${problem}`]
    })
  )

  function problemOf(link: string): string | undefined {
    const target = new URL(link)
    if (target.origin !== origin)
      return ['https:', 'mailto:'].includes(target.protocol) ? undefined : 'not https'
    const anchor = decodeURIComponent(target.hash.slice(1))
    target.hash = ''
    const ids = idsOf.get(target.href)
    if (ids === undefined) return files.has(target.href) ? undefined : 'no such page'
    return anchor === '' || ids.has(anchor) ? undefined : 'no such anchor'
  }
}
