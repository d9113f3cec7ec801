import t from 'tap'
import type { DomainClaim } from '../../../../hooks/api/domain-claim.ts'
import {
  messageOf,
  recordsIn,
  recordsOf,
  removeLoadBalancers,
  standing
} from '../../../helpers/claim-reading.ts'
import {
  aClaim,
  bringToReady,
  type ClaimWorld,
  createClaimWorld
} from '../../../helpers/claim-world.ts'

const hostname = 'shop.example.com'
const minute = 60
const abandon = 'gateway-orchestrator.io/abandon'

async function readyClaim(
  spec: Partial<DomainClaim['spec']> = {}
): Promise<{ world: ClaimWorld; claim: DomainClaim }> {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname, spec)
  if (!(await bringToReady(world, claim))) throw new Error(`not Ready: ${messageOf(claim)}`)
  return { world, claim }
}

function isClean({ cloud }: ClaimWorld): boolean {
  return cloud.certificates.list().length === 0
}

t.test('Retain, or the annotation: alias and certificate stay, TXT and tags go', async t => {
  for (const [how, spec, annotate] of [
    ['deletionPolicy Retain', { deletionPolicy: 'Retain' }, false],
    ['abandoned before', {}, true],
    ['abandoned after it hung for ten minutes', {}, 'later']
  ] as const) {
    await t.test(how, async t => {
      const { world, claim } = await readyClaim(spec)
      if (annotate === 'later')
        t.notOk(await world.remove(claim, 10 * minute), 'its certificate is in use')
      if (annotate) claim.metadata.annotations = { [abandon]: 'true' }
      t.ok(await world.remove(claim))
      const expected = recordsOf('shop').filter(r => r !== 'TXT _gateway-orchestrator.shop')
      t.strictSame(
        recordsIn(world),
        annotate === 'later' ? expected.filter(r => r !== 'A shop') : expected
      )
      const [certificate] = world.cloud.certificates.list()
      t.strictSame(certificate?.tags, {})
      t.equal(certificate?.status, 'ISSUED')
      t.ok(certificate?.inUse)
    })
  }
})

t.test('the annotation lets go of what AWS does not let us delete', async t => {
  const { world, claim } = await readyClaim()
  removeLoadBalancers(world)
  world.cloud.faults.use(({ operation }) =>
    operation === 'DeleteCertificate'
      ? { before: { do: 'error', code: 'AccessDeniedException' } }
      : undefined
  )
  t.notOk(await world.remove(claim, 10 * minute))
  t.equal(standing(claim), 'False AWSAccessDenied')
  t.match(messageOf(claim), /DeleteCertificate: AccessDenied/)
  claim.metadata.annotations = { [abandon]: 'true' }
  t.ok(await world.remove(claim))
  t.equal(world.cloud.certificates.list().length, 1)
})

t.test(
  'the annotation does not make up a clean end: what AWS refuses of it is a condition',
  async t => {
    const { world, claim } = await readyClaim()
    const end = world.cloud.faults.use(({ service }) =>
      service === 'route53'
        ? { before: { do: 'error', code: 'AccessDenied', status: 403 } }
        : undefined
    )
    claim.metadata.annotations = { [abandon]: 'true' }
    t.notOk(await world.remove(claim, 10 * minute))
    t.equal(standing(claim), 'False ZoneAccessDenied')
    t.match(messageOf(claim), /ChangeResourceRecordSets|ListResourceRecordSets|GetHostedZone/)
    end()
    t.ok(await world.remove(claim))
  }
)

t.test(
  'where ACM never answers, as in a region that does not exist, the annotation lets go ' +
    'within an hour or so',
  async t => {
    const world = createClaimWorld()
    world.cloud.faults.use(({ service }) =>
      service === 'acm' ? { before: { do: 'drop' } } : undefined
    )
    const claim = aClaim(world, hostname, { region: 'eu-centrall-1' })
    await world.live(claim, 10 * minute)
    t.equal(standing(claim), 'False AWSUnavailable')
    t.notOk(await world.remove(claim, 120 * minute), 'without it')
    claim.metadata.annotations = { [abandon]: 'true' }
    t.ok(await world.remove(claim, 10 * minute))
  }
)

t.test('without the annotation being true nothing is let go', async t => {
  const { world, claim } = await readyClaim()
  claim.metadata.annotations = { [abandon]: 'yes' }
  removeLoadBalancers(world)
  t.ok(await world.remove(claim))
  t.ok(isClean(world))
})
