import type { EngineFigures, Phase } from './engine/run.ts'
import { type Figures, type Goal, growthOf } from './goals.ts'
import type { HTTPFigures } from './http/run.ts'
import type { Machine } from './machine.ts'
import type { PoolFigures } from './pool/measure-pool.ts'
import { significant } from './statistics.ts'

/** All figures as Markdown tables, in the form that `docs/benchmarks.md` has. */
export function toMarkdown(
  machine: Machine,
  { http, pool, engine }: Figures,
  goals: readonly Goal[]
): string {
  const { cpu, cores, memoryGB, platform, node, date } = machine
  return [
    `${date}, Node ${node}, ${cores} cores of ${cpu}, ${memoryGB} GB, ${platform}.`,
    section(
      'Goals',
      table(
        ['goal', 'figure', 'met'],
        goals.map(({ goal, figure, met }) => [goal, figure, met ? 'yes' : '**no**'])
      )
    ),
    ...(http === undefined ? [] : [section('Hooks over HTTP', hooksTable(http))]),
    ...(pool === undefined ? [] : [section('Pool sync', poolTable(pool))]),
    ...(engine === undefined
      ? []
      : [section(`${engine.hostnames} hostnames through the engine`, engineTable(engine))])
  ].join('\n\n')
}

function section(title: string, body: string): string {
  return `### ${title}\n${body}`
}

/** A Markdown table with a row of headings and rows of cells. */
export function table(
  headings: readonly string[],
  rows: readonly (readonly (string | number)[])[]
): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`
  return [line(headings), line(headings.map(() => '---')), ...rows.map(line)].join('\n')
}

function hooksTable({ hooks, memory }: HTTPFigures): string {
  const rows = hooks.map(({ name, bytes, ratio, perSecond, echoPerSecond, p50, p99 }) => [
    name,
    `${significant(bytes / 1000)} kB`,
    `**${significant(ratio)}**`,
    Math.round(perSecond),
    Math.round(echoPerSecond),
    `${significant(p50)} ms`,
    `${significant(p99)} ms`
  ])
  const headings = ['hook', 'body', 'of the bare echo', 'a second', 'the echo', 'p50', 'p99']
  if (memory === undefined) return table(headings, rows)
  const { hostnames, afterStart, afterAll, highest } = memory
  const sentence = [
    `Memory of the process: ${Math.round(afterStart)} MB after its start,`,
    `${Math.round(afterAll)} MB after all of the above at ${hostnames} hostnames,`,
    `${Math.round(highest)} MB at its highest.`
  ].join(' ')
  return `${table(headings, rows)}\n\n${sentence}`
}

function poolTable(pool: readonly PoolFigures[]): string {
  const rows = pool.map(({ hostnames, megabytes, parse, sync, serialise, ratio }) => [
    hostnames,
    `${significant(megabytes)} MB`,
    `${significant(parse)} ms`,
    `${significant(sync)} ms`,
    `${significant(serialise)} ms`,
    `**${significant(ratio)}**`,
    `${significant((sync * 1000) / hostnames)} µs`
  ])
  const text = table(
    ['hostnames', 'body', 'parse', 'sync', 'serialise', 'sync / parse', 'sync a hostname'],
    rows
  )
  const [first, last] = [pool[0], pool.at(-1)]
  if (first === undefined || last === undefined || first === last) return text
  const range = `From ${first.hostnames} to ${last.hostnames} hostnames`
  const exponent = significant(growthOf(first, last))
  return `${text}\n\n${range} the sync grows with the power of ${exponent}.`
}

function engineTable({ workers, floor, cold, idle, deletion }: EngineFigures): string {
  const phases = [cold, idle, deletion]
  const operations = [
    ...new Set(phases.flatMap(({ byOperation }) => Object.keys(byOperation)))
  ].sort()
  const rows = [
    ['virtual time', ...phases.map(({ seconds }) => duration(seconds))],
    ...operations.map(name => [name, ...phases.map(({ byOperation }) => byOperation[name] ?? 0)]),
    ['AWS calls', ...phases.map(({ total }) => total)],
    [
      'calls a hostname',
      significant(cold.callsPerHostname),
      '',
      significant(deletion.callsPerHostname)
    ],
    ['calls an hour', '', significant(idle.callsPerHour), ''],
    ['throttled', ...phases.map(({ throttled }) => throttled)],
    ...workRows(phases)
  ]
  const { requests, record, issuing, alias, total } = floor
  const parts = [significant(requests), record, issuing, alias].join(' + ')
  const multiple = significant(cold.multipleOfFloor)
  const minutes = significant(idle.driftRepairedAfterMinutes)
  const sentences = [
    `Floor: ${parts} = ${significant(total)} s;`,
    `cold is ${multiple} of it, with ${workers} workers.`,
    `A record deleted by hand was back after ${minutes} minutes.`
  ]
  const headings = ['', 'cold', `${idle.hours} idle hours`, 'deletion']
  return `${table(headings, rows)}\n\n${sentences.join(' ')}`
}

function workRows(phases: readonly Phase[]): readonly (readonly (string | number)[])[] {
  const controllers = [...new Set(phases.flatMap(({ work }) => Object.keys(work.syncs)))].sort()
  return [
    ...controllers.map(name => [
      `syncs of ${name}`,
      ...phases.map(({ work }) => work.syncs[name] ?? 0)
    ]),
    ['status writes', ...phases.map(({ work }) => work.statusWrites)]
  ]
}

/** A number of seconds as text: `310 s`, `21 min`, `24 h`. */
export function duration(seconds: number): string {
  if (seconds < 600) return `${Math.round(seconds)} s`
  return seconds < 2 * 3600
    ? `${significant(seconds / 60)} min`
    : `${significant(seconds / 3600)} h`
}
