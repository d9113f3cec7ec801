import type { EngineFigures } from './engine/run.ts'
import type { HTTPFigures } from './http/run.ts'
import type { PoolFigures } from './pool/measure-pool.ts'
import { growth, significant } from './statistics.ts'

/** The figures of one run. A part that was not run is missing. */
export type Figures = { http?: HTTPFigures; pool?: readonly PoolFigures[]; engine?: EngineFigures }

/** One goal, the figure that was measured for it, and whether the figure meets the goal. */
export type Goal = { goal: string; figure: string; met: boolean }

/** Compares the figures with the goals. */
export function judge({ http, pool, engine }: Figures): readonly Goal[] {
  return [
    ...(http === undefined ? [] : judgeHooks(http)),
    ...(pool === undefined ? [] : judgePool(pool)),
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

function judgeEngine({ hostnames, cold, idle, deletion }: EngineFigures): readonly Goal[] {
  // With few hostnames, the load balancers decide how long a cold start takes. So the goals for a
  // cold start apply only to many hostnames, because then the quotas of AWS decide it.
  const isLarge = hostnames >= 1000
  const large = [
    goal(
      `${hostnames} hostnames cold within 1.1 of the floor`,
      `${significant(cold.multipleOfFloor, 4)} (${Math.round(cold.seconds)} s)`,
      cold.multipleOfFloor <= 1.1
    ),
    goal(
      'at most 3.3 AWS calls a hostname',
      `${significant(cold.callsPerHostname)}`,
      cold.callsPerHostname <= 3.3
    )
  ]
  return [
    ...(isLarge ? large : []),
    goal(
      'no throttled call',
      `${cold.throttled + idle.throttled + deletion.throttled}`,
      isUnthrottled([cold, idle, deletion])
    ),
    goal(
      'idle: at most 60 calls an hour',
      `${significant(idle.callsPerHour)}`,
      idle.callsPerHour <= 60
    ),
    goal(
      'drift repaired within 30 minutes',
      `${significant(idle.driftRepairedAfterMinutes)} minutes`,
      idle.driftRepairedAfterMinutes <= 30
    ),
    goal(
      'deletion leaves nothing',
      `${deletion.certificatesLeft} certificates, ${deletion.recordsLeft} records`,
      deletion.certificatesLeft + deletion.recordsLeft === 0
    )
  ]
}

function isUnthrottled(phases: readonly { throttled: number }[]): boolean {
  return phases.every(({ throttled }) => throttled === 0)
}

function goal(words: string, figure: string, met: boolean): Goal {
  return { goal: words, figure, met }
}
