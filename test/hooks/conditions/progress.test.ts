import t from 'tap'
import { type Finding, toConditions } from '../../../hooks/conditions/conditions.ts'
import { isOfStep, progressOf } from '../../../hooks/conditions/progress.ts'
import { isReason, type Reason, reasons } from '../../../hooks/conditions/reasons.ts'
import { decide } from '../../../hooks/domain-claim/decide/decide.ts'
import { failed } from '../../../hooks/domain-claim/facts/outcome.ts'
import { report } from '../../../hooks/domain-claim/report/report.ts'
import { toReady } from '../../../hooks/domain-claim/to-ready/to-ready.ts'
import { admit } from '../../../hooks/gateway-pool/admit/admit.ts'
import { attach } from '../../../hooks/gateway-pool/attach/attach.ts'
import { viewGateways } from '../../../hooks/gateway-pool/gateways/gateway-view.ts'
import { observe } from '../../../hooks/gateway-pool/observe/observe.ts'
import { place } from '../../../hooks/gateway-pool/place/place.ts'
import { statusOf as poolStatusOf } from '../../../hooks/gateway-pool/report/status.ts'
import { answerTo } from '../../../hooks/hostname-request/answer.ts'
import { statusOf } from '../../../hooks/hostname-request/status.ts'
import { claimWith, context, seenWith } from '../../helpers/claim-observation.ts'
import { type Verdict, verdictOf } from '../../helpers/kstatus.ts'
import * as pools from '../gateway-pool/fixtures.ts'
import { requestOf, settle, world } from '../gateway-pool/world.ts'
import { aClaim, aDenial, allDone, aRequest } from '../hostname-request/builders.ts'

const all = Object.keys(reasons).filter(isReason)
const before = '2026-01-01T00:00:00Z'
const now = Date.parse('2026-01-01T01:00:00Z')

function verdictWith(metadata: { generation?: number }, status: object): Verdict {
  // Metacontroller writes this field.
  return verdictOf({ metadata, status: { ...status, observedGeneration: metadata.generation } })
}

/** A request that its pool refuses for a reason. */
function refusedRequest(reason: Reason): Verdict {
  const request = aRequest()
  const answer = answerTo(request, { claim: undefined, denial: aDenial(reason), now })
  return verdictWith(request.metadata, statusOf(request, answer, [], { now }))
}

/** A request with a claim, one step of which is not done for a reason. */
function waitingRequest(reason: Reason): Verdict {
  const request = aRequest()
  const claim = aClaim({}, { ...allDone, CertificateAttached: `False ${reason}` })
  const answer = answerTo(request, { claim, denial: undefined, now })
  return verdictWith(request.metadata, statusOf(request, answer, [], { now }))
}

/** A claim, one step of which is not done for a reason. */
function waitingClaim(reason: Reason): Verdict {
  const claim = claimWith()
  const seen = seenWith()
  const steps = { ...toReady, CertificateRequested: () => failed(reason, 'because', 60) }
  const decision = decide(claim, seen, context, steps)
  return verdictWith(claim.metadata, report(claim, { seen, decision, results: [] }, context))
}

const served = world({ requests: [pools.request('a.apps.example.com')] })
settle(served)

/** A pool that withholds a certificate for a reason, so that Accepted has this reason. */
function waitingPool(reason: Reason): Verdict {
  const seen = observe(requestOf(served), served.pool, {
    now: served.now,
    defaultRegion: 'eu-central-1'
  })
  const gateways = viewGateways(seen)
  const admitted = admit(seen, gateways)
  const placement = place(seen, gateways, admitted)
  const attachments = attach(seen, placement).map(attachment => {
    const withheld = seen.claims.map(claim => [claim, { reason, message: 'because' }] as const)
    return { ...attachment, withheld: new Map(withheld) }
  })
  return verdictWith(
    served.pool.metadata,
    poolStatusOf(seen, placement, attachments, admitted.brake)
  )
}

for (const [object, judge] of [
  ['a request that is refused', refusedRequest],
  ['a request whose claim waits', waitingRequest],
  ['a claim', waitingClaim],
  ['a pool', waitingPool]
] as const) {
  t.test(`${object} is Failed for kstatus if its reason stalls, else InProgress`, async t => {
    for (const reason of all)
      t.equal(judge(reason), reasons[reason].stalls ? 'Failed' : 'InProgress', reason)
  })
}

t.test('kstatus and what is Ready: Current, without Reconciling and Stalled', async t => {
  const request = aRequest()
  const answer = answerTo(request, { claim: aClaim({}, allDone), denial: undefined, now })
  const status = statusOf(request, answer, [], { now })
  t.equal(verdictWith(request.metadata, status), 'Current')
  t.strictSame(status.conditions?.at(-1)?.type, 'Ready')
})

const unready: Finding = { type: 'Ready', status: 'False', reason: 'PoolFull', message: 'no room' }

t.test('a condition repeats Ready, and keeps its time while Ready says nothing new', async t => {
  const [first] = toConditions([unready], [], 3, Date.parse(before)).slice(1)
  t.strictSame(first, {
    ...unready,
    type: 'Stalled',
    status: 'True',
    lastTransitionTime: before,
    observedGeneration: 3
  })
  const again = toConditions([unready], first && [first], 3, now)[1]
  t.strictSame(again, first)
  const other = toConditions([{ ...unready, reason: 'WaitingForPool' }], first && [first], 3, now)
  t.strictSame(
    other.map(({ type, lastTransitionTime }) => [type, lastTransitionTime]),
    [
      ['Ready', '2026-01-01T01:00:00Z'],
      ['Reconciling', '2026-01-01T01:00:00Z']
    ]
  )
})

t.test('a reason of another version of the hooks does not stall, and is no reason to fail', t => {
  for (const reason of ['Whatever', 'toString']) {
    const [condition] = progressOf([{ ...unready, reason: reason as Reason }])
    t.equal(condition?.type, 'Reconciling', reason)
  }
  t.end()
})

t.test('conditions without Ready give no summary; summaries are not steps', async t => {
  t.strictSame(progressOf([{ ...unready, type: 'Accepted' }]), [])
  t.strictSame(
    ['Accepted', 'Ready', 'Reconciling', 'Stalled'].filter(type => isOfStep({ type })),
    ['Accepted']
  )
})

t.test('a reason stalls exactly if its advice begins with more than to wait', async t => {
  for (const reason of all) {
    const waits = /^(Nothing|Wait|Look at the (first )?condition)\b/.test(reasons[reason].todo)
    t.equal(reasons[reason].stalls, !waits, reason)
  }
})
