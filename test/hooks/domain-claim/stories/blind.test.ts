import t from 'tap'
import type { DomainClaim } from '../../../../hooks/api/domain-claim.ts'
import { AWSFailure } from '../../../../hooks/aws/failure.ts'
import { reportFailure } from '../../../../hooks/domain-claim/report/report-failure.ts'
import { messageOf, standing } from '../../../helpers/claim-reading.ts'
import { aClaim, bringToReady, createClaimWorld } from '../../../helpers/claim-world.ts'

const otherALB = 'k8s-other-0000000001.eu-central-1.elb.amazonaws.com'

function replaceTarget(claim: DomainClaim, dnsName: string): void {
  if (claim.spec.target !== undefined) claim.spec.target = { ...claim.spec.target, dnsName }
}

/** A Ready claim whose spec changes while ACM or Route 53 answer nothing but errors. */
async function changedWhileBlind(change: (claim: DomainClaim) => void, seconds = 300) {
  const world = createClaimWorld()
  const claim = aClaim(world, 'shop.example.com')
  await bringToReady(world, claim)
  change(claim)
  claim.metadata.generation = 77
  let isBlind = true
  world.cloud.faults.use(() =>
    isBlind ? { before: { do: 'error', code: 'InternalFailure', status: 500 } } : undefined
  )
  await world.live(claim, seconds)
  const see = () => {
    isBlind = false
  }
  return { world, claim, see }
}

t.test(
  'while AWS does not answer, Ready lasts only as long as the spec asks for nothing else',
  async t => {
    for (const [given, change, expected] of [
      ['nothing changed', () => undefined, 'True Ready'],
      [
        'the same target in other letters',
        claim => replaceTarget(claim, `dualstack.${claim.spec.target?.dnsName.toUpperCase()}.`),
        'True Ready'
      ],
      ['the Gateway is gone', claim => void delete claim.spec.target, 'False WaitingForGateway'],
      ['the Gateway was rebuilt', claim => replaceTarget(claim, otherALB), 'False AWSUnavailable'],
      [
        'an AAAA is wanted beside the A',
        ({ spec }) => void spec.target?.recordTypes.push('AAAA'),
        'False AWSUnavailable'
      ],
      [
        'another name covers it',
        ({ spec }) => {
          spec.gatewayStatus = {
            ready: false,
            reason: 'HostnameOverlaps',
            message: '*.example.com is older'
          }
        },
        'False HostnameOverlaps'
      ],
      [
        'the Gateway changes for a neighbour',
        ({ spec }) => {
          spec.gatewayStatus = { ready: false, reason: 'WaitingForGateway', message: 'not yet' }
        },
        'True Ready'
      ]
    ] as [string, (claim: DomainClaim) => void, string][])
      t.test(given, async t => {
        const { claim } = await changedWhileBlind(change)
        t.equal(standing(claim), expected)
        t.equal(claim.status?.conditions?.find(c => c.type === 'Ready')?.observedGeneration, 77)
      })
  }
)

t.test('what the spec belies is told once, of the step that it concerns', async t => {
  const { world, claim } = await changedWhileBlind(({ spec }) => void delete spec.target)
  t.equal(standing(claim, 'CertificateAttached'), 'False WaitingForGateway')
  t.equal(standing(claim, 'CertificateIssued'), 'True Done')
  t.match(messageOf(claim), /public-1 has no address/)
  const writes = world.statusWrites()
  await world.live(claim, 300)
  t.equal(world.statusWrites(), writes)
})

t.test('when AWS answers again, the claim of a rebuilt Gateway gets on', async t => {
  const { world, claim, see } = await changedWhileBlind(claim => replaceTarget(claim, otherALB))
  t.equal(standing(claim, 'CertificateAttached'), 'Unknown AWSUnavailable')
  t.equal(standing(claim, 'DNSAliasReady'), 'Unknown AWSUnavailable')
  see()
  world.attach(claim, 'k8s-edge-public2-abc')
  await world.live(claim, 600)
  t.equal(standing(claim), 'True Ready')
})

t.test('where it is not the turn of a claim, nothing is told but what its spec belies', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, 'shop.example.com')
  await bringToReady(world, claim)
  const late = new AWSFailure('late', 'ListCertificates', 'NotSent', 'too late')
  t.equal(reportFailure(claim, late, { now: world.clock.now() }), claim.status)
  delete claim.spec.target
  claim.status = reportFailure(claim, late, { now: world.clock.now() })
  t.equal(standing(claim), 'False WaitingForGateway')
  t.equal(reportFailure(claim, late, { now: world.clock.now() }), claim.status)
})
