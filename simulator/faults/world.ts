import { createEmbeddedAws, type EmbeddedAws } from '../aws/embedded-aws.ts'
import { awsTimings } from '../aws/timings.ts'
import { type Cluster, startCluster } from '../cluster/cluster.ts'
import { createVirtualClock, type VirtualClock } from '../virtual-clock.ts'
import { awsFaults } from './aws-faults.ts'
import { createDraw } from './draw.ts'
import { engineFaults, fatesOf } from './engine-faults.ts'
import { groundwork, poolManifest, privateZones, region, zoneOf, zones } from './manifests.ts'
import { createMortalHooks, type MortalHooks } from './mortal-hooks.ts'
import { createPeople, type People } from './people.ts'
import type { Sabotage } from './sabotages/sabotage.ts'
import type { Schedule } from './schedule.ts'
import { clusterID, createSight, type Sight, type Step } from './sight.ts'
import { createStrikes, type Strikes } from './strikes.ts'

/** All that one run needs, in one process on virtual time. */
export type FaultWorld = {
  clock: VirtualClock
  cloud: EmbeddedAws
  cluster: Cluster
  hooks: MortalHooks
  people: People
  strikes: Strikes
  sight: Sight
  counts: { steps: number; syncs: number }
  /** When something was last written, to the API or to AWS (ms), and what. */
  lastWrite: { at: number; what: string }
}

export type WorldOptions = {
  sabotage?: Sabotage | undefined
  onStep: (step: Step) => void
  onCrash: (error: Error) => void
}

/** Calls that change something in AWS. */
const changing = /(Request|Delete|AddTags|RemoveTags)|^POST .*rrset/

/** Starts a cluster with the pools of a schedule; nobody has asked for anything yet. */
export function createFaultWorld(
  schedule: Schedule,
  { sabotage, onStep, onCrash }: WorldOptions
): FaultWorld {
  const { seed, faults } = schedule
  const clock = createVirtualClock()
  const strikes = createStrikes(seed, faults)
  const timings = strikes.lasts('listsLag') ? { listLag: 10 * awsTimings.listLag } : {}
  const cloud = createEmbeddedAws({ clock, seed, aliasTargets: 'existing', timings })
  const counts = { steps: 0, syncs: 0 }
  const lastWrite = { at: clock.now(), what: 'the beginning' }
  const people = createPeople(cloud, clock.now)

  function step(what: string, of: Step): void {
    counts.steps += 1
    lastWrite.at = clock.now()
    lastWrite.what = what
    onStep(of)
  }

  const plainly = cloud.handle
  const carryOn = sabotage?.aws === undefined ? plainly : sabotage.aws(plainly, { clock, cloud })
  const hooks = createMortalHooks({
    clock,
    cloud,
    cluster: clusterID,
    region,
    fates: fatesOf(strikes),
    carry: async request => {
      try {
        return await carryOn(request)
      } finally {
        const what = request.headers['x-amz-target'] ?? `${request.method} ${request.path}`
        if (changing.test(what)) step(what, { aws: what })
      }
    }
  })
  const cluster = startCluster({
    clock,
    cloud,
    call: sabotage?.hooks === undefined ? hooks.call : sabotage.hooks(hooks.call, { clock }),
    region,
    workers: 5,
    random: createDraw(seed, 'engine').next,
    policy: engineFaults(strikes),
    loadBalancerTimings: strikes.lasts('loadBalancersSlow')
      ? { reconcileMilliseconds: 60_000 }
      : {},
    onSync: () => {
      counts.syncs += 1
    },
    onCrash,
    ...(sabotage?.crds === undefined ? {} : { crds: sabotage.crds() })
  })
  const sight = createSight(schedule, { cluster, cloud, people, now: clock.now })
  for (const [name, id] of Object.entries(zones)) cloud.zones.create(name, { id })
  for (const [name, id] of Object.entries(privateZones))
    cloud.zones.create(name, { id, private: true })
  putBystanders(people)
  for (const object of groundwork()) cluster.store.apply(object, { manager: 'platform' })
  for (const plan of schedule.pools)
    cluster.store.apply(poolManifest(plan), { manager: 'platform' })
  cloud.faults.use(awsFaults(strikes))
  const world = { clock, cloud, cluster, hooks, people, strikes, sight, counts, lastWrite }
  cluster.store.watch(event => {
    const { kind, metadata } = event.object
    step(`${event.type} ${kind} ${metadata.namespace ?? ''}/${metadata.name}`, { event })
  })
  return world
}

/** Records that have nothing to do with anybody's request. */
function putBystanders(people: People): void {
  people.putRecord(zoneOf('apps.example.com'), {
    name: 'mx.apps.example.com',
    type: 'A',
    values: ['192.0.2.1']
  })
  people.putRecord(zoneOf('apps.example.com'), {
    name: 'apps.example.com',
    type: 'TXT',
    values: ['"v=spf1 -all"']
  })
}
