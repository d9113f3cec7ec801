import type { Clock } from '../../hooks/clock.ts'
import { type KubeObject, keyOf } from '../api-store/objects.ts'
import { createApiClient, type TokenBucket } from './api-client.ts'
import type { AppliedCache } from './children.ts'
import { createCustomize } from './customize.ts'
import type { EventRecorder } from './events.ts'
import { createHookClient } from './hook-client.ts'
import { type Informer, type InformerFactory, informerOf } from './informers.ts'
import { enqueueParent, onChildEvent, onParentEvent, type ParentEvents } from './parent-events.ts'
import { finalizerOf } from './parents.ts'
import { processParent } from './process-parent.ts'
import { shuffler } from './shuffling.ts'
import type { SyncOptions } from './sync.ts'
import type { CompositeController, EngineOptions } from './types.ts'
import { createWorkQueue, type QueueState, type WorkQueue } from './work-queue.ts'
import { createWrites } from './writes.ts'

/** The informers tell every parent anew at this interval (`--cache-flush-interval`), in seconds. */
const cacheFlushSeconds = 30 * 60

/** A CompositeController that runs. */
export type ParentController = {
  name: string
  /** `matching` says whether events of related objects are still to be matched to parents. */
  state: () => QueueState & { matching: boolean }
  stop: () => Promise<void>
}

export type ControllerContext = EngineOptions & {
  informers: InformerFactory
  applied: AppliedCache
  recorder: EventRecorder
  /** The rate of Metacontroller's client, if it is limited. */
  bucket: TokenBucket | undefined
  onCrash: (error: Error) => void
}

/**
 * Starts to run one CompositeController.
 * Throws when the store does not serve a resource that it names, or a hook is not of version v2.
 */
export function startController(
  controller: CompositeController,
  context: ControllerContext
): ParentController {
  const { clock, informers, recorder, onSync, onCrash, workers = 5 } = context
  const { parentResource, childResources = [] } = controller.spec
  const parents = informerOf(informers, parentResource)
  const childInformers = childResources.map(resource => informerOf(informers, resource))
  const queue = createWorkQueue({
    clock,
    workers,
    process: key => processParent(key, { parents, sync, clock, recorder, onSync, onCrash })
  })
  const events: ParentEvents = { controller, parents, add: queue.add }
  const sync = syncOptionsOf({ controller, context, parents, childInformers, queue, events })
  const stopping = new AbortController()
  const unsubscribe = [
    parents.subscribe(event => onParentEvent(event, events)),
    ...childInformers.map(child => child.subscribe(event => onChildEvent(event, events)))
  ]
  for (const seconds of resyncPeriods(controller))
    void resyncEvery(seconds, events, clock, stopping.signal)
  return {
    name: controller.metadata.name,
    state: () => ({ ...queue.state(), matching: sync.customize.isBusy() }),
    stop: async () => {
      stopping.abort()
      for (const end of unsubscribe) end()
      sync.customize.stop()
      await queue.stop()
    }
  }
}

type ControllerParts = {
  controller: CompositeController
  context: ControllerContext
  parents: Informer
  childInformers: readonly Informer[]
  queue: WorkQueue
  events: ParentEvents
}

function syncOptionsOf(parts: ControllerParts): SyncOptions {
  const { controller, context, parents, childInformers, queue, events } = parts
  const { store, clock, policy = {}, informers, call, secrets, onCrash } = context
  const { name } = controller.metadata
  const { bucket, client, onRequest } = context
  const callMilliseconds = client?.callMilliseconds
  const api = createApiClient({
    controller: name,
    clock,
    policy,
    bucket,
    callMilliseconds,
    onRequest
  })
  const hooks = createHookClient({ controller, call, clock, policy, secrets })
  const enqueue = (parent: KubeObject) => enqueueParent(parent, events)
  return {
    controller,
    store,
    api,
    writes: createWrites({ controller: name, store, api, clock, policy }),
    hooks,
    customize: createCustomize({
      controller: name,
      hooks,
      informers,
      parents,
      clock,
      policy,
      enqueue,
      onCrash
    }),
    childInformers,
    finalizer: finalizerOf(controller),
    applied: context.applied,
    shuffle: shuffler(context.random),
    resyncAfter: (parent, seconds) => queue.addAfter(keyOf(parent.metadata), seconds * 1000)
  }
}

/**
 * The informers of client-go tell everything anew every 30 minutes anyway. So a period of 30
 * minutes or more is ignored.
 */
function resyncPeriods({ spec }: CompositeController): readonly number[] {
  const period = Math.max(spec.resyncPeriodSeconds ?? cacheFlushSeconds, 1)
  return period >= cacheFlushSeconds ? [cacheFlushSeconds] : [period, cacheFlushSeconds]
}

/**
 * Tells each parent anew, as an update without a difference. With `ignoreStatusChanges`,
 * Metacontroller ignores it, unless the parent is being deleted: `updateParentObject` in
 * composite/controller.go, seen with 4.17.
 */
async function resyncEvery(
  seconds: number,
  events: ParentEvents,
  clock: Clock,
  signal: AbortSignal
): Promise<void> {
  while (!signal.aborted) {
    await clock.sleep(seconds * 1000, signal).catch(() => undefined)
    if (signal.aborted) return
    for (const parent of events.parents.list())
      onParentEvent({ type: 'MODIFIED', object: parent, old: parent }, events)
  }
}
