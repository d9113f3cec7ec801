import { engineTable } from './engine/markdown.ts'
import type { Goal } from './goal.ts'
import { type Figures, growthOf } from './goals.ts'
import type { HTTPFigures } from './http/run.ts'
import type { Machine } from './machine.ts'
import type { MetricsFigures } from './metrics/overhead.ts'
import type { PoolFigures } from './pool/measure-pool.ts'
import { significant } from './statistics.ts'
import { table } from './table.ts'

/** All figures as Markdown tables, in the form that `docs/benchmarks.md` has. */
export function toMarkdown(
  machine: Machine,
  { http, pool, metrics, engine }: Figures,
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
    ...(metrics === undefined ? [] : [section('Metrics', metricsTable(metrics))]),
    ...(engine === undefined
      ? []
      : [section(`${engine.hostnames} hostnames through the engine`, engineTable(engine))])
  ].join('\n\n')
}

function section(title: string, body: string): string {
  return `### ${title}\n${body}`
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

function metricsTable({ hooks, scrape, memory }: MetricsFigures): string {
  const rows = hooks.map(({ name, without, ratio, withAll, withAPI, withTraces }) => [
    name,
    `${significant(without)} ms`,
    ...[ratio, withAll, withAPI, withTraces].map(each => `**${significant(each)}**`)
  ])
  const sentences = [
    `A scrape takes ${significant(scrape.milliseconds)} ms and has ${scrape.series} series`,
    `(${Math.round(scrape.kilobytes)} kB).`
  ]
  if (memory !== undefined)
    sentences.push(
      `The idle process has ${Math.round(memory.without)} MB without metrics,`,
      `${Math.round(memory.with)} MB with them.`
    )
  const headings = [
    'hook',
    'without all',
    'with metrics, of it',
    'and events and log',
    'traces off',
    'traces on'
  ]
  return `${table(headings, rows)}\n\n${sentences.join(' ')}`
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
