import t from 'tap'
import { claimConditions, type DomainClaim } from '../../../../hooks/api/domain-claim.ts'
import { AWSFailure, type FailureKind } from '../../../../hooks/aws/failure.ts'
import { timestamp } from '../../../../hooks/conditions/conditions.ts'
import type { Result } from '../../../../hooks/domain-claim/act/act.ts'
import { decide } from '../../../../hooks/domain-claim/decide/decide.ts'
import type { Action } from '../../../../hooks/domain-claim/facts/action.ts'
import type { Observation } from '../../../../hooks/domain-claim/facts/observation.ts'
import { acting } from '../../../../hooks/domain-claim/facts/outcome.ts'
import { report } from '../../../../hooks/domain-claim/report/report.ts'
import { reportFailure } from '../../../../hooks/domain-claim/report/report-failure.ts'
import { toReady } from '../../../../hooks/domain-claim/to-ready/to-ready.ts'
import {
  alb,
  aliasTo,
  arn,
  balancer,
  certificate,
  claimWith,
  claimWithoutTarget,
  context,
  day,
  described,
  hour,
  minute,
  now,
  oldALB,
  recordOf,
  seenWith,
  statusOf,
  txtOf,
  validation,
  validationCNAME,
  validationRecord
} from '../../../helpers/claim-observation.ts'

const wellSeen = seenWith({
  addresses: [aliasTo(alb)],
  owner: txtOf(),
  certificates: [certificate('one', { described: described(balancer()) })],
  validation: validation([validationCNAME])
})
const alias = { target: alb, recordTypes: ['A'], revision: 1 }
const well = claimWith({ status: { ...statusOf('one'), alias } })

function reportOf(
  claim: DomainClaim,
  seen: Observation,
  outcomes: (action: Action) => Partial<Result> = () => ({})
) {
  const decision = decide(claim, seen, context)
  const results = decision.actions.map(
    action => ({ action, ok: true, ...outcomes(action) }) as Result
  )
  return report(claim, { seen, decision, results }, context)
}

function fail(kind: FailureKind, only: Action['do']) {
  return (action: Action): Partial<Result> =>
    action.do === only
      ? { ok: false, failure: new AWSFailure(kind, 'SomeCall', 'SomeCode', 'some words.') }
      : {}
}

function briefly(conditions: ReturnType<typeof report>['conditions']) {
  return Object.fromEntries((conditions ?? []).map(c => [c.type, `${c.status} ${c.reason}`]))
}

t.test(
  'conditions stand in the order of the steps; the first that is not True gives Ready its reason',
  async t => {
    t.strictSame(briefly(reportOf(well, wellSeen).conditions), {
      CertificateRequested: 'True Done',
      DNSValidated: 'True Done',
      CertificateIssued: 'True Done',
      CertificateAttached: 'True Done',
      DNSAliasReady: 'True Done',
      Ready: 'True Ready'
    })
    t.strictSame(briefly(reportOf(claimWithoutTarget(), seenWith()).conditions), {
      CertificateRequested: 'False RequestingCertificate',
      DNSValidated: 'False RequestingCertificate',
      CertificateIssued: 'False RequestingCertificate',
      CertificateAttached: 'False CertificateNotIssued',
      DNSAliasReady: 'False CertificateNotIssued',
      Ready: 'False RequestingCertificate',
      Reconciling: 'True RequestingCertificate'
    })
  }
)

t.test('an action that failed is the condition of its step', async t => {
  const mending = seenWith({ ...wellSeen, addresses: [], owner: txtOf() })
  for (const [kind, reason] of [
    ['denied', 'AWSAccessDenied'],
    ['throttled', 'AWSThrottled'],
    ['late', 'AWSThrottled'],
    ['unavailable', 'AWSUnavailable'],
    ['refused', 'AWSRejected'],
    ['quota', 'AWSQuotaExceeded']
  ] as const) {
    const { conditions } = reportOf(well, mending, fail(kind, 'changeRecords'))
    t.equal(briefly(conditions).DNSAliasReady, `False ${reason}`)
    t.equal(briefly(conditions).Ready, `False ${reason}`)
    const message = conditions?.at(-1)?.message ?? ''
    t.match(
      message,
      /^SomeCall: SomeCode: some words\. [A-Z]/,
      'the call, the cause, and what to do'
    )
  }
})

