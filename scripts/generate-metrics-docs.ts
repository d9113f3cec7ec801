import { readFileSync, writeFileSync } from 'node:fs'
import { catalogue } from '../hooks/metrics/catalogue/catalogue.ts'
import type { Definition } from '../hooks/metrics/catalogue/definition.ts'

/** The page with the generated tables, as a URL. */
const metricsPage = new URL('../docs/metrics.md', import.meta.url)

const begin = '<!-- metrics: generated from hooks/metrics/catalogue by `npm run generate` -->\n'
const end = '<!-- /metrics -->'

const titles: Record<keyof typeof catalogue, string> = {
  hooks: 'Hooks',
  aws: 'AWS',
  pools: 'Pools, Gateways, claims and certificates',
  requests: 'Requests over time'
}

/**
 * Puts the current tables in the text of the page.
 * @throws when the text has no marks for them
 */
export function withMetrics(text: string): string {
  const from = text.indexOf(begin)
  const to = text.indexOf(end)
  if (from < 0 || to < from) throw new Error('docs/metrics.md has no marks for the metrics')
  return `${text.slice(0, from)}${begin}${tables()}${text.slice(to)}`
}

function tables(): string {
  const groups = Object.entries(catalogue) as [keyof typeof catalogue, object][]
  const sections = groups.map(([group, definitions]) => {
    const rows = (Object.values(definitions) as Definition[]).map(rowOf)
    const header = ['| metric | type | labels | meaning | absent |', '|---|---|---|---|---|']
    return [`### ${titles[group]}`, ...header, ...rows, ''].join('\n')
  })
  return sections.join('\n')
}

function rowOf({ name, type, labels, help, absent }: Definition): string {
  const shown = labels.map(label => `\`${label}\``).join(', ')
  return `| \`${name}\` | ${type} | ${shown} | ${help} | ${absent ?? 'never'} |`
}

if (import.meta.main) writeFileSync(metricsPage, withMetrics(readFileSync(metricsPage, 'utf8')))
