import { defaultQuotas } from '../../simulator/aws/quotas.ts'
import { awsTimings } from '../../simulator/aws/timings.ts'
import { type Floor, floorOf } from './floor.ts'
import { domain, zoneID } from './manifests.ts'
import { type BenchWorld, createBenchWorld, type Work } from './world.ts'

/** The AWS calls in one phase of the run. */
export type Calls = { byOperation: Record<string, number>; total: number; throttled: number }

/** What one phase of the run took. `seconds` are virtual. */
export type Phase = Calls & { seconds: number; work: Work }

export type EngineFigures = {
  hostnames: number
  workers: number
  floor: Floor
  cold: Phase & { multipleOfFloor: number; callsPerHostname: number }
  idle: Phase & { hours: number; callsPerHour: number; driftRepairedAfterMinutes: number }
  deletion: Phase & { callsPerHostname: number; certificatesLeft: number; recordsLeft: number }
}

type EngineRun = {
  hostnames: number
  workers: number
  idleHours: number
  say: (line: string) => void
}

const hourMs = 3600_000

/** Brings all hostnames to Ready, leaves them alone for some hours, then deletes all requests. */
export async function runEngine({
  hostnames,
  workers,
  idleHours,
  say
}: EngineRun): Promise<EngineFigures> {
  const world = createBenchWorld({ hostnames, workers })
  const floor = floorOf(hostnames, defaultQuotas, awsTimings)
  await world.clock.advance(1000)
  say(`${hostnames} hostnames, cold`)
  const cold = await phase(world, () => untilAllReady(world, hostnames))
  // The pool still has work after the last hostname is Ready. This time belongs neither to the
  // cold start nor to the idle hours.
  await world.clock.advance(10 * 60_000)
  say(`${idleHours} idle hours`)
  const idle = await phase(world, () => world.clock.advance(idleHours * hourMs))
  say('a record deleted by hand')
  const driftRepairedAfterMinutes = await repairDrift(world)
  say('all requests deleted')
  const deletion = await phase(world, () => untilAllGone(world))
  await world.stop()
  return {
    hostnames,
    workers,
    floor,
    cold: {
      ...cold,
      multipleOfFloor: cold.seconds / floor.total,
      callsPerHostname: cold.total / hostnames
    },
    idle: {
      ...idle,
      hours: idleHours,
      callsPerHour: idle.total / idleHours,
      driftRepairedAfterMinutes
    },
    deletion: {
      ...deletion,
      callsPerHostname: deletion.total / hostnames,
      certificatesLeft: world.cloud.certificates.list().length,
      recordsLeft: world.cloud.zones
        .records(zoneID)
        .filter(({ type }) => type !== 'NS' && type !== 'SOA').length
    }
  }
}

/** Runs one phase, and counts its calls and syncs. */
async function phase(world: BenchWorld, run: () => Promise<void>): Promise<Phase> {
  world.cloud.calls.reset()
  Object.assign(world.work, { syncs: {}, statusWrites: 0, failures: 0 })
  const start = world.clock.now()
  await run()
  const byOperation = world.cloud.calls.counts()
  const total = Object.values(byOperation).reduce((sum, count) => sum + count, 0)
  const throttled = world.cloud.calls.throttled()
  const work = structuredClone(world.work)
  return { seconds: (world.clock.now() - start) / 1000, byOperation, total, throttled, work }
}

async function untilAllReady(world: BenchWorld, hostnames: number): Promise<void> {
  world.askForAll()
  const stop = await world.clock.runUntil(() => world.readyCount() === hostnames, {
    within: 2 * hourMs
  })
  if (stop !== 'reached')
    throw new Error(`after two hours ${world.readyCount()} of ${hostnames} hostnames are Ready`)
}

async function untilAllGone(world: BenchWorld): Promise<void> {
  world.giveUpAll()
  const stop = await world.clock.runUntil(() => world.claimCount() === 0, { within: 4 * hourMs })
  if (stop !== 'reached') throw new Error(`after four hours ${world.claimCount()} claims are left`)
}

/**
 * Deletes the alias record of the first hostname, and waits until it is back.
 * @returns the virtual minutes that this took
 */
async function repairDrift(world: BenchWorld): Promise<number> {
  const name = `app-00001.${domain}.`
  const start = world.clock.now()
  const hasAlias = () =>
    world.cloud.zones.records(zoneID).some(record => record.name === name && record.type === 'A')
  if (!hasAlias()) throw new Error(`there is no alias ${name}`)
  world.cloud.zones.removeRecord(zoneID, name, 'A')
  const stop = await world.clock.runUntil(hasAlias, { within: 2 * hourMs })
  if (stop !== 'reached') throw new Error('the alias was not repaired within two hours')
  return (world.clock.now() - start) / 60_000
}
