import {
  controllerOf,
  type KubeObject,
  keyOf,
  type OwnerReference,
  refOf,
  sameJson
} from '../api-store/objects.ts'
import { matchesSelector } from '../api-store/selectors.ts'
import type { WatchEvent } from '../api-store/storage.ts'
import type { AppliedCache } from './children.ts'
import { childSelector } from './claiming.ts'
import { createCustomize } from './customize.ts'
import type { EventRecorder } from './events.ts'
import { createHookClient } from './hook-client.ts'
import type { Informer, InformerFactory } from './informers.ts'
import { isCrash } from './responses.ts'
import { shuffler } from './shuffling.ts'
import { type SyncOptions, syncParent } from './sync.ts'
import type { CompositeController, EngineOptions, SyncReport } from './types.ts'
import { isTooManyRequests } from './webhook.ts'
import { createWorkQueue, type ItemResult, type QueueState } from './work-queue.ts'
import { createWrites } from './writes.ts'

/** Every parent is looked at again at this interval (`--cache-flush-interval`). */
const cacheFlushSeconds = 30 * 60

export type ParentController = {
  name: string
  state: () => QueueState & { matching: boolean }
  stop: () => Promise<void>
}

export type ControllerContext = EngineOptions & {
  informers: InformerFactory
  applied: AppliedCache
  recorder: EventRecorder
  onCrash: (error: Error) => void
}

