import { printableValue } from '../terminal/printable.ts'
import { type Screen, wrapped } from '../terminal/screen.ts'
import type { Orphan } from './find-orphans.ts'

/** What was found, and what could not be looked at. */
export type OrphanReport = {
  cluster: string
  orphans: readonly Orphan[]
  /** The zones and the regions that were read. */
  zones: readonly string[]
  regions: readonly string[]
  unread: readonly string[]
}

/** A report on orphans as text. */
export function orphansText(report: OrphanReport, screen: Screen): string {
  const { cluster, orphans, zones, regions, unread } = printableValue(report)
  const { palette } = screen
  const blocks = orphans.map(({ kind, place, name, fact, todo, command }) => [
    `${palette.bold(kind)} ${name}  ${palette.dim(place)}`,
    ...wrapped(screen, fact, '  '),
    ...wrapped(screen, todo, '  '),
    // A command stays in one line, so that it can be copied.
    ...(command === undefined ? [] : [`  ${command}`])
  ])
  const count = orphans.length === 0 ? 'No orphan' : `${orphans.length} found`
  const end = [
    ...unread.flatMap(what => wrapped(screen, `Not looked at: ${what}`)),
    ...wrapped(screen, `Read: ${placesWords('zone', zones)}; ${placesWords('region', regions)}.`),
    ...wrapped(screen, `${count} of cluster ${cluster}. Nothing was changed.`)
  ]
  return [...blocks, end].map(lines => `${lines.join('\n')}\n`).join('\n')
}

function placesWords(what: string, names: readonly string[]): string {
  if (names.length === 0) return `no ${what}`
  return `${what}${names.length === 1 ? '' : 's'} ${names.join(', ')}`
}
