import t from 'tap'
import type { DomainClaim } from '../../../../hooks/api/domain-claim.ts'
import { retire } from '../../../../hooks/domain-claim/facts/certificate.ts'
import type { SeenCertificate } from '../../../../hooks/domain-claim/facts/observation.ts'
import {
  arn,
  balancer,
  certificate,
  context,
  described,
  longAgo
} from '../../../helpers/claim-observation.ts'
import {
  aClaim,
  type ClaimWorld,
  createClaimWorld,
  isIssued,
  isReady,
  region
} from '../../../helpers/claim-world.ts'

/** An extra one that the listing calls unused. */
function unused(parts: Partial<SeenCertificate> = {}): SeenCertificate {
  return certificate('extra', { inUse: false, ...parts })
}

for (const [given, extra, expected] of [
  ['nobody uses it, says ACM', unused({ described: described() }), 'goes'],
  [
    'the listing says unused, and ACM that a load balancer uses it',
    unused({ described: described('x') }),
    'stays'
  ],
  ['the same, of our own load balancer', unused({ described: described(balancer()) }), 'stays'],
  ['the listing says unused, and ACM was not asked', unused(), 'is looked at'],
  ['ACM was asked long ago', unused({ described: { asOf: longAgo, inUseBy: [] } }), 'is looked at'],
  ['the listing says in use', certificate('extra'), 'stays'],
  [
    'the listing says in use, and ACM no more',
    certificate('extra', { described: described() }),
    'stays'
  ],
  ['its tags are not ours', unused({ tagged: false, described: described() }), 'stays'],
  ['requested moments ago', unused({ isNew: true, described: described() }), 'stays']
] as const) {
  t.test(`an extra certificate ${expected}: ${given}`, async t => {
    const { outcome, actions } = retire([extra], context)
    t.strictSame(
      actions,
      expected === 'goes' ? [{ do: 'deleteCertificate', arn: arn('extra') }] : []
    )
    t.equal(outcome?.is, expected === 'is looked at' ? 'looking' : undefined)
  })
}

t.test('of several, exactly those go that nobody uses', async t => {
  const used = { ...unused({ described: described(balancer()) }), arn: arn('used') }
  const { actions } = retire([used, unused({ described: described() })], context)
  t.strictSame(actions, [{ do: 'deleteCertificate', arn: arn('extra') }])
})

const hostname = 'shop.example.com'
const hour = 3600

/** A certificate with the claim's tags beside its own, issued: what a backup could bring about. */
async function requestBeside(world: ClaimWorld, claim: DomainClaim): Promise<string> {
  const twin = { ...aClaim(world, hostname), metadata: { ...claim.metadata, uid: 'twin' } }
  const hide = world.cloud.faults.next('ListCertificates', { before: listing([]) }, 9)
  const other = createClaimWorld({ beside: world })
  await other.run(twin, c => c.status?.certificate?.arn !== undefined)
  hide()
  const { arn = '' } = twin.status?.certificate ?? {}
  await world.clock.advance(hour * 1000)
  return arn
}

/** What ListCertificates answers when it calls all unused; the first is the oldest. */
function listing(arns: readonly string[]) {
  const summaries = arns.map((CertificateArn, index) => ({
    CertificateArn,
    DomainName: hostname,
    SubjectAlternativeNameSummaries: [hostname],
    Status: 'ISSUED',
    InUse: false,
    CreatedAt: 1_767_225_600 + index
  }))
  return { do: 'replace', body: JSON.stringify({ CertificateSummaryList: summaries }) } as const
}

t.test(
  'a listing that calls a used certificate unused deletes it neither at once nor later',
  async t => {
    const world = createClaimWorld()
    const claim = aClaim(world, hostname)
    t.ok(await world.run(claim, isIssued))
    const own = claim.status?.certificate?.arn ?? ''
    const extra = await requestBeside(world, claim)
    t.strictSame(
      world.cloud.certificates.list().map(c => [c.arn, c.status]),
      [
        [own, 'ISSUED'],
        [extra, 'ISSUED']
      ]
    )
    const theirs = world.cloud.loadBalancers.create({ name: 'k8s-other-ingress-1', region })
    world.cloud.loadBalancers.attach(theirs.arn, extra)
    const lies = world.cloud.faults.use(({ operation }) =>
      operation === 'ListCertificates' ? { before: listing([own, extra]) } : undefined
    )
    world.attach(claim)
    // ACM takes some time to know who uses a certificate.
    await world.clock.advance(hour * 1000)
    world.restart()
    await world.live(claim, 3 * hour)
    const { ListCertificates = 0, DeleteCertificate = 0 } = world.cloud.calls.counts()
    t.ok(ListCertificates > 1)
    t.equal(DeleteCertificate, 0, 'not even tried')
    t.ok(isReady(claim))
    lies()
    world.cloud.loadBalancers.detach(theirs.arn, extra)
    await world.live(claim, 3 * hour)
    t.strictSame(
      world.cloud.certificates.list().map(c => c.arn),
      [own],
      'unused, it goes'
    )
  }
)
