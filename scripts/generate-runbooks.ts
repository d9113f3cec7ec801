import { readFileSync, writeFileSync } from 'node:fs'
import { type Reason, reasons } from '../hooks/conditions/reasons.ts'
import { alerts } from './monitoring/alerts.ts'

/** The folder of the pages that alerts link to, as a URL. */
export const runbookFolder = new URL('../docs/runbooks/', import.meta.url)

/** What makes the generated part of each page that has one, by the name of the file. */
export const runbookParts: Readonly<Record<string, (text: string) => string>> = {
  'README.md': text => withPart(text, 'alerts', tableOfAlerts()),
  ...Object.fromEntries(
    [...Map.groupBy(alerts, ({ runbook }) => runbook)].flatMap(([page, ofPage]) => {
      const named = ofPage.flatMap(alert => alert.reasons ?? [])
      if (named.length === 0) return []
      return [[`${page}.md`, (text: string) => withPart(text, 'reasons', sectionsOf(named))]]
    })
  )
}

/** Puts a part between its marks. @throws when the text has no such marks */
function withPart(text: string, name: string, part: string): string {
  const [before, mark, rest] = text.split(new RegExp(`(<!-- ${name}: [^\\n]* -->\\n)`))
  const end = `<!-- /${name} -->`
  const after = rest?.split(end)[1]
  if (before === undefined || mark === undefined || after === undefined)
    throw new Error(`the page has no marks for its ${name}`)
  return `${before}${mark}${part}${end}${after}`
}

function tableOfAlerts(): string {
  const rows = alerts.map(
    ({ name, severity, lasting, runbook, summary }) =>
      `| [\`${name}\`](${runbook}.md) | ${severity} | ${lasting} | ${plain(summary)} |`
  )
  const header = ['| alert | severity | after | what it says |', '|---|---|---|---|']
  return [...header, ...rows, ''].join('\n')
}

/** A summary with words in the place of its templates, such as `POOL` for a label. */
function plain(summary: string): string {
  return summary
    .replace(/\{\{ \$labels\.(\w+) \}\}/g, (_, label: string) => label.toUpperCase())
    .replace(/\{\{ \$value.*?\}\}/g, 'N')
}

/** A heading for each reason, to which alerts link. */
function sectionsOf(named: readonly Reason[]): string {
  const sections = [...new Set(named)].map(reason => {
    const { means, todo } = reasons[reason]
    return `### ${reason}\n${means}\n\n${todo}\n`
  })
  return `${sections.join('\n')}\n`
}

if (import.meta.main)
  for (const [name, fill] of Object.entries(runbookParts)) {
    const file = new URL(name, runbookFolder)
    writeFileSync(file, fill(readFileSync(file, 'utf8')))
  }
