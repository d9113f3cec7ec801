import type { HostnameRequest } from '../../hooks/api/gateway-hostname-request.ts'
import { defined } from '../../hooks/defined.ts'
import { createEmbeddedAws, type EmbeddedAws } from '../aws/embedded-aws.ts'
import { awsTimings } from '../aws/timings.ts'
import { type Cluster, startCluster } from '../cluster/cluster.ts'
import { createVirtualClock, type VirtualClock } from '../virtual-clock.ts'
import { awsFaults } from './aws-faults.ts'
import { createDraw } from './draw.ts'
import { engineFaults, processFaults } from './engine-faults.ts'
import { createFaultSource, type FaultSource } from './fault-source.ts'
import { createKillableHooks, type KillableHooks } from './killable-hooks.ts'
import {
  certificatesPerYear,
  groundwork,
  poolManifest,
  privateZones,
  region,
  zoneOf,
  zones
} from './manifests.ts'
import { createPeople, type People } from './people.ts'
import type { Sabotage } from './sabotages/sabotage.ts'
import type { Schedule } from './schedule.ts'
import { createStepRecorder, type StepRecorder } from './step-recorder.ts'
import { clusterID, createTruth, type Step, type Truth } from './truth.ts'

/** All parts of one run: cluster, AWS and hooks in this process, on virtual time. */
export type FaultWorld = Pick<StepRecorder, 'counts' | 'lastWrite'> & {
  clock: VirtualClock
  cloud: EmbeddedAws
  cluster: Cluster
  hooks: KillableHooks
  people: People
  faultSource: FaultSource
  truth: Truth
  /** `since`: see `calmSince` of `Truth`. */
  calm: { since: number }
  /** The requests that people make again once their claims are gone. */
  toMakeAgain: Set<HostnameRequest>
}

export type WorldOptions = {
  sabotage?: Sabotage | undefined
  onStep: (step: Step) => void
  onCrash: (error: Error) => void
}

/** The parts of a world that are needed to create its other parts. */
type Base = WorldOptions & {
  seed: number
  clock: VirtualClock
  faultSource: FaultSource
  cloud: EmbeddedAws
  recorder: StepRecorder
}

/** Starts a cluster with the pools of a schedule and without requests. */
export function createFaultWorld(schedule: Schedule, options: WorldOptions): FaultWorld {
  const { seed } = schedule
  const clock = createVirtualClock()
  const faultSource = createFaultSource(seed, schedule.faults)
  const timings = faultSource.isOn('listsLag') ? { listLag: 10 * awsTimings.listLag } : {}
  const cloud = createEmbeddedAws({ clock, seed, aliasTargets: 'existing', timings })
  const recorder = createStepRecorder(clock, options.onStep)
  const people = createPeople(cloud, clock.now)
  const base: Base = { ...options, seed, clock, faultSource, cloud, recorder }
  const hooks = startHooks(base)
  const cluster = startFaultCluster(hooks, base)
  const calm = { since: Number.POSITIVE_INFINITY }
  const truth = createTruth(schedule, {
    cluster,
    cloud,
    people,
    now: clock.now,
    calmSince: () => calm.since
  })
  prepareZones(cloud, people)
  for (const object of [...groundwork(), ...schedule.pools.map(poolManifest)])
    cluster.store.apply(object, { manager: 'platform' })
  cloud.faults.use(awsFaults(faultSource))
  cluster.store.watch(recorder.recordEvent)
  const { counts, lastWrite } = recorder
  const toMakeAgain = new Set<HostnameRequest>()
  const parts = { clock, cloud, cluster, hooks, people, faultSource, truth, calm, toMakeAgain }
  return { ...parts, counts, lastWrite }
}

function startHooks({ sabotage, clock, cloud, faultSource, recorder }: Base): KillableHooks {
  const send = sabotage?.aws?.(cloud.handle, { clock, cloud }) ?? cloud.handle
  return createKillableHooks({
    clock,
    cloud,
    cluster: clusterID,
    region,
    certificatesPerYear,
    faults: processFaults(faultSource),
    send: async request => {
      try {
        return await send(request)
      } finally {
        recorder.recordCall(request)
      }
    }
  })
}

function startFaultCluster({ call }: KillableHooks, base: Base): Cluster {
  const { sabotage, seed, clock, cloud, faultSource, recorder, onCrash } = base
  const areLoadBalancersSlow = faultSource.isOn('loadBalancersSlow')
  return startCluster({
    clock,
    cloud,
    call: sabotage?.hooks?.(call, { clock }) ?? call,
    region,
    workers: 5,
    random: createDraw(seed, 'engine').next,
    policy: engineFaults(faultSource),
    loadBalancerTimings: areLoadBalancersSlow ? { reconcileMilliseconds: 60_000 } : {},
    onSync: () => {
      recorder.counts.syncs += 1
    },
    onCrash,
    ...defined({ crds: sabotage?.crds?.() })
  })
}

/** Creates the hosted zones, with records of people that the hooks must leave alone. */
function prepareZones(cloud: EmbeddedAws, people: People): void {
  for (const [name, id] of Object.entries(zones)) cloud.zones.create(name, { id })
  cloud.zones.create('other.example', { id: 'Z0OTHER' })
  for (const [name, id] of Object.entries(privateZones))
    cloud.zones.create(name, { id, private: true })
  const domain = 'apps.example.com'
  const mailServer = { name: `mx.${domain}`, type: 'A', values: ['192.0.2.1'] } as const
  const senderPolicy = { name: domain, type: 'TXT', values: ['"v=spf1 -all"'] } as const
  for (const record of [mailServer, senderPolicy]) people.putRecord(zoneOf(domain), record)
}
