import { type Goal, goal } from '../goal.ts'
import { significant } from '../statistics.ts'
import type { EngineFigures } from './run.ts'
import { byVerb, sumOf } from './work.ts'

const claims = 'domain-claims'
const requests = 'gateway-hostname-requests'

/** Compares a run through the engine with the goals. */
export function judgeEngine(figures: EngineFigures): readonly Goal[] {
  return [
    ...judgeTimes(figures),
    ...judgeWork(figures),
    ...judgeCalls(figures),
    ...judgeIdle(figures),
    goal(
      'deletion leaves nothing',
      `${figures.deletion.certificatesLeft} certificates, ${figures.deletion.recordsLeft} records`,
      figures.deletion.certificatesLeft + figures.deletion.recordsLeft === 0
    )
  ]
}

/**
 * With few hostnames on AWS, the load balancers decide how long a run takes, and not the quotas.
 * Then there are no goals for the times.
 */
function judgeTimes(figures: EngineFigures): readonly Goal[] {
  const { hostnames, setting, cold, deletion } = figures
  if (setting === 'usual' && hostnames < 1000) return []
  return (
    [
      ['cold', cold],
      ['deleted', deletion]
    ] as const
  ).map(([name, { seconds, multipleOfFloor }]) =>
    goal(
      `${hostnames} hostnames ${name} within 1.25 of the floor`,
      `${significant(multipleOfFloor, 4)} (${Math.round(seconds)} s)`,
      multipleOfFloor <= 1.25
    )
  )
}

function judgeWork({ hostnames, cold }: EngineFigures): readonly Goal[] {
  const { syncs, statusWrites, claimGenerations, toldNoAnswer } = cold.work
  const perHostname = (what: string, count: number | undefined, most: number) => {
    const figure = (count ?? 0) / hostnames
    return goal(`at most ${most} ${what} a hostname`, `${significant(figure)}`, figure <= most)
  }
  return [
    perHostname('API requests', sumOf(byVerb(cold.work.requests)), 25),
    perHostname('claim syncs', syncs[claims], 10),
    perHostname('request syncs', syncs[requests], 8),
    perHostname('claim status writes', statusWrites[claims], 6),
    perHostname('request status writes', statusWrites[requests], 7),
    perHostname('later spec generations of the claim', claimGenerations, 2),
    goal('no request is told NoAnswerFromPool', `${toldNoAnswer}`, toldNoAnswer === 0)
  ]
}

function judgeCalls({ cold, idle, deletion }: EngineFigures): readonly Goal[] {
  const phases = idle === undefined ? [cold, deletion] : [cold, idle, deletion]
  const throttled = phases.reduce((sum, phase) => sum + phase.throttled, 0)
  return [
    goal(
      'at most 3.3 AWS calls a hostname',
      `${significant(cold.callsPerHostname)}`,
      cold.callsPerHostname <= 3.3
    ),
    goal('no throttled call', `${throttled}`, throttled === 0)
  ]
}

function judgeIdle({ idle }: EngineFigures): readonly Goal[] {
  if (idle === undefined) return []
  const writesPerHour = sumOf(idle.work.statusWrites) / idle.hours
  return [
    goal(
      'idle: at most 60 calls an hour',
      `${significant(idle.callsPerHour)}`,
      idle.callsPerHour <= 60
    ),
    goal(
      'idle: less than one status write an hour',
      `${significant(writesPerHour)}`,
      writesPerHour < 1
    ),
    goal(
      'drift repaired within 30 minutes',
      `${significant(idle.driftRepairedAfterMinutes)} minutes`,
      idle.driftRepairedAfterMinutes <= 30
    )
  ]
}
