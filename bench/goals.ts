import { judgeEngine } from './engine/goals.ts'
import type { EngineFigures } from './engine/run.ts'
import { type Goal, goal } from './goal.ts'
import type { HTTPFigures } from './http/run.ts'
import type { MetricsFigures } from './metrics/overhead.ts'
import type { PoolFigures } from './pool/measure-pool.ts'
import { growth, significant } from './statistics.ts'

/** The figures of one run. A part that was not run is missing. */
export type Figures = {
  http?: HTTPFigures
  pool?: readonly PoolFigures[]
  metrics?: MetricsFigures
  engine?: EngineFigures
}

/** Compares the figures with the goals. */
export function judge({ http, pool, metrics, engine }: Figures): readonly Goal[] {
  return [
    ...(http === undefined ? [] : judgeHooks(http)),
    ...(pool === undefined ? [] : judgePool(pool)),
    ...(metrics === undefined ? [] : judgeMetrics(metrics)),
    ...(engine === undefined ? [] : judgeEngine(engine))
  ]
}

function judgeHooks({ hooks }: HTTPFigures): readonly Goal[] {
  const hooksWithGoal = ['DomainClaim sync', 'GatewayHostnameRequest sync']
  return hooks
    .filter(({ name }) => hooksWithGoal.includes(name))
    .map(({ name, ratio }) =>
      goal(`${name}: 0.8 of the bare echo or better`, `${significant(ratio)}`, ratio >= 0.8)
    )
}

function judgeMetrics({ hooks, memory }: MetricsFigures): readonly Goal[] {
  const lessThanTenth = (what: string, ratio: number) =>
    goal(`${what}: less than 10 % more`, `${significant(100 * (ratio - 1))} %`, ratio < 1.1)
  const overheads = hooks.flatMap(({ name, ratio, withAll, withAPI }) => [
    lessThanTenth(`metrics, ${name}`, ratio),
    lessThanTenth(`metrics, events and log, ${name}`, withAll),
    lessThanTenth(`traces that are off, ${name}`, withAPI)
  ])
  if (memory === undefined) return overheads
  const more = memory.with - memory.without
  return [
    ...overheads,
    goal('metrics: at most 20 MB more in the idle process', `${significant(more)} MB`, more <= 20)
  ]
}

function judgePool(pool: readonly PoolFigures[]): readonly Goal[] {
  const [first, last] = [pool[0], pool.at(-1)]
  const at1000 = pool.find(({ hostnames }) => hostnames === 1000)
  if (first === undefined || at1000 === undefined || last === undefined) return []
  const exponent = growthOf(first, last)
  return [
    goal(
      'pool sync of 1,000 hostnames: less than the parsing of its body',
      `${significant(at1000.ratio)} of the parsing`,
      at1000.ratio < 1
    ),
    goal(
      `linear up to ${last.hostnames} hostnames (an exponent of at most 1.15)`,
      `grows with the power of ${significant(exponent)}`,
      exponent <= 1.15
    )
  ]
}

/** The exponent with which the time of a pool sync grows with the number of hostnames. */
export function growthOf(from: PoolFigures, to: PoolFigures): number {
  return growth({ x: from.hostnames, y: from.sync }, { x: to.hostnames, y: to.sync })
}
