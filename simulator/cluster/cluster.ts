import type { Clock } from '../../hooks/clock.ts'
import { defined } from '../../hooks/defined.ts'
import { type ApiStore, createApiStore } from '../api-store/api-store.ts'
import type { JsonObject } from '../api-store/objects.ts'
import type { CustomResourceDefinition } from '../api-store/schema.ts'
import type { EmbeddedAws } from '../aws/embedded-aws.ts'
import { createEngine, type Engine } from '../engine/engine.ts'
import type {
  ApiRequest,
  Call,
  ClientOptions,
  CompositeController,
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

/**
 * A simulated cluster. It has our CRDs and CompositeControllers, and stand-ins for Metacontroller
 * and for the AWS Load Balancer Controller run in it.
 */
export type Cluster = {
  store: ApiStore
  engine: Engine
  loadBalancers: LoadBalancerController
  /** Stops all parts of the cluster. The promise resolves when nothing is running any more. */
  stop: () => Promise<void>
}

export type ClusterOptions = {
  clock: Clock
  cloud: EmbeddedAws
  /** Calls a hook. */
  call: Call
  region: string
  /** The number of Metacontroller's workers for each CompositeController. */
  workers?: number
  loadBalancerTimings?: Partial<LoadBalancerTimings>
  policy?: FaultPolicy
  random?: () => number
  /** Metacontroller's client. By default, its requests do not wait for each other. */
  client?: ClientOptions
  /** Is called with each request of Metacontroller to the API server. */
  onRequest?: (request: ApiRequest) => void
  onSync?: (report: SyncReport) => void
  /**
   * Is called with each error that would crash Metacontroller. By default, such an error is thrown
   * and nothing catches it.
   */
  onCrash?: (error: Error) => void
  /**
   * Definitions that replace the installed ones, for example to test what happens without one of
   * their rules.
   */
  crds?: readonly CustomResourceDefinition[]
  /** Whether the policies of `policies.yaml` are installed. By default, they are not. */
  isGuarded?: boolean
}

/** Starts a cluster with the manifests of this repository's `metacontroller/`. */
export function startCluster(options: ClusterOptions): Cluster {
  const { clock, cloud, call, region, random, policy, onCrash } = options
  const { client, onRequest, onSync } = options
  const { compositeControllers, policies, ...own } = installed()
  const crds = options.crds ?? own.crds
  const guards = options.isGuarded ? policies : []
  const store = createApiStore({ crds, clock, policies: guards, ...defined({ random }) })
  const timings = options.loadBalancerTimings
  const balancing = { store, cloud, clock, region, ...defined({ timings }) }
  const loadBalancers = startLoadBalancerController(balancing)
  const engine = createEngine({
    store,
    clock,
    call,
    compositeControllers,
    workers: options.workers ?? 10,
    ...defined({ random, policy, client, onRequest, onSync, onCrash })
  })
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

let cache: Installed | undefined

/**
 * The objects of `metacontroller/` and the CRDs of other projects. They are read once per process.
 * Thousands of clusters then share these definitions, and each schema is compiled only once.
 */
export function installed(): Installed {
  cache ??= readInstalled()
  return cache
}

function readInstalled(): Installed {
  const manifests = readManifests([projectFolder('metacontroller')])
  const ofKind = <T>(kind: string) =>
    manifests.filter(object => object.kind === kind) as unknown as T[]
  const crds = [...ofKind<CustomResourceDefinition>('CustomResourceDefinition'), ...upstreamKinds()]
  const policies = [
    ...ofKind<JsonObject>('ValidatingAdmissionPolicy'),
    ...ofKind<JsonObject>('ValidatingAdmissionPolicyBinding')
  ]
  const compositeControllers = ofKind<CompositeController>('CompositeController')
  return { crds, compositeControllers, policies }
}
