import type { Clock } from '../../hooks/clock.ts'
import { defined } from '../../hooks/defined.ts'
import { type ApiStore, createApiStore } from '../api-store/api-store.ts'
import type { JsonObject } from '../api-store/objects.ts'
import type { CustomResourceDefinition } from '../api-store/schema.ts'
import type { EmbeddedAws } from '../aws/embedded-aws.ts'
import { createEngine, type Engine } from '../engine/engine.ts'
import type {
  Call,
  CompositeController,
  EngineOptions,
  FaultPolicy,
  SyncReport
} from '../engine/types.ts'
import {
  type LoadBalancerController,
  type LoadBalancerTimings,
  startLoadBalancerController
} from '../load-balancer-controller/load-balancer-controller.ts'
import { projectFolder, readManifests } from './manifests.ts'
import { upstreamKinds } from './upstream-kinds.ts'

/** A cluster with our CRDs and CompositeControllers installed, Metacontroller and LBC running, all simulated. */
export type Cluster = {
  store: ApiStore
  engine: Engine
  loadBalancers: LoadBalancerController
  /** Ends everything; resolves when nothing is running any more. */
  stop: () => Promise<void>
}

export type ClusterOptions = {
  clock: Clock
  cloud: EmbeddedAws
  /** How the hooks are reached. */
  call: Call
  region: string
  /** Metacontroller's workers for each controller. */
  workers?: number
  loadBalancerTimings?: Partial<LoadBalancerTimings>
  policy?: FaultPolicy
  random?: () => number
  onSync?: (report: SyncReport) => void
  /** Told of what would crash Metacontroller; by default it is thrown where nobody catches it. */
  onCrash?: (error: Error) => void
  /** Other definitions than the installed ones, for trying what happens without one of their rules. */
  crds?: readonly CustomResourceDefinition[]
  /** Whether the guards of `policies.yaml` hold too; by default nobody is refused anything. */
  isGuarded?: boolean
}

/** Starts a cluster with what `metacontroller/` installs, as it is in this repository. */
export function startCluster(options: ClusterOptions): Cluster {
  const { clock, cloud, call, region } = options
  const { compositeControllers, policies, ...own } = installed()
  const crds = options.crds ?? own.crds
  const chance = options.random === undefined ? {} : { random: options.random }
  const store = createApiStore({
    crds,
    clock,
    policies: options.isGuarded ? policies : [],
    ...chance
  })
  const timings =
    options.loadBalancerTimings === undefined ? {} : { timings: options.loadBalancerTimings }
  const loadBalancers = startLoadBalancerController({ store, cloud, clock, region, ...timings })
  const engineOptions: EngineOptions = {
    store,
    clock,
    call,
    compositeControllers,
    workers: options.workers ?? 10,
    ...chance,
    ...defined({ policy: options.policy, onSync: options.onSync, onCrash: options.onCrash })
  }
  const engine = createEngine(engineOptions)
  return {
    store,
    engine,
    loadBalancers,
    stop: async () => {
      await engine.stop()
      await loadBalancers.stop()
      store.close()
    }
  }
}

type Installed = {
  crds: readonly CustomResourceDefinition[]
  compositeControllers: readonly CompositeController[]
  /** ValidatingAdmissionPolicies and their bindings. */
  policies: readonly JsonObject[]
}

let read: Installed | undefined

/** What `metacontroller/` and other projects install. Read once: schemas are compiled once per definition, and thousands of clusters are made of the same ones. */
export function installed(): Installed {
  if (read !== undefined) return read
  const manifests = readManifests([projectFolder('metacontroller')])
  const ofKind = <T>(kind: string) =>
    manifests.filter(object => object.kind === kind) as unknown as T[]
  const crds = [...ofKind<CustomResourceDefinition>('CustomResourceDefinition'), ...upstreamKinds()]
  const policies = ['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding'].flatMap(kind =>
    ofKind<JsonObject>(kind)
  )
  read = {
    crds,
    compositeControllers: ofKind<CompositeController>('CompositeController'),
    policies
  }
  return read
}
