import t from 'tap'
import { certificateAttached } from '../../../../hooks/domain-claim/to-ready/certificate-attached.ts'
import {
  balancer,
  certificate,
  claimWith,
  claimWithoutTarget,
  context,
  described,
  longAgo,
  seenWith,
  statusOf,
  summary
} from '../../../helpers/claim-observation.ts'

const waits = claimWith({ status: statusOf('one') })
const attached = claimWith({ status: statusOf('one', { attachedTo: 'k8s-edge-public1' }) })
const moved = claimWith({ status: statusOf('one', { attachedTo: 'k8s-edge-public0' }) })
const notReady = { ready: false, reason: 'GatewayBlocked', message: 'a bad route' }
const strange = { ready: false, reason: 'Whatever', message: 'hm' }
const others = balancer('k8s-other-ingress')

for (const [given, claim, certificates, expected, message] of [
  ['no certificate', waits, [], 'waiting CertificateNotIssued', /waits for the certificate/],
  [
    'a pending one',
    waits,
    [certificate('one', { status: 'PENDING_VALIDATION' })],
    'waiting CertificateNotIssued',
    /./
  ],
  [
    'no target',
    claimWithoutTarget(),
    [certificate('one')],
    'waiting WaitingForGateway',
    /public-1 has no address, or/
  ],
  [
    'no target, though the Gateway is ready',
    claimWithoutTarget({
      spec: { gatewayStatus: { ready: true, reason: 'Ready', message: 'public-1 is ready' } }
    }),
    [certificate('one')],
    'waiting WaitingForAttachment',
    /public-1 does not carry the certificate of shop.example.com yet/
  ],
  [
    'no target, and the pool says why',
    claimWithoutTarget({ spec: { gatewayStatus: notReady } }),
    [certificate('one')],
    'waiting GatewayBlocked',
    /a bad route/
  ],
  [
    'the Gateway is not ready, and nobody uses it',
    claimWith({ spec: { gatewayStatus: notReady }, status: statusOf('one') }),
    [certificate('one', { inUse: false })],
    'waiting GatewayBlocked',
    /a bad route/
  ],
  [
    'the Gateway is not ready, and somebody uses it already',
    claimWith({ spec: { gatewayStatus: notReady }, status: statusOf('one') }),
    [certificate('one')],
    'looking describe',
    /^$/
  ],
  [
    'the Gateway is not ready, and our load balancer uses it already',
    claimWith({ spec: { gatewayStatus: notReady }, status: statusOf('one') }),
    [certificate('one', { described: described(balancer()) })],
    'waiting GatewayBlocked',
    /a bad route/
  ],
  [
    'the Gateway is not ready, and was seen to use it',
    claimWith({
      spec: { gatewayStatus: notReady },
      status: statusOf('one', { attachedTo: 'k8s-edge-public1' })
    }),
    [certificate('one')],
    'waiting GatewayBlocked',
    /a bad route/
  ],
  [
    'a reason that we do not know',
    claimWith({ spec: { gatewayStatus: strange } }),
    [certificate('one', { inUse: false })],
    'waiting WaitingForGateway',
    /hm/
  ],
  [
    'nobody uses it',
    waits,
    [certificate('one', { inUse: false })],
    'waiting WaitingForAttachment',
    /k8s-edge-public1 does not use the certificate yet$/
  ],
  ['somebody uses it', waits, [certificate('one')], 'looking describe', /^$/],
  [
    'our load balancer uses it',
    waits,
    [certificate('one', { described: described(balancer()) })],
    'done',
    /k8s-edge-public1 uses/
  ],
  [
    'another one uses it',
    waits,
    [certificate('one', { described: described(others) })],
    'waiting WaitingForAttachment',
    /yet; used so far by .*k8s-other-ingress/
  ],
  [
    'both use it',
    waits,
    [certificate('one', { described: described(others, balancer()) })],
    'done',
    /uses/
  ],
  [
    'one whose name begins alike',
    waits,
    [certificate('one', { described: described(balancer('k8s-edge-public1x')) })],
    'waiting WaitingForAttachment',
    /./
  ],
  ['attached before', attached, [certificate('one')], 'done', /uses/],
  [
    'attached before, unused in the listing',
    attached,
    [certificate('one', { inUse: false })],
    'looking describe',
    /^$/
  ],
  [
    'attached before, and released',
    attached,
    [certificate('one', { inUse: false, described: described() })],
    'waiting WaitingForAttachment',
    /./
  ],
  ['attached to another before', moved, [certificate('one')], 'looking describe', /^$/],
  [
    'another certificate was attached before',
    attached,
    [certificate('two')],
    'looking describe',
    /^$/
  ]
] as const) {
  t.test(given, async t => {
    const outcome = certificateAttached(claim, seenWith({ certificates }), context)
    t.equal(summary(outcome), expected)
    t.match('message' in outcome ? outcome.message : '', message)
  })
}

t.test('an old listing does not say that nobody uses it', async t => {
  const seen = seenWith({
    certificates: [certificate('one', { inUse: false })],
    certificatesAsOf: longAgo
  })
  t.equal(summary(certificateAttached(waits, seen, context)), 'looking certificates')
})