t.test(
  'a failed action is reported on the step that wants it, whatever the action does',
  async t => {
    const tidying = { do: 'removeTags', arn: arn('one'), keys: ['key'] } as const
    const steps = {
      ...toReady,
      CertificateAttached: () => acting('WaitingForAttachment', 'tidying', [tidying])
    }
    const decision = decide(well, wellSeen, context, steps)
    const failure = new AWSFailure('denied', 'SomeCall', 'SomeCode', 'some words.')
    const results = decision.actions.map(action => ({ action, ok: false as const, failure }))
    t.strictSame(briefly(report(well, { seen: wellSeen, decision, results }, context).conditions), {
      CertificateRequested: 'True Done',
      DNSValidated: 'True Done',
      CertificateIssued: 'True Done',
      CertificateAttached: 'False AWSAccessDenied',
      DNSAliasReady: 'True Done',
      Ready: 'False AWSAccessDenied',
      Stalled: 'True AWSAccessDenied'
    })
  }
)

t.test('tidying up that fails leaves the step done', async t => {
  const extra = certificate('two', { inUse: false, described: described() })
  const seen = seenWith({ ...wellSeen, certificates: [...wellSeen.certificates, extra] })
  const { conditions } = reportOf(well, seen, fail('denied', 'deleteCertificate'))
  t.equal(briefly(conditions).Ready, 'True Ready')
  t.match(conditions?.[0]?.message, /one; SomeCall: SomeCode/)
})

t.test('going away, a certificate that turns out to be in use is just that', async t => {
  const going = claimWith({ deletedAt: now - hour, status: statusOf('one') })
  const seen = seenWith({
    certificates: [certificate('one', { inUse: false, described: described() })]
  })
  const { conditions } = reportOf(going, seen, fail('inUse', 'deleteCertificate'))
  t.equal(briefly(conditions).Ready, 'False CertificateInUse')
})

t.test('the certificate', async t => {
  const ended = (ago: number) => ({
    arn: arn('zero'),
    reason: 'FAILED',
    at: new Date(now - ago).toISOString()
  })
  const failed = certificate('one', {
    status: 'FAILED',
    inUse: false,
    attempt: 4,
    described: { ...described(), failureReason: 'CAA_ERROR' }
  })
  for (const [given, status, seen, expected] of [
    [
      'good',
      statusOf('one'),
      wellSeen,
      { arn: arn('one'), status: 'ISSUED', attempts: 0, attachedTo: 'k8s-edge-public1' }
    ],
    ['found again', {}, wellSeen, { arn: arn('one'), attempts: 0, validationRecord }],
    [
      'failed',
      statusOf('one', { attempts: 4 }),
      seenWith({ certificates: [failed] }),
      {
        attempts: 5,
        status: 'FAILED',
        ended: { arn: arn('one'), reason: 'FAILED', failureReason: 'CAA_ERROR' }
      }
    ],
    [
      'failed, and the status was lost: its tags tell',
      {},
      seenWith({ certificates: [failed] }),
      { attempts: 5 }
    ],
    [
      'failed, and the last failure was in another year',
      statusOf('one', { attempts: 7, ended: ended(200 * day) }),
      seenWith({ certificates: [failed] }),
      { attempts: 1 }
    ],
    [
      'failed, a month after the last failure',
      statusOf('one', { attempts: 7, ended: ended(31 * day) }),
      seenWith({ certificates: [failed] }),
      { attempts: 8 }
    ],
    [
      'gone',
      statusOf('one'),
      seenWith({ gone: [arn('one')] }),
      { arn: arn('one'), status: 'NotFound', attempts: 1, ended: { reason: 'NotFound' } }
    ]
  ] as const)
    t.match(reportOf(claimWith({ status }), seen).certificate, expected, given)
  const requested = reportOf(
    claimWith(),
    seenWith(),
    () => ({ arn: arn('new') }) as Partial<Result>
  )
  t.match(requested.certificate, {
    arn: arn('new'),
    status: 'PENDING_VALIDATION',
    requestedAt: '2026-03-01T12:00:00Z'
  })
  t.equal(
    reportOf(claimWithoutTarget(), seenWith({ hostedZone: undefined })).certificate,
    undefined
  )
})

