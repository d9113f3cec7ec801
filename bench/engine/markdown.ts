import { significant } from '../statistics.ts'
import { duration, table } from '../table.ts'
import type { EngineFigures, Phase } from './run.ts'
import { byVerb, type Counts, sumOf, type Work } from './work.ts'

type Row = readonly (string | number)[]

/** The figures of a run through the engine: a table, and sentences about the floor. */
export function engineTable(figures: EngineFigures): string {
  const { hostnames, cold, idle, deletion } = figures
  const phases = idle === undefined ? [cold, deletion] : [cold, idle, deletion]
  const headings = ['', 'cold', ...(idle ? [`${idle.hours} idle hours`] : []), 'deletion']
  const rows = [
    ['virtual time', ...phases.map(({ seconds }) => duration(seconds))],
    ...callRows(phases),
    ['AWS calls', ...phases.map(({ total }) => total)],
    [
      'AWS calls a hostname',
      ...phases.map(phase => (phase === idle ? '' : significant(phase.total / hostnames)))
    ],
    ['throttled', ...phases.map(({ throttled }) => throttled)],
    ...workRows(phases, hostnames)
  ]
  return `${table(headings, rows)}\n\n${sentences(figures)}`
}

function callRows(phases: readonly Phase[]): readonly Row[] {
  return rowsOf(phases.map(({ byOperation }) => byOperation)).map(({ name, counts }) => [
    name,
    ...counts
  ])
}

/** One row for each name that one of the phases has, in the order of the names. */
function rowsOf(phases: readonly Counts[]): readonly { name: string; counts: number[] }[] {
  const names = [...new Set(phases.flatMap(counts => Object.keys(counts)))].sort()
  return names.map(name => ({ name, counts: phases.map(counts => counts[name] ?? 0) }))
}

function workRows(phases: readonly Phase[], hostnames: number): readonly Row[] {
  const each = (count: number) => significant(count / hostnames)
  const rows = (pick: (work: Work) => Counts, words: (name: string) => string) =>
    rowsOf(phases.map(({ work }) => pick(work))).map(({ name, counts }) => [
      words(name),
      ...counts.map(each)
    ])
  return [
    ...syncRows(phases, hostnames),
    ...rows(
      work => work.statusWrites,
      name => `status writes of ${name} a hostname`
    ),
    ['later spec generations of a claim', ...phases.map(({ work }) => each(work.claimGenerations))],
    ...rows(
      work => work.children,
      name => `${name} written or deleted as a child, a hostname`
    ),
    ['API requests a hostname', ...phases.map(({ work }) => each(sumOf(work.requests)))],
    ...rows(
      work => byVerb(work.requests),
      verb => `${verb} a hostname`
    ),
    ...rows(
      work => work.requests,
      name => `${name} a hostname`
    ),
    ['told NoAnswerFromPool', ...phases.map(({ work }) => work.toldNoAnswer)]
  ]
}

function syncRows(phases: readonly Phase[], hostnames: number): readonly Row[] {
  return rowsOf(phases.map(({ work }) => work.syncs)).flatMap(({ name, counts }) => {
    const of = (part: Counts) => part[name] ?? 0
    return [
      [`syncs of ${name}`, ...counts],
      ['… a hostname', ...counts.map(count => significant(count / hostnames))],
      ['… answered 429', ...phases.map(({ work }) => of(work.tooManyRequests))],
      [
        '… seconds each',
        ...phases.map(({ work }) =>
          of(work.syncs) === 0 ? '' : significant(of(work.syncSeconds) / of(work.syncs))
        )
      ]
    ]
  })
}

function sentences({ flags, floor, setting, cold, idle, deletion }: EngineFigures): string {
  const { workers, qps, burst } = flags
  const { requests, record, issuing, alias, total } = floor
  const parts = [significant(requests), record, issuing, alias].join(' + ')
  const floors = [
    `Floor: ${parts} = ${significant(total)} s;`,
    `cold is ${significant(cold.multipleOfFloor)} of it.`,
    `The first hostname was Ready after ${duration(cold.firstSeconds)},`,
    `half of them after ${duration(cold.medianSeconds)}.`,
    `Floor of the deletion: ${significant(floor.deletion)} s;`,
    `the deletion is ${significant(deletion.multipleOfFloor)} of it.`,
    `Metacontroller has ${workers} workers for each controller,`,
    `${qps} requests a second with a burst of ${burst}. The setting is "${setting}".`
  ]
  if (idle === undefined) return floors.join(' ')
  const minutes = significant(idle.driftRepairedAfterMinutes)
  return [...floors, `A record deleted by hand was back after ${minutes} minutes.`].join(' ')
}
