import { isConflict, isNotFound } from '../api-store/api-errors.ts'
import { foregroundDeletion, orphanDependents } from '../api-store/garbage-collector.ts'
import { type KubeObject, keyOf } from '../api-store/objects.ts'
import { matchesSelector } from '../api-store/selectors.ts'
import { type ChildrenOptions, type ChildrenReport, manageChildren } from './children.ts'
import { childSelector, claimChildren, controllerUid } from './claiming.ts'
import type { Customize } from './customize.ts'
import type { HookClient } from './hook-client.ts'
import type { Informer } from './informers.ts'
import { insert, type ObjectMap, toJson } from './object-map.ts'
import { decodeSync, isCrash } from './responses.ts'
import type { SyncReport, SyncResponse } from './types.ts'
import { isTooManyRequests } from './webhook.ts'

export type SyncOptions = ChildrenOptions & {
  finalizer: string
  hooks: HookClient
  customize: Customize
  childInformers: readonly Informer[]
  resyncAfter: (parent: KubeObject, seconds: number) => void
}

/** What one sync did, and the error that it ends with although the status was written. */
export type SyncOutcome = Pick<SyncReport, 'hook' | 'applied' | 'deleted' | 'statusWritten'> & {
  error?: string
}

const nothing: SyncOutcome = { hook: 'none', applied: [], deleted: [], statusWritten: false }

/**
 * One sync of one parent, in Metacontroller's order: finalizer added, children claimed, customize, hook,
 * resync scheduled, finalizer removed, children deleted and applied, status written.
 * Takes the parent as the cache has it. Throws what stops a sync before the end.
 */
export async function syncParent(cached: KubeObject, options: SyncOptions): Promise<SyncOutcome> {
  if (!isCaredFor(cached, options)) return nothing
  const parent = await withFinalizer(cached, options)
  if (!isCaredFor(parent, options)) return nothing
  const { controller, childInformers: children, store, writes } = options
  const observed = await claimChildren(parent, { controller, children, store, writes })
  const related = await options.customize.relatedOf(parent)
  const { hook, response } = await askHook(parent, observed, related, options)
  if (response.resyncAfterSeconds > 0) options.resyncAfter(parent, response.resyncAfterSeconds)
  const current = response.finalized
    ? await writes.setFinalizer(parent, options.finalizer, false)
    : parent
  const desired = desiredChildren(current, response.children, options)
  const report = await manageIfAlive(current, observed, desired, options)
  const statusWritten = await writeStatus(current, response, options)
  const outcome: SyncOutcome = {
    hook,
    applied: report.applied,
    deleted: report.deleted,
    statusWritten
  }
  if (report.errors.length === 0) return outcome
  const list = report.errors.length === 1 ? report.errors[0] : `[${report.errors.join(', ')}]`
  return { ...outcome, error: `can't reconcile children for ${inWords(parent)}: ${list}` }
}

/** A parent that the label selector leaves out matters only while it has our finalizer. */
function isCaredFor(parent: KubeObject, { controller, finalizer }: SyncOptions): boolean {
  return (
    hasFinalizer(parent, finalizer) ||
    isSelected(parent, controller.spec.parentResource.labelSelector)
  )
}

function isSelected(parent: KubeObject, selector: Parameters<typeof matchesSelector>[0]): boolean {
  return matchesSelector(selector, parent.metadata.labels)
}

function hasFinalizer({ metadata }: KubeObject, finalizer: string): boolean {
  return metadata.finalizers?.includes(finalizer) === true
}

/** Adds our finalizer where there is a finalize hook, takes it away where there is none (any more). */
async function withFinalizer(
  parent: KubeObject,
  { finalizer, hooks, writes }: SyncOptions
): Promise<KubeObject> {
  const isWanted = hooks.has('finalize')
  if (hasFinalizer(parent, finalizer) === isWanted) return parent
  if (isWanted && parent.metadata.deletionTimestamp !== undefined) return parent
  return writes.setFinalizer(parent, finalizer, isWanted)
}