t.test('the alias', async t => {
  const repaired = { ...alias, repairs: 2, repairedAt: new Date(now - 10 * minute).toISOString() }
  const written = { ...alias, evaluateTargetHealth: true, revision: 2 }
  // A status that lost it, with an answer of Route 53, gets it from the zone.
  const health = { evaluateTargetHealth: true }
  const healthy = { ...alias, ...health }
  const unconfirmed = { ...alias, unconfirmedSince: '2026-03-01T12:00:00Z' }
  const sent = () => ({ changeID: 'C9' }) as Partial<Result>
  const gone = seenWith({ ...wellSeen, addresses: [], owner: txtOf() })
  const ago = (ms: number) => ({ ...alias, unconfirmedSince: timestamp(now - ms) })
  const addresses = Array.from({ length: 30 }, (_, i) => `192.0.2.${i}`).sort()
  const many = addresses.join('+')
  const handedOver = seenWith({
    addresses: [recordOf('A', ...addresses)],
    owner: txtOf({ target: many })
  })
  for (const [given, before, seen, expected] of [
    ['as it was', alias, wellSeen, healthy],
    ['found again', undefined, wellSeen, { ...unconfirmed, ...health }],
    [
      'written anew, and nobody knows by which change',
      { ...alias, revision: 0, changeID: 'C1' },
      wellSeen,
      { ...unconfirmed, ...health }
    ],
    ['still unconfirmed', ago(59_000), wellSeen, { ...ago(59_000), ...health }],
    ['unconfirmed for as long as changes take', ago(60_000), wellSeen, healthy],
    [
      'a hand-over of more than a status holds',
      undefined,
      handedOver,
      { ...unconfirmed, target: many.slice(0, 253) }
    ],
    [
      'spread by now',
      { ...alias, changeID: 'C1' },
      seenWith({ ...wellSeen, changeInSync: true }),
      healthy
    ],
    [
      'not spread yet',
      { ...alias, changeID: 'C1' },
      seenWith({ ...wellSeen, changeInSync: false }),
      { ...healthy, changeID: 'C1' }
    ],
    ['foreign', alias, seenWith({ addresses: [recordOf('A', '192.0.2.1')] }), undefined],
    [
      'repaired',
      alias,
      gone,
      { ...written, changeID: 'C9', repairs: 1, repairedAt: '2026-03-01T12:00:00Z' }
    ],
    [
      'repaired again',
      repaired,
      gone,
      { ...written, changeID: 'C9', repairs: 3, repairedAt: '2026-03-01T12:00:00Z' }
    ],
    [
      'moved: no repair',
      { target: oldALB, recordTypes: ['A'] },
      gone,
      { ...written, changeID: 'C9' }
    ],
    [
      'told to follow the health: no repair',
      { ...repaired, evaluateTargetHealth: false },
      gone,
      { ...written, changeID: 'C9', repairs: 2, repairedAt: repaired.repairedAt }
    ]
  ] as const) {
    const status = {
      ...statusOf('one'),
      ...(before === undefined ? {} : { alias: structuredClone(before) as typeof alias })
    }
    t.strictSame(reportOf(claimWith({ status }), seen, sent).alias, expected, given)
  }
  const untargeted = claimWithoutTarget({ status: { ...statusOf('one'), alias } })
  t.strictSame(reportOf(untargeted, wellSeen).alias, alias, 'a target that went missing keeps it')
})

t.test(
  'a deletion says the same while nothing holds it up, also while it waits for its turn',
  async t => {
    const going = claimWith({ deletedAt: now - minute / 2, status: statusOf('one') })
    const inUse = seenWith({ certificates: [certificate('one')] })
    const free = seenWith({ certificates: [certificate('one', { inUse: false })] })
    const queued = (action: Action): Partial<Result> => {
      const failure = new AWSFailure('late', action.do, 'BudgetUsedUp', 'wait')
      failure.retryAfterSeconds = 7
      return { ok: false, failure }
    }
    const first = reportOf(going, seenWith({ addresses: [aliasTo(alb)], owner: txtOf() }))
    t.match(briefly(first.conditions), { Ready: 'False Deleting' })
    const later = { ...going, status: first }
    t.strictSame(reportOf(later, inUse), first, 'the load balancer has to release the certificate')
    t.strictSame(reportOf(later, free, queued), first, 'other deletions come first')
    t.strictSame(reportOf(later, free), first, 'the certificate is deleted')
    const refused = reportOf(later, free, fail('denied', 'deleteCertificate'))
    t.match(briefly(refused.conditions), { Ready: 'False AWSAccessDenied' })
  }
)

