import t from 'tap'
import { claimConditions } from '../../../hooks/api/domain-claim.ts'
import { conditionOf } from '../../../hooks/conditions/conditions.ts'
import { answerTo } from '../../../hooks/hostname-request/answer.ts'
import { statusOf, statusOfUnreadable } from '../../../hooks/hostname-request/status.ts'
import { aClaim, allDone, aRequest, hostname, now, route, summary } from './builders.ts'

const target = {
  dnsName: 'lb.elb.amazonaws.com',
  hostedZoneID: 'Z2',
  recordTypes: ['A' as const],
  evaluateTargetHealth: true
}
const steps = [
  'Accepted',
  'Claimed',
  'CertificateRequested',
  'DNSValidated',
  'CertificateIssued',
  'CertificateAttached',
  'DNSAliasReady',
  'Ready'
]

function statusWith(claim: ReturnType<typeof aClaim> | undefined, request = aRequest()) {
  return statusOf(request, answerTo(request, { claim, denial: undefined, now }), [], { now })
}

t.test('the conditions come in the order of the steps', async t => {
  const types = (status: ReturnType<typeof statusWith>) => status.conditions?.map(c => c.type)
  t.same(types(statusWith(aClaim({}, allDone))), steps)
  t.same(types(statusWith(undefined)), [...steps, 'Reconciling'])
  t.same(types(statusWith(undefined, aRequest({ route }))), [
    ...steps.slice(0, 7),
    'RouteAccepted',
    'Ready',
    'Reconciling'
  ])
  t.same(types(statusOfUnreadable(aRequest(), 'x', { now })), [...steps, 'Stalled'])
})

function without(type: keyof typeof allDone): Record<string, string> {
  return Object.fromEntries(Object.entries(allDone).filter(([name]) => name !== type))
}

t.test('the first step that is not done gives Ready its reason and message', async t => {
  for (const [given, conditions, expected] of [
    ['all done', allDone, 'True Ready'],
    ['a new claim', {}, 'False RequestingCertificate'],
    [
      'validation',
      {
        ...allDone,
        DNSValidated: 'False ValidationPending',
        CertificateIssued: 'False WaitingForACM'
      },
      'False ValidationPending'
    ],
    ['a step not named', { ...allDone, CertificateIssued: 'True' }, 'False WaitingForEarlierStep'],
    [
      'an unknown reason',
      { ...allDone, CertificateIssued: 'True Whatever' },
      'False WaitingForEarlierStep'
    ],
    [
      'an inherited word as a reason',
      { ...allDone, CertificateIssued: 'True toString' },
      'False WaitingForEarlierStep'
    ],
    ['the claim says nothing of Ready', without('Ready'), 'False WaitingForEarlierStep'],
    [
      'it is not Ready for a reason that we do not know',
      { ...allDone, Ready: 'False Whatever' },
      'False WaitingForEarlierStep'
    ],
    [
      'the claim knows better',
      { ...allDone, Ready: 'False GatewayHasNoAddress' },
      'False GatewayHasNoAddress'
    ]
  ] as const) {
    t.equal(summary(statusWith(aClaim({}, conditions)), 'Ready'), expected, given)
  }
  const pending = statusWith(aClaim({}, { ...allDone, DNSValidated: 'False ValidationPending' }))
  t.equal(pending.conditions?.at(-1)?.message, 'DNSValidated is False')
})

t.test('an upgrade that adds a step takes Ready and url from no request', async t => {
  const claimSteps = [...claimConditions.slice(0, 2), 'EmailConfirmed', ...claimConditions.slice(2)]
  const statusAfterUpgrade = (claim: ReturnType<typeof aClaim> | undefined) => {
    const request = aRequest()
    const answer = answerTo(request, { claim, denial: undefined, now })
    return statusOf(request, answer, [], { now, claimSteps })
  }
  const types = ({ conditions = [] }: ReturnType<typeof statusOf>) => conditions.map(c => c.type)
  const ready = statusAfterUpgrade(aClaim({}, allDone))
  t.equal(summary(ready, 'Ready'), 'True Ready')
  t.equal(ready.url, `https://${hostname}`)
  t.same(types(ready), steps, 'the conditions that the claim has, and no others')
  const waiting = ['Accepted', 'Claimed', ...claimSteps, 'Ready', 'Reconciling']
  t.same(types(statusAfterUpgrade(undefined)), waiting, 'without a claim: all steps to come')
  t.same(types(statusAfterUpgrade(aClaim())), waiting, 'nor with a claim without conditions')
  const { DNSAliasReady, Ready, ...others } = allDone
  const reordered = { DNSAliasReady, ...others, Ready }
  t.same(types(statusAfterUpgrade(aClaim({}, reordered))).slice(2, 4), [
    'DNSAliasReady',
    'CertificateRequested'
  ])
})