/** Starts to run one CompositeController. Throws where a resource that it names is not served, or a hook not v2. */
export function startController(
  controller: CompositeController,
  context: ControllerContext
): ParentController {
  const { store, clock, policy = {}, informers, recorder, onSync, onCrash } = context
  const { name } = controller.metadata
  const parents = informerOf(informers, controller.spec.parentResource)
  const childInformers = (controller.spec.childResources ?? []).map(child =>
    informerOf(informers, child)
  )
  const hooks = createHookClient({
    controller,
    call: context.call,
    clock,
    policy,
    secrets: context.secrets
  })
  const writes = createWrites({ controller: name, store, clock, policy })
  const queue = createWorkQueue({ clock, workers: context.workers ?? 5, process })
  const customize = createCustomize({
    controller: name,
    hooks,
    informers,
    parents,
    clock,
    policy,
    enqueue,
    onCrash
  })
  const finalizer = `metacontroller.io/compositecontroller-${name}`
  const options: SyncOptions = {
    controller,
    store,
    writes,
    hooks,
    customize,
    childInformers,
    finalizer,
    applied: context.applied,
    shuffle: shuffler(context.random),
    resyncAfter: (parent, seconds) => queue.addAfter(keyOf(parent.metadata), seconds * 1000)
  }
  const stopping = new AbortController()
  const unsubscribe = [
    parents.subscribe(onParent),
    ...childInformers.map(child => child.subscribe(onChild))
  ]
  for (const seconds of resyncPeriods(controller)) void resyncEvery(seconds)

  function enqueue(parent: KubeObject): void {
    if (isCaredFor(parent)) queue.add(keyOf(parent.metadata))
  }

  function isCaredFor({ metadata }: KubeObject): boolean {
    const isSelected = matchesSelector(
      controller.spec.parentResource.labelSelector,
      metadata.labels
    )
    return isSelected || metadata.finalizers?.includes(finalizer) === true
  }

  function onParent({ object, old }: WatchEvent): void {
    if (
      controller.spec.parentResource.ignoreStatusChanges &&
      old !== undefined &&
      isSameButStatus(old, object)
    )
      return
    enqueue(object)
  }

  /** The parent of a child, or everyone who might adopt an orphan. */
  function onChild({ type, object }: WatchEvent): void {
    const owner = controllerOf(object)
    if (owner !== undefined) {
      const parent = resolve(owner, object)
      if (parent !== undefined) enqueue(parent)
      return
    }
    if (type !== 'DELETED' && object.metadata.deletionTimestamp === undefined) {
      for (const parent of parents.list()) if (mightAdopt(parent, object)) enqueue(parent)
    }
  }

  function resolve(owner: OwnerReference, child: KubeObject): KubeObject | undefined {
    if (
      owner.kind !== parents.kind.kind ||
      owner.apiVersion.split('/')[0] !== parents.kind.apiVersion.split('/')[0]
    )
      return
    const namespace = parents.kind.isNamespaced ? child.metadata.namespace : undefined
    const parent = parents.get(keyOf({ namespace, name: owner.name }))
    return parent?.metadata.uid === owner.uid ? parent : undefined
  }

  function mightAdopt(parent: KubeObject, child: KubeObject): boolean {
    if (parents.kind.isNamespaced && parent.metadata.namespace !== child.metadata.namespace)
      return false
    try {
      return matchesSelector(childSelector(controller, parent), child.metadata.labels)
    } catch {
      // a parent without a usable selector adopts nobody; its own sync says why
      return false
    }
  }

  async function resyncEvery(seconds: number): Promise<void> {
    while (!stopping.signal.aborted) {
      await clock.sleep(seconds * 1000, stopping.signal).catch(() => undefined)
      if (!stopping.signal.aborted) for (const parent of parents.list()) enqueue(parent)
    }
  }

  async function process(key: string): Promise<ItemResult> {
    const parent = parents.get(key)
    if (parent === undefined) return { is: 'done' }
    try {
      const { error, ...outcome } = await syncParent(parent, options)
      return error === undefined ? finish(parent, outcome, 'done') : fail(parent, error, outcome)
    } catch (error) {
      return failWith(parent, error)
    }
  }

  function failWith(parent: KubeObject, error: unknown): ItemResult {
    if (isCrash(error)) onCrash(error)
    if (!isTooManyRequests(error))
      return fail(parent, error instanceof Error ? error.message : String(error))
    finish(parent, {}, 'too many requests')
    return { is: 'again', afterMilliseconds: error.afterSeconds * 1000 }
  }

  function fail(parent: KubeObject, error: string, outcome: Partial<SyncReport> = {}): ItemResult {
    recorder.record(name, parent, error)
    finish(parent, { ...outcome, error }, 'failed')
    return { is: 'failed' }
  }

  function finish(
    parent: KubeObject,
    outcome: Partial<SyncReport>,
    result: SyncReport['result']
  ): ItemResult {
    const unknown = { hook: 'none', applied: [], deleted: [], statusWritten: false } as const
    onSync?.({ controller: name, parent: refOf(parent), ...unknown, ...outcome, result })
    return { is: 'done' }
  }

  async function stop(): Promise<void> {
    stopping.abort()
    for (const end of unsubscribe) end()
    customize.stop()
    await queue.stop()
  }

  return { name, state: () => ({ ...queue.state(), matching: customize.isBusy() }), stop }
}

function informerOf(
  informers: InformerFactory,
  { apiVersion, resource }: { apiVersion: string; resource: string }
): Informer {
  const informer = informers.of(apiVersion, resource)
  if (informer === undefined)
    throw new Error(`discovery: can't find resource ${resource} in apiVersion ${apiVersion}`)
  return informer
}

/** A period of 30 minutes or more is ignored: every 30 minutes all parents come round anyway. */
function resyncPeriods({ spec }: CompositeController): readonly number[] {
  const period = Math.max(spec.resyncPeriodSeconds ?? cacheFlushSeconds, 1)
  return period >= cacheFlushSeconds ? [cacheFlushSeconds] : [period, cacheFlushSeconds]
}

/** Metacontroller looks at generation, labels, annotations and deletion. */
function isSameButStatus(old: KubeObject, current: KubeObject): boolean {
  const [before, after] = [old.metadata, current.metadata]
  return (
    before.generation === after.generation &&
    sameJson(before.labels, after.labels) &&
    sameJson(before.annotations, after.annotations) &&
    after.deletionTimestamp === undefined
  )
}
