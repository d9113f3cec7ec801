import { type KubeObject, refOf } from '../api-store/objects.ts'
import { messageOf } from './errors.ts'
import type { EventRecorder } from './events.ts'
import type { Informer } from './informers.ts'
import { isCrash } from './responses.ts'
import { noOutcome, type SyncOptions, type SyncOutcome, syncParent } from './sync.ts'
import type { SyncReport } from './types.ts'
import { isTooManyRequests } from './webhook.ts'
import type { ItemResult } from './work-queue.ts'

export type Processing = {
  parents: Informer
  sync: SyncOptions
  recorder: EventRecorder
  onSync: ((report: SyncReport) => void) | undefined
  onCrash: (error: Error) => void
}

/** Syncs the parent with this key and reports the result. Does nothing when the parent is gone. */
export async function processParent(key: string, processing: Processing): Promise<ItemResult> {
  const parent = processing.parents.get(key)
  if (parent === undefined) return { is: 'done' }
  try {
    const { error, ...outcome } = await syncParent(parent, processing.sync)
    if (error !== undefined) return reportFailure(parent, error, outcome, processing)
    reportSync(parent, { ...outcome, result: 'done' }, processing)
    return { is: 'done' }
  } catch (error) {
    return handleError(parent, error, processing)
  }
}

function handleError(parent: KubeObject, error: unknown, processing: Processing): ItemResult {
  if (isCrash(error)) processing.onCrash(error)
  if (!isTooManyRequests(error)) return reportFailure(parent, messageOf(error), {}, processing)
  reportSync(parent, { result: 'too many requests' }, processing)
  return { is: 'again', afterMilliseconds: error.afterSeconds * 1000 }
}

function reportFailure(
  parent: KubeObject,
  error: string,
  outcome: Partial<SyncOutcome>,
  processing: Processing
): ItemResult {
  processing.recorder.record(nameOf(processing), parent, error)
  reportSync(parent, { ...outcome, error, result: 'failed' }, processing)
  return { is: 'failed' }
}

function reportSync(
  parent: KubeObject,
  outcome: Partial<SyncOutcome> & Pick<SyncReport, 'result'>,
  processing: Processing
): void {
  const controller = nameOf(processing)
  processing.onSync?.({ controller, parent: refOf(parent), ...noOutcome, ...outcome })
}

function nameOf({ sync }: Processing): string {
  return sync.controller.metadata.name
}
