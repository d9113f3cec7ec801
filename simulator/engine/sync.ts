import { isConflict, isNotFound } from '../api-store/api-errors.ts'
import { foregroundDeletion, orphanDependents } from '../api-store/garbage-collector.ts'
import { type KubeObject, keyOf } from '../api-store/objects.ts'
import { matchesSelector } from '../api-store/selectors.ts'
import { type ChildrenOptions, type ChildrenReport, manageChildren } from './children.ts'
import { childSelector, claimChildren, controllerUid } from './claiming.ts'
import type { Customize } from './customize.ts'
import { messageOf } from './errors.ts'
import type { HookClient } from './hook-client.ts'
import type { Informer } from './informers.ts'
import { insert, type ObjectMap, toJson } from './object-map.ts'
import { hasFinalizer, isBeingDeleted, isSelected, isSynced } from './parents.ts'
import { decodeSync, isCrash } from './responses.ts'
import type { SyncReport, SyncResponse } from './types.ts'
import { isTooManyRequests } from './webhook.ts'
import type { Writes } from './writes.ts'

export type SyncOptions = ChildrenOptions & {
  writes: Writes
  finalizer: string
  hooks: HookClient
  customize: Customize
  childInformers: readonly Informer[]
  resyncAfter: (parent: KubeObject, seconds: number) => void
}

/** What one sync did. `error` is set when children failed although the status was written. */
export type SyncOutcome = Pick<SyncReport, 'hook' | 'applied' | 'deleted' | 'statusWritten'> & {
  error?: string
}

/** The outcome of a sync that ended before it did anything. */
export const noOutcome: SyncOutcome = {
  hook: 'none',
  applied: [],
  deleted: [],
  statusWritten: false
}

/**
 * Syncs one parent, in Metacontroller's order: finalizer added, children claimed, customize, hook,
 * resync scheduled, finalizer removed, children deleted and applied, status written.
 * Throws the error that stops a sync before its end.
 * @param cached - the parent as the cache has it
 */
export async function syncParent(cached: KubeObject, options: SyncOptions): Promise<SyncOutcome> {
  const { controller, childInformers: children, store, api, writes } = options
  if (!isSynced(cached, controller)) return noOutcome
  const parent = await withFinalizer(cached, options)
  if (!isSynced(parent, controller)) return noOutcome
  const observed = await claimChildren(parent, { controller, children, store, api, writes })
  const related = await options.customize.relatedOf(parent)
  const { hook, response } = await callHook(parent, observed, related, options)
  if (response.resyncAfterSeconds > 0) options.resyncAfter(parent, response.resyncAfterSeconds)
  const current = response.finalized
    ? await writes.setFinalizer(parent, options.finalizer, false)
    : parent
  const desired = desiredChildren(current, response.children, options)
  const report = await manageIfAlive(current, observed, desired, options)
  const statusWritten = await writeStatus(current, response, options)
  const { applied, deleted, errors } = report
  const outcome: SyncOutcome = { hook, applied, deleted, statusWritten }
  return errors.length === 0 ? outcome : { ...outcome, error: childrenError(parent, errors) }
}

function childrenError(parent: KubeObject, errors: readonly string[]): string {
  const list = errors.length === 1 ? errors[0] : `[${errors.join(', ')}]`
  return `can't reconcile children for ${describe(parent)}: ${list}`
}

/** Adds our finalizer when the controller has a finalize hook, and removes it when it has none. */
async function withFinalizer(
  parent: KubeObject,
  { finalizer, hooks, writes }: SyncOptions
): Promise<KubeObject> {
  const isWanted = hooks.has('finalize')
  if (hasFinalizer(parent, finalizer) === isWanted) return parent
  if (isWanted && isBeingDeleted(parent)) return parent
  return writes.setFinalizer(parent, finalizer, isWanted)
}

type HookAnswer = { hook: 'sync' | 'finalize'; response: SyncResponse }

async function callHook(
  parent: KubeObject,
  observed: ObjectMap,
  related: ObjectMap,
  { hooks, controller }: SyncOptions
): Promise<HookAnswer> {
  const isEnding = isBeingDeleted(parent) || !isSelected(parent, controller)
  const hook = hooks.has('finalize') && isEnding ? 'finalize' : 'sync'
  const finalizing = hook === 'finalize'
  const request = { parent, children: toJson(observed), related: toJson(related), finalizing }
  try {
    const body = await hooks.call(hook, parent, request)
    const canHaveDuplicates = !hooks.isWithinProcess
    return { hook, response: decodeSync(body, hook, { canHaveDuplicates }) }
  } catch (error) {
    if (isTooManyRequests(error) || isCrash(error) || !(error instanceof Error)) throw error
    const failed = `${hook} hook failed (version=v2): ${error.message}`
    throw new Error(`sync hook failed for ${describe(parent)}: ${failed}`, { cause: error })
  }
}

/**
 * The children in the hook's answer, with the label of a generated selector. A child without a
 * namespace gets its parent's namespace.
 */
function desiredChildren(
  parent: KubeObject,
  children: readonly KubeObject[],
  { controller }: SyncOptions
): ObjectMap {
  const selector = childSelector(controller, parent)
  const map: ObjectMap = new Map()
  for (const child of children) {
    const labelled = controller.spec.generateSelector ? withLabel(child, parent) : child
    if (!matchesSelector(selector, labelled.metadata?.labels)) {
      const name = `${child.kind} ${keyOf(child.metadata)}`
      throw new Error(`labels on desired child ${name} don't match parent selector`)
    }
    insert(map, labelled, [withNamespace(labelled, parent)])
  }
  return map
}

function withLabel(child: KubeObject, parent: KubeObject): KubeObject {
  if (child.metadata.labels?.[controllerUid] !== undefined) return child
  const labels = { ...child.metadata.labels, [controllerUid]: parent.metadata.uid }
  return { ...child, metadata: { ...child.metadata, labels } }
}

function withNamespace(child: KubeObject, { metadata }: KubeObject): KubeObject {
  if (child.metadata.namespace || metadata.namespace === undefined) return child
  return { ...child, metadata: { ...child.metadata, namespace: metadata.namespace } }
}

/**
 * Leaves the children of a parent that is being deleted alone when our finalizer is gone, or when
 * the garbage collector deletes or orphans them.
 */
async function manageIfAlive(
  parent: KubeObject,
  observed: ObjectMap,
  desired: ObjectMap,
  options: SyncOptions
): Promise<ChildrenReport> {
  const { finalizers } = parent.metadata
  const isCollected = [foregroundDeletion, orphanDependents].some(name =>
    finalizers?.includes(name)
  )
  const isFinalizing = options.hooks.has('finalize') && hasFinalizer(parent, options.finalizer)
  if (isBeingDeleted(parent) && (isCollected || !isFinalizing))
    return { applied: [], deleted: [], errors: [] }
  return manageChildren(parent, observed, desired, options)
}

/**
 * A parent that is gone needs no status. A write that met a conflict in every attempt is given up
 * without an error, as in Metacontroller.
 */
async function writeStatus(
  parent: KubeObject,
  { status }: SyncResponse,
  { writes }: SyncOptions
): Promise<boolean> {
  try {
    return await writes.writeStatus(parent, status)
  } catch (error) {
    if (isNotFound(error) || isConflict(error)) return false
    throw new Error(`can't update status for ${describe(parent)}: ${messageOf(error)}`)
  }
}

/** A parent as Metacontroller's messages show it: `Widget shop/a`, cluster-scoped `Widget /a`. */
function describe({ kind, metadata }: KubeObject): string {
  return `${kind} ${metadata.namespace ?? ''}/${metadata.name}`
}
