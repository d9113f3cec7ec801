import axe, { type AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import type { SeenPage } from './dead-links.ts'

/** The widths of a narrow phone and of a wide screen, in CSS pixels. */
const widths = [320, 1280] as const
const schemes = ['light', 'dark'] as const

/**
 * Looks at one page in both colour schemes, on a narrow and on a wide screen.
 * @returns what the page has, and a sentence for each problem
 */
export async function lookAtPage(
  page: Page,
  url: string
): Promise<{ seen: SeenPage; problems: string[] }> {
  const problems: string[] = []
  for (const scheme of schemes) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
    for (const width of widths) {
      await page.setViewportSize({ width, height: 800 })
      if (scheme === 'light' && width === widths[0]) await page.goto(url)
      const excess = await sidewaysScroll(page)
      if (excess > 0) problems.push(`${url} is ${excess} px wider than a screen of ${width} px`)
    }
    await focusableCode(page)
    problems.push(...(await accessibilityProblems(page)).map(text => `${url}, ${scheme}: ${text}`))
  }
  return { seen: { url, ...(await linksAndIDs(page)) }, problems: [...new Set(problems)] }
}

/** By how many CSS pixels the page is wider than the screen. */
function sidewaysScroll(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    return scrollWidth - clientWidth
  })
}

/** Waits until the script of the code blocks has made those focusable that scroll. */
async function focusableCode(page: Page): Promise<void> {
  const isDone = () =>
    [...document.querySelectorAll('pre')].every(
      ({ scrollWidth, clientWidth, tabIndex }) => scrollWidth <= clientWidth || tabIndex === 0
    )
  await page.waitForFunction(isDone, undefined, { timeout: 3000 }).catch(() => undefined)
}

function linksAndIDs(page: Page): Promise<{ links: string[]; ids: string[] }> {
  return page.evaluate(() => ({
    links: [...document.querySelectorAll<HTMLAnchorElement>('a[href]')].map(({ href }) => href),
    ids: [...document.querySelectorAll('[id]')].map(({ id }) => id)
  }))
}

/** What WCAG 2.1 AA asks for and axe can measure, contrast above all. */
async function accessibilityProblems(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const results = await page.evaluate(() => {
    const { axe } = globalThis as unknown as { axe: { run: (options: object) => object } }
    return axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa'], resultTypes: ['violations'] })
  })
  return (results as AxeResults).violations.map(({ id, help, nodes }) => {
    const [first] = nodes
    const where = first?.target.join(' ')
    const why = first?.any[0]?.message ?? ''
    return `${help} (${id}), ${nodes.length} times, first ${where}: ${why}`
  })
}
