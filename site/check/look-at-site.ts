import { globSync } from 'node:fs'
import { type Browser, type BrowserContext, chromium } from 'playwright-core'
import { deadLinks, type SeenPage } from './dead-links.ts'
import { lookAtPage } from './look-at-page.ts'
import { serveSite } from './site-server.ts'
import { trySearch } from './try-search.ts'

/** Words that readers search for, with a part of the address of the page that they need. */
const searches = [
  ['wildcard', 'wildcards'],
  ['HidesOtherNames', 'reasons'],
  ['releaseGraceSeconds', 'gatewaypool'],
  ['uninstall', 'uninstall']
] as const

/** How long (ms) the browser waits for a part of a page. A busy machine takes half a minute. */
const mostWaitMs = 120_000

/** What a look at the whole site has found. */
export type Look = { pages: number; links: number; problems: string[] }

/**
 * Opens every page of the built site in Chromium.
 * @param folder - of the built site
 * @param executablePath - of Chromium
 */
export async function lookAtSite(folder: string, executablePath: string): Promise<Look> {
  const site = await serveSite(folder)
  // Chromium refuses its sandbox to root, as which containers run. The pages are our own.
  const args = ['--no-sandbox', '--disable-gpu']
  let browser: Browser | undefined
  try {
    browser = await chromium.launch({ executablePath, args })
    const context = await browser.newContext()
    context.setDefaultTimeout(mostWaitMs)
    return await lookAtAll(context, site.origin, folder)
  } finally {
    await browser?.close()
    site.close()
  }
}

async function lookAtAll(context: BrowserContext, origin: string, folder: string): Promise<Look> {
  const page = await context.newPage()
  const problems: string[] = []
  page.on('pageerror', error => problems.push(`${page.url()}: ${error.message}`))
  page.on('request', request => {
    const url = request.url()
    if (!url.startsWith(`${origin}/`) && !url.startsWith('data:') && !url.startsWith('blob:'))
      problems.push(`${page.url()} loads ${url} from elsewhere`)
  })
  page.on('response', response => {
    if (response.status() >= 400) problems.push(`${page.url()} loads ${response.url()}: missing`)
  })
  const seen: SeenPage[] = []
  for (const path of globSync('**/*.html', { cwd: folder }).sort()) {
    const look = await lookAtPage(page, `${origin}/${path.replace(/index\.html$/, '')}`)
    seen.push(look.seen)
    problems.push(...look.problems)
  }
  for (const [words, expected] of searches)
    problems.push(...(await trySearch(page, origin, words, expected)))
  const files = globSync('**/*.*', { cwd: folder }).map(path => `${origin}/${path}`)
  problems.push(...deadLinks(seen, origin, new Set(files)))
  const links = new Set(seen.flatMap(({ links }) => links)).size
  return { pages: seen.length, links, problems: [...new Set(problems)] }
}