type Asked = { hook: 'sync' | 'finalize'; response: SyncResponse }

async function askHook(
  parent: KubeObject,
  observed: ObjectMap,
  related: ObjectMap,
  options: SyncOptions
): Promise<Asked> {
  const { hooks, controller } = options
  const isLeaving =
    parent.metadata.deletionTimestamp !== undefined ||
    !isSelected(parent, controller.spec.parentResource.labelSelector)
  const hook = hooks.has('finalize') && isLeaving ? 'finalize' : 'sync'
  const request = {
    parent,
    children: toJson(observed),
    related: toJson(related),
    finalizing: hook === 'finalize'
  }
  try {
    const body = await hooks.call(hook, parent, request)
    return { hook, response: decodeSync(body, { canHaveDoubles: !hooks.isWithinProcess }) }
  } catch (error) {
    if (!(error instanceof Error)) throw error
    const failed = `${hook} hook failed (version=v2): ${error.message}`
    if (isTooManyRequests(error) || isCrash(error)) throw error
    throw new Error(`sync hook failed for ${inWords(parent)}: ${failed}`, { cause: error })
  }
}

/** By kind and name; a child without a namespace gets its parent's, and the label of a generated selector. */
function desiredChildren(
  parent: KubeObject,
  children: readonly KubeObject[],
  { controller }: SyncOptions
): ObjectMap {
  const selector = childSelector(controller, parent)
  const map: ObjectMap = new Map()
  for (const child of children) {
    const placed = controller.spec.generateSelector ? labelled(child, parent) : child
    if (!matchesSelector(selector, placed.metadata?.labels)) {
      throw new Error(
        `labels on desired child ${child.kind} ${keyOf(child.metadata)} don't match parent selector`
      )
    }
    insert(map, placed, [withNamespace(placed, parent)])
  }
  return map
}

function labelled(child: KubeObject, parent: KubeObject): KubeObject {
  if (child.metadata.labels?.[controllerUid] !== undefined) return child
  const labels = { ...child.metadata.labels, [controllerUid]: parent.metadata.uid }
  return { ...child, metadata: { ...child.metadata, labels } }
}

function withNamespace(child: KubeObject, { metadata }: KubeObject): KubeObject {
  if (child.metadata.namespace || metadata.namespace === undefined) return child
  return { ...child, metadata: { ...child.metadata, namespace: metadata.namespace } }
}

/** Children are left alone once our finalizer is gone, and while the garbage collector deals with them. */
async function manageIfAlive(
  parent: KubeObject,
  observed: ObjectMap,
  desired: ObjectMap,
  options: SyncOptions
): Promise<ChildrenReport> {
  const { metadata } = parent
  const isCollected = [foregroundDeletion, orphanDependents].some(name =>
    metadata.finalizers?.includes(name)
  )
  const isOurs =
    hasFinalizer(parent, options.finalizer) && options.hooks.has('finalize') && !isCollected
  if (metadata.deletionTimestamp !== undefined && !isOurs)
    return { applied: [], deleted: [], errors: [] }
  return manageChildren(parent, observed, desired, options)
}

/** A parent that is gone needs no status, and a write that lost every race is given up without a word. */
async function writeStatus(
  parent: KubeObject,
  { status }: SyncResponse,
  { writes }: SyncOptions
): Promise<boolean> {
  try {
    return await writes.writeStatus(parent, status)
  } catch (error) {
    if (isNotFound(error) || isConflict(error)) return false
    throw new Error(`can't update status for ${inWords(parent)}: ${(error as Error).message}`)
  }
}

/** As Metacontroller writes it: `Widget shop/a`, and `GatewayPool /default` for what has no namespace. */
function inWords({ kind, metadata }: KubeObject): string {
  return `${kind} ${metadata.namespace ?? ''}/${metadata.name}`
}
