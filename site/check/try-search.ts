import type { Page } from 'playwright-core'

/**
 * Types words into the search of the site, as a reader does.
 * @param expected - a part of the address that one of the results has to have
 * @returns a sentence if the search does not find the page
 */
export async function trySearch(
  page: Page,
  origin: string,
  words: string,
  expected: string
): Promise<string[]> {
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.goto(`${origin}/`)
  await page
    .getByRole('button', { name: /search/i })
    .first()
    .click()
  await page.getByRole('textbox', { name: /search/i }).fill(words)
  const result = page.locator(`a.pagefind-ui__result-link[href*="${expected}"]`).first()
  try {
    await result.waitFor({ timeout: 10_000 })
    return []
  } catch {
    const found = await page
      .locator('a.pagefind-ui__result-link')
      .evaluateAll(links => links.map(link => link.getAttribute('href')))
    return [`the search for "${words}" finds ${found.join(', ') || 'nothing'}, not ${expected}`]
  }
}
