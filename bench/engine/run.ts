import { defaultQuotas } from '../../simulator/aws/quotas.ts'
import { median, quantile } from '../statistics.ts'
import type { Flags } from './flags.ts'
import { type Floor, floorOf } from './floor.ts'
import { domain, zoneID } from './manifests.ts'
import { type SettingChanges, type SettingName, settingOf } from './setting.ts'
import type { Work } from './work.ts'
import { type BenchWorld, createBenchWorld } from './world.ts'

/** The AWS calls in one phase of the run. */
export type Calls = { byOperation: Record<string, number>; total: number; throttled: number }

/** What one phase of the run took. `seconds` are virtual. */
export type Phase = Calls & { seconds: number; work: Work }

export type EngineFigures = {
  hostnames: number
  flags: Flags
  setting: SettingName
  floor: Floor
  cold: Phase & {
    multipleOfFloor: number
    callsPerHostname: number
    /** When the first hostname was Ready, and when half of them were. */
    firstSeconds: number
    medianSeconds: number
  }
  /** Missing if the run had no idle hours. */
  idle?: Phase & { hours: number; callsPerHour: number; driftRepairedAfterMinutes: number }
  deletion: Phase & {
    multipleOfFloor: number
    callsPerHostname: number
    certificatesLeft: number
    recordsLeft: number
  }
}

export type EngineRun = SettingChanges & {
  hostnames: number
  flags: Flags
  setting: SettingName
  idleHours: number
  say: (line: string) => void
}

const hourMs = 3600_000

/** Brings all hostnames to Ready, leaves them alone for some hours, then deletes all requests. */
export async function runEngine(run: EngineRun): Promise<EngineFigures> {
  const { hostnames, flags, say } = run
  const setting = settingOf(run.setting, run)
  const world = createBenchWorld({ hostnames, flags, setting })
  const floor = floorOf(hostnames, defaultQuotas, setting.aws)
  await world.clock.advance(1000)
  say(`${hostnames} hostnames, cold`)
  const start = world.clock.now()
  const cold = await phase(world, () => untilAllReady(world, hostnames))
  const readyAfter = world.readyTimes().map(time => (time - start) / 1000)
  const idle = run.idleHours === 0 ? {} : { idle: await leaveAlone(world, run) }
  say('all requests deleted')
  const deletion = await phase(world, () => untilAllGone(world))
  await world.stop()
  return {
    hostnames,
    flags,
    setting: run.setting,
    floor,
    cold: {
      ...cold,
      multipleOfFloor: cold.seconds / floor.total,
      callsPerHostname: cold.total / hostnames,
      firstSeconds: quantile(readyAfter, 0),
      medianSeconds: median(readyAfter)
    },
    ...idle,
    deletion: {
      ...deletion,
      multipleOfFloor: deletion.seconds / floor.deletion,
      callsPerHostname: deletion.total / hostnames,
      ...leftIn(world)
    }
  }
}

async function leaveAlone(
  world: BenchWorld,
  { idleHours, say }: EngineRun
): Promise<NonNullable<EngineFigures['idle']>> {
  // The pool still has work after the last hostname is Ready. This time belongs neither to the
  // cold start nor to the idle hours.
  await world.clock.advance(10 * 60_000)
  say(`${idleHours} idle hours`)
  const idle = await phase(world, () => world.clock.advance(idleHours * hourMs))
  say('a record deleted by hand')
  const driftRepairedAfterMinutes = await repairDrift(world)
  const callsPerHour = idle.total / idleHours
  return { ...idle, hours: idleHours, callsPerHour, driftRepairedAfterMinutes }
}

function leftIn({ cloud }: BenchWorld): { certificatesLeft: number; recordsLeft: number } {
  const records = cloud.zones.records(zoneID)
  return {
    certificatesLeft: cloud.certificates.list().length,
    recordsLeft: records.filter(({ type }) => type !== 'NS' && type !== 'SOA').length
  }
}

/** Runs one phase, and counts its calls and syncs. */
async function phase(world: BenchWorld, run: () => Promise<void>): Promise<Phase> {
  world.cloud.calls.reset()
  world.work.take()
  const start = world.clock.now()
  await run()
  const byOperation = world.cloud.calls.counts()
  const total = Object.values(byOperation).reduce((sum, count) => sum + count, 0)
  const throttled = world.cloud.calls.throttled()
  const work = world.work.take()
  return { seconds: (world.clock.now() - start) / 1000, byOperation, total, throttled, work }
}

async function untilAllReady(world: BenchWorld, hostnames: number): Promise<void> {
  void world.askForAll()
  const stop = await world.clock.runUntil(() => world.readyCount() === hostnames, {
    within: 2 * hourMs
  })
  if (stop !== 'reached')
    throw new Error(`after two hours ${world.readyCount()} of ${hostnames} hostnames are Ready`)
}

async function untilAllGone(world: BenchWorld): Promise<void> {
  void world.giveUpAll()
  const stop = await world.clock.runUntil(() => world.leftCount() === 0, { within: 4 * hourMs })
  if (stop !== 'reached')
    throw new Error(`after four hours ${world.leftCount()} requests and claims are left`)
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
