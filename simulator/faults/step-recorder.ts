import type { Clock } from '../../hooks/clock.ts'
import type { WatchEvent } from '../api-store/storage.ts'
import type { WireRequest } from '../aws/wire/message.ts'
import type { Step } from './truth.ts'

/** Counts the steps of a run and remembers the last one. */
export type StepRecorder = {
  counts: { steps: number; syncs: number }
  /** The last write to the API or to AWS, and when it was made (ms). */
  lastWrite: { at: number; what: string }
  recordEvent: (event: WatchEvent) => void
  /** Records a call to AWS if it is of an operation that changes something in AWS. */
  recordCall: (request: WireRequest) => void
}

/** The calls that change something in AWS. */
const changing = /(Request|Delete|AddTags|RemoveTags)|^POST .*rrset/

export function createStepRecorder(clock: Clock, onStep: (step: Step) => void): StepRecorder {
  const counts = { steps: 0, syncs: 0 }
  const lastWrite = { at: clock.now(), what: 'the beginning' }
  function record(what: string, step: Step): void {
    counts.steps += 1
    lastWrite.at = clock.now()
    lastWrite.what = what
    onStep(step)
  }
  return {
    counts,
    lastWrite,
    recordEvent: event => {
      const { kind, metadata } = event.object
      record(`${event.type} ${kind} ${metadata.namespace ?? ''}/${metadata.name}`, { event })
    },
    recordCall: ({ method, path, headers }) => {
      const what = headers['x-amz-target'] ?? `${method} ${path}`
      if (changing.test(what)) record(what, { aws: what })
    }
  }
}