t.test('times', async t => {
  const first = reportOf(well, wellSeen)
  t.equal(first.readySince, '2026-03-01T12:00:00Z')
  const later = { ...well, status: first }
  const decision = decide(later, wellSeen, context)
  const second = report(
    later,
    { seen: wellSeen, decision, results: [] },
    { ...context, now: now + day }
  )
  t.strictSame(second, first, 'the same situation, the same status')
  const going = claimWith({ deletedAt: now - hour })
  t.equal(reportOf(going, seenWith()).cleanSince, '2026-03-01T12:00:00Z')
  t.equal(
    reportOf({ ...going, status: { cleanSince: '2026-03-01T11:00:00Z' } }, wellSeen).cleanSince,
    undefined
  )
  t.equal(
    reportOf({ ...going, status: statusOf('one') }, seenWith({ gone: [arn('one')] })).cleanSince,
    undefined,
    'a claim whose certificate is known does not need it'
  )
})

t.test('what could not be looked at carries everything forward, and names the call', async t => {
  const failure = new AWSFailure(
    'denied',
    'ListCertificates',
    'AccessDenied',
    'no (Request ID: 0a-1b)'
  )
  const before = reportOf(well, wellSeen)
  const ready = reportFailure({ ...well, status: before }, failure, { now: now + minute })
  t.strictSame({ ...ready, conditions: [] }, { ...before, conditions: [] })
  t.match(ready.conditions?.at(-1), {
    status: 'True',
    message: /^last seen well; now ListCertificates: AccessDenied: no\. /
  })
  t.strictSame(
    reportFailure({ ...well, status: ready }, failure, { now: now + hour }),
    ready,
    'told once'
  )
  // The conditions may be from a cache that is behind; the change is remembered.
  for (const pending of [{ changeID: 'C1' }, { unconfirmedSince: '2026-03-01T12:00:00Z' }]) {
    const stale = { ...well, status: { ...before, alias: { ...alias, ...pending } } }
    t.match(briefly(reportFailure(stale, failure, { now }).conditions), {
      CertificateAttached: 'True Done',
      DNSAliasReady: 'Unknown AWSAccessDenied',
      Ready: 'False AWSAccessDenied'
    })
  }
  const waiting = claimWith({ status: reportOf(claimWithoutTarget(), seenWith()) })
  t.match(briefly(reportFailure(waiting, failure, { now }).conditions), {
    CertificateRequested: 'Unknown AWSAccessDenied',
    DNSAliasReady: 'False CertificateNotIssued',
    Ready: 'False AWSAccessDenied'
  })
  const going = claimWith({ deletedAt: now, status: before })
  t.equal(briefly(reportFailure(going, failure, { now }).conditions).Ready, 'False AWSAccessDenied')
})

t.test(
  'an upgrade that adds a step takes Ready from no claim while AWS is out of reach',
  async t => {
    const failure = new AWSFailure('unavailable', 'ListCertificates', 'InternalFailure', 'no')
    const claimSteps = [
      ...claimConditions.slice(0, 2),
      'EmailConfirmed',
      ...claimConditions.slice(2)
    ]
    const before = reportOf(well, wellSeen)
    const after = reportFailure({ ...well, status: before }, failure, { now }, claimSteps)
    t.strictSame(briefly(after.conditions), briefly(before.conditions))
    t.match(after.conditions?.at(-1)?.message, /last seen .*ListCertificates/)
    const unready = reportOf(claimWithoutTarget(), seenWith())
    const first = reportFailure({ ...well, status: unready }, failure, { now }, claimSteps)
    t.match(briefly(first.conditions), {
      CertificateRequested: 'Unknown AWSUnavailable',
      EmailConfirmed: undefined,
      Ready: 'False AWSUnavailable'
    })
    const unknown = reportFailure(claimWith(), failure, { now }, claimSteps)
    t.strictSame(briefly(unknown.conditions), {
      CertificateRequested: 'Unknown AWSUnavailable',
      Ready: 'False AWSUnavailable',
      Reconciling: 'True AWSUnavailable'
    })
  }
)