t.test('conditions of a claim that was edited do not make the status invalid', async t => {
  const own = ['Accepted', 'Claimed', 'RouteAccepted', 'Reconciling', 'Stalled']
  const extra = [...own, '', 'x'.repeat(400), ...'abcdefghijklmnop']
  const conditions = Object.fromEntries(extra.map(type => [type, 'True Done']))
  const claim = aClaim({}, { ...conditions, ...allDone })
  claim.status?.conditions?.push(...(aClaim({}, allDone).status?.conditions ?? []))
  const types = statusWith(claim).conditions?.map(c => c.type) ?? []
  t.equal(new Set(types).size, types.length, 'no type twice')
  t.ok(types.length <= 16)
  t.ok(types.every(type => type.length > 0 && type.length <= 316))
  t.same(statusWith(claim).conditions?.[0]?.message, statusWith(aClaim()).conditions?.[0]?.message)
})

t.test('a request that wants a route is Ready with it', async t => {
  t.equal(
    summary(statusWith(aClaim({}, allDone), aRequest({ route })), 'Ready'),
    'False RoutePending'
  )
})

t.test('what a team needs is in the status', async t => {
  const claim = aClaim({ target }, allDone)
  claim.status = { ...claim.status, certificate: { arn: 'arn:aws:acm:1', attempts: 0 } }
  const { conditions, ...rest } = statusWith(claim)
  t.same(rest, {
    claimName: hostname,
    certificateARN: 'arn:aws:acm:1',
    addresses: [{ type: 'Hostname', value: 'lb.elb.amazonaws.com' }],
    url: `https://${hostname}`,
    parentRef: {
      group: 'gateway.networking.k8s.io',
      kind: 'Gateway',
      namespace: 'edge',
      name: 'public-1',
      sectionName: hostname
    }
  })
  t.equal(statusWith(aClaim({ target })).url, undefined, 'no URL before it works')
  t.same(Object.keys(statusWith(aClaim({ requestRef: { namespace: 'b', name: 'b', uid: 'b' } }))), [
    'conditions'
  ])
})

t.test(
  'times move only with the status of a condition, and the same input gives the same bytes',
  async t => {
    const before = statusWith(aClaim({}, { CertificateRequested: 'True Done' }))
    const request = { ...aRequest(), status: before }
    const answer = answerTo(request, {
      claim: aClaim({}, allDone),
      denial: undefined,
      now: now + 9000
    })
    const after = statusOf(request, answer, [], { now: now + 9000 })
    const times = Object.fromEntries(
      after.conditions?.map(c => [c.type, c.lastTransitionTime]) ?? []
    )
    t.match(times, {
      Accepted: '2026-01-01T00:00:01Z',
      CertificateRequested: '2026-01-01T00:00:01Z',
      Ready: '2026-01-01T00:00:10Z'
    })
    const again = statusOf({ ...request, status: after }, answer, [], { now: now + 99000 })
    t.equal(JSON.stringify(again), JSON.stringify(after))
    t.ok(after.conditions?.every(c => c.observedGeneration === 2))
  }
)

t.test('a poisoned status, of the claim or of the request itself, harms nobody', async t => {
  for (const status of [
    null,
    'x',
    7,
    [],
    { conditions: null },
    { conditions: [null, 7] },
    { certificate: 7 },
    { certificate: null }
  ]) {
    const claim = { ...aClaim(), status: status as never }
    const request = { ...aRequest(), status: status as never }
    t.equal(
      summary(statusWith(claim, request), 'Ready'),
      'False RequestingCertificate',
      JSON.stringify(status)
    )
  }
})

t.test('a request that cannot be read says what is wrong', async t => {
  const status = statusOfUnreadable(aRequest(), 'spec.hostname: is no good', { now })
  t.equal(summary(status, 'Accepted'), 'False Invalid')
  t.match(conditionOf(status.conditions, 'Ready'), {
    status: 'False',
    reason: 'Invalid',
    message: 'is no good'
  })
})
