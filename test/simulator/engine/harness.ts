import { defined } from '../../../hooks/defined.ts'
import type { ApiStore } from '../../../simulator/api-store/api-store.ts'
import type {
  JsonObject,
  KubeObject,
  MetadataInput,
  ObjectInput
} from '../../../simulator/api-store/objects.ts'
import { createEngine, type Engine } from '../../../simulator/engine/engine.ts'
import { inProcessCall } from '../../../simulator/engine/transports.ts'
import type {
  CompositeController,
  EngineOptions,
  HookName,
  SyncReport
} from '../../../simulator/engine/types.ts'
import type { VirtualClock } from '../../../simulator/virtual-clock.ts'
import { apiVersion, crdOf, storeOf } from '../widgets.ts'

/** The body of a request to a hook. */
export type Request = {
  controller: CompositeController
  parent: KubeObject
  children: { [group: string]: { [key: string]: KubeObject } }
  related: { [group: string]: { [key: string]: KubeObject } }
  finalizing: boolean
}

/**
 * A hook as a function. It returns its answer as an object or as text, a whole reply with `status`
 * and `body`, or a promise of one of them.
 */
export type HookFunction = (
  request: Request,
  call: { headers: JsonObject; signal: AbortSignal }
) => unknown

export type Hooks = { [hook in HookName]?: HookFunction }

export type World = {
  store: ApiStore
  clock: VirtualClock
  engine: Engine
  /** The requests to each hook, in order. */
  asked: { sync: Request[]; finalize: Request[]; customize: Request[] }
  reports: SyncReport[]
  crashes: Error[]
  /** Runs until nothing is left to do but periodic resyncs. */
  settle: () => Promise<void>
}

export type WorldOptions = {
  scope?: 'Cluster' | 'Namespaced'
  spec?: Partial<CompositeController['spec']>
  engine?: Partial<EngineOptions>
  timeout?: string
}

/** An engine with one controller, `boxes`: its parents are Boxes, its children Widgets. */
export function worldOf(hooks: Hooks, options: WorldOptions = {}): World {
  const crds = [
    crdOf('Box', undefined, options.scope ?? 'Namespaced'),
    crdOf('Widget'),
    crdOf('Gem'),
    crdOf('Star', undefined, 'Cluster')
  ]
  const { store, clock } = storeOf(crds)
  const asked: World['asked'] = { sync: [], finalize: [], customize: [] }
  const reports: SyncReport[] = []
  const crashes: Error[] = []
  const call = inProcessCall(async ({ path, headers, body, signal }) => {
    const hook = path.slice(1) as HookName
    const request = JSON.parse(body)
    asked[hook].push(request)
    const answer = await hooks[hook]?.(request, { headers, signal })
    if (isReply(answer)) return { headers: {}, ...answer }
    return {
      status: 200,
      headers: {},
      body: typeof answer === 'string' ? answer : JSON.stringify(answer ?? {})
    }
  })
  const engine = createEngine({
    store,
    clock,
    call,
    compositeControllers: [controllerOf(hooks, options)],
    onSync: report => reports.push(report),
    onCrash: error => crashes.push(error),
    ...options.engine
  })
  const settle = async () => {
    await clock.runUntil(() => engine.state().isIdle, { within: 600_000 })
  }
  return { store, clock, engine, asked, reports, crashes, settle }
}

function isReply(
  answer: unknown
): answer is { status: number; headers?: { [name: string]: string }; body: string } {
  return typeof answer === 'object' && answer !== null && 'body' in answer
}

/** The CompositeController of a world. */
export function controllerOf(
  hooks: Hooks,
  { spec, timeout }: WorldOptions = {}
): CompositeController {
  const hookOf = (name: string) => ({
    version: 'v2',
    webhook: { url: `http://hooks.test/${name}`, ...defined({ timeout }) }
  })
  return {
    apiVersion: 'metacontroller.k8s.io/v1alpha1',
    kind: 'CompositeController',
    metadata: { name: 'boxes' },
    spec: {
      parentResource: { apiVersion, resource: 'boxs' },
      childResources: [{ apiVersion, resource: 'widgets', updateStrategy: { method: 'InPlace' } }],
      generateSelector: true,
      hooks: Object.fromEntries(Object.keys(hooks).map(name => [name, hookOf(name)])),
      ...spec
    }
  }
}

/** The Box `shop/box`, a parent. */
export function box(spec: JsonObject = {}, metadata: Partial<MetadataInput> = {}): ObjectInput {
  return {
    apiVersion,
    kind: 'Box',
    metadata: { name: 'box', namespace: 'shop', ...metadata },
    spec
  }
}

export const boxRef = { apiVersion, kind: 'Box', namespace: 'shop', name: 'box' }

/** A Widget as a child in an answer. */
export function child(
  name: string,
  spec: JsonObject = {},
  metadata: Partial<MetadataInput> = {}
): ObjectInput {
  return { apiVersion, kind: 'Widget', metadata: { name, ...metadata }, spec }
}

/** A Gem, a related object. */
export function gem(name: string, metadata: Partial<MetadataInput> = {}): ObjectInput {
  return { apiVersion, kind: 'Gem', metadata: { name, namespace: 'shop', ...metadata }, spec: {} }
}

/** The Widgets in the store, each as `show` writes it, by default as its name. */
export function widgets(
  store: ApiStore,
  show: (widget: KubeObject) => string = ({ metadata }) => metadata.name
): string {
  return store.list({ apiVersion, kind: 'Widget' }).map(show).sort().join()
}
