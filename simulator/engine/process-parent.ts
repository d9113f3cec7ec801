import type { Clock } from '../../hooks/clock.ts'
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
  clock: Clock
  recorder: EventRecorder
  onSync: ((report: SyncReport) => void) | undefined
  onCrash: (error: Error) => void
}

/** A sync that runs, and when it started. */
type Running = Processing & { parent: KubeObject; startedAt: number }

/** Syncs the parent with this key and reports the result. Does nothing when the parent is gone. */
export async function processParent(key: string, processing: Processing): Promise<ItemResult> {
  const parent = processing.parents.get(key)
  if (parent === undefined) return { is: 'done' }
  const running = { ...processing, parent, startedAt: processing.clock.now() }
  try {
    const { error, ...outcome } = await syncParent(parent, processing.sync)
    if (error !== undefined) return reportFailure(error, outcome, running)
    reportSync({ ...outcome, result: 'done' }, running)
    return { is: 'done' }
  } catch (error) {
    return handleError(error, running)
  }
}

function handleError(error: unknown, running: Running): ItemResult {
  if (isCrash(error)) running.onCrash(error)
  if (!isTooManyRequests(error)) return reportFailure(messageOf(error), {}, running)
  reportSync({ result: 'too many requests' }, running)
  return { is: 'again', afterMilliseconds: error.afterSeconds * 1000 }
}

function reportFailure(error: string, outcome: Partial<SyncOutcome>, running: Running): ItemResult {
  running.recorder.record(nameOf(running), running.parent, error)
  reportSync({ ...outcome, error, result: 'failed' }, running)
  return { is: 'failed' }
}

function reportSync(
  outcome: Partial<SyncOutcome> & Pick<SyncReport, 'result'>,
  running: Running
): void {
  const { parent, clock, startedAt, onSync } = running
  const milliseconds = clock.now() - startedAt
  const controller = nameOf(running)
  onSync?.({ controller, parent: refOf(parent), ...noOutcome, ...outcome, milliseconds })
}

function nameOf({ sync }: Processing): string {
  return sync.controller.metadata.name
}
