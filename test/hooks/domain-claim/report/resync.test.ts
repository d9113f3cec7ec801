import t from 'tap'
import { AWSFailure, type FailureKind } from '../../../../hooks/aws/failure.ts'
import type { Result } from '../../../../hooks/domain-claim/act/act.ts'
import type { StepAction } from '../../../../hooks/domain-claim/facts/action.ts'
import {
  done,
  failed,
  looking,
  type Outcome,
  waiting,
  waitingBehind
} from '../../../../hooks/domain-claim/facts/outcome.ts'
import { retryAfter } from '../../../../hooks/domain-claim/facts/patience.ts'
import { resyncAfter } from '../../../../hooks/domain-claim/report/resync.ts'
import type { SyncResult } from '../../../../hooks/domain-claim/report/sync-result.ts'

const atTick = Date.UTC(2026, 0, 1)
const exact = { is: 'waiting', reason: 'AliasPending', message: '', exactly: true } as const
const uid = '00000000-0000-4000-8000-000000000001'
const claim = { metadata: { name: 'a.example.com', uid } }
const removal: StepAction = { step: 'CertificateRequested', do: 'deleteCertificate', arn: 'arn' }
const request: StepAction = {
  step: 'CertificateRequested',
  do: 'requestCertificate',
  hostname: 'a.example.com',
  token: 'token',
  tags: {}
}

function failure(kind: FailureKind): AWSFailure {
  return new AWSFailure(kind, 'GetChange', 'Code', 'words')
}

/** The result of a sync as far as it matters here. */
function resultOf(
  outcomes: readonly Outcome[],
  actions: readonly StepAction[] = [],
  results: readonly Result[] = []
): SyncResult {
  const steps = outcomes.map((outcome, i) => ({ step: `Step${i}`, outcome }))
  const looks = outcomes.flatMap(outcome => (outcome.is === 'looking' ? [outcome.look] : []))
  const decision = { steps, actions, looks, finished: false }
  return { results, decision, seen: { listingPages: 3 } } as unknown as SyncResult
}

t.test('when a claim is looked at again', async t => {
  const ok = (action: StepAction): Result => ({ action, ok: true })
  for (const [given, about, expected] of [
    ['all done', resultOf([done(''), done('')]), 451],
    ['one waits for the pool', resultOf([done(''), waitingBehind('Deleting', '')]), undefined],
    ['waits', resultOf([done(''), waiting('AliasPending', '', 30)]), 30],
    [
      'several wait',
      resultOf([
        waiting('AliasPending', '', 30),
        failed('AliasPending', '', 7),
        waiting('AliasPending', '', 60)
      ]),
      5
    ],
    [
      'one waits for a time of its own',
      resultOf([waiting('AliasPending', '', 30), { ...exact, askAgainAfter: 7.3 }]),
      7.3
    ],
    [
      'something was done',
      resultOf([waiting('AliasPending', '', 30)], [removal], [ok(removal)]),
      5
    ],
    ['a certificate was requested', resultOf([], [request], [ok(request)]), 6],
    ['something has to be looked at', resultOf([looking('names', 0)]), 5]
  ] as const)
    t.equal(resyncAfter(about as SyncResult, claim, atTick), expected, given)
  const results: Result[] = [ok(removal), { action: removal, ok: false, failure: failure('inUse') }]
  t.equal(
    resyncAfter(
      resultOf([waiting('AliasPending', '', 3)], [removal, removal], results),
      claim,
      atTick
    ),
    10,
    'a failure counts'
  )
})

t.test('a claim that was just deleted has ticks of its own', async t => {
  const deleted = (secondsAgo: number) => {
    const deletionTimestamp = new Date(atTick - secondsAgo * 1000).toISOString()
    return { metadata: { ...claim.metadata, deletionTimestamp } }
  }
  const ok: Result = { action: removal, ok: true }
  for (const [given, about, secondsAgo, expected] of [
    ['waits', resultOf([waiting('Deleting', '', 2)]), 0, 2],
    ['waits longer', resultOf([waiting('Deleting', '', 15)]), 60, 16],
    ['something was done', resultOf([], [removal], [ok]), 179, 2],
    ['the clock of the API server is ahead', resultOf([waiting('Deleting', '', 2)]), -20, 2],
    ['long ago', resultOf([waiting('Deleting', '', 2)]), 181, 5],
    ['long ago, something was done', resultOf([], [removal], [ok]), 3600, 5],
    ['our clock was put back', resultOf([waiting('Deleting', '', 2)]), -3600, 5]
  ] as const)
    t.equal(resyncAfter(about, deleted(secondsAgo), atTick), expected, given)
})

t.test('after a failure, spread over the claims', async t => {
  const uids = Array.from(
    { length: 2000 },
    (_, i) => `${String(i).padStart(8, '0')}-0000-4000-8000-000000000000`
  )
  const bounds: Record<FailureKind, [least: number, most: number]> = {
    late: [1, 5],
    refused: [60, 120],
    throttled: [10, 20],
    unavailable: [10, 20],
    inUse: [10, 10],
    notFound: [10, 10],
    denied: [60, 120],
    quota: [60, 120],
    rejected: [60, 120]
  }
  for (const [kind, [least, most]] of Object.entries(bounds)) {
    const times = uids.map(uid => retryAfter(failure(kind as FailureKind), uid))
    t.ok(times.every(Number.isInteger), 'whole seconds')
    t.strictSame([Math.min(...times), Math.max(...times)], [least, most], kind)
    t.equal(
      retryAfter(failure(kind as FailureKind), uid),
      retryAfter(failure(kind as FailureKind), uid)
    )
  }
})
