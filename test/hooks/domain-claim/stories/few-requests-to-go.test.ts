import t from 'tap'
import type { DomainClaim } from '../../../../hooks/api/domain-claim.ts'
import { recordsIn, removeLoadBalancers } from '../../../helpers/claim-reading.ts'
import {
  aClaim,
  bringToReady,
  type ClaimWorld,
  createClaimWorld
} from '../../../helpers/claim-world.ts'

const emptyAnswer = { before: { do: 'replace', body: '' } } as const

/** A claim that has been Ready for some minutes, just deleted, and detached. */
async function aDeletedOne(): Promise<{ world: ClaimWorld; claim: DomainClaim }> {
  const world = createClaimWorld()
  const claim = aClaim(world, 'shop.example.com')
  await bringToReady(world, claim)
  await world.live(claim, 600)
  world.markDeleted(claim)
  removeLoadBalancers(world)
  world.cloud.calls.reset()
  return { world, claim }
}

t.test('a hostname goes with one call to ACM of its own, and one status', async t => {
  const { world, claim } = await aDeletedOne()
  const before = world.statusWrites()
  const deletedAt = world.clock.now()
  t.ok(await world.remove(claim))
  const { DeleteCertificate, DescribeCertificate = 0 } = world.cloud.calls.counts()
  t.equal(DeleteCertificate, 1)
  t.equal(DescribeCertificate, 0, 'the listing tells both times what has to be known')
  t.equal(world.cloud.calls.counts().ChangeResourceRecordSets, 2)
  t.equal(world.statusWrites() - before, 2, 'at its beginning, and when it is let go')
  t.ok(world.clock.now() - deletedAt < 60_000, `${(world.clock.now() - deletedAt) / 1000} s`)
  t.strictSame(world.cloud.certificates.list(), [])
})

t.test('a proxy answers in place of ACM: the certificate is still listed, and deleted', async t => {
  const { world, claim } = await aDeletedOne()
  let hits = 0
  world.cloud.faults.use(({ operation }) =>
    operation === 'DeleteCertificate' && ++hits === 1 ? emptyAnswer : undefined
  )
  t.ok(await world.remove(claim))
  t.equal(hits, 2)
  t.strictSame(world.cloud.certificates.list(), [])
  t.strictSame(recordsIn(world), [])
})

t.test('… also if the certificate is so young that no listing shows it', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, 'shop.example.com')
  const isRequested = ({ status }: DomainClaim) =>
    status?.certificate?.validationRecord !== undefined
  t.ok(await world.run(claim, isRequested))
  world.markDeleted(claim)
  world.restart()
  let hits = 0
  world.cloud.faults.use(({ operation }) => {
    if (operation === 'ListCertificates' && world.cloud.certificates.list().length > 0)
      return { before: { do: 'replace', body: '{"CertificateSummaryList":[]}' } }
    return operation === 'DeleteCertificate' && ++hits === 1 ? emptyAnswer : undefined
  })
  t.ok(await world.remove(claim, 600))
  t.equal(hits, 2)
  t.strictSame(world.cloud.certificates.list(), [])
})

t.test('the process dies at any call of a deletion: nothing is left', async t => {
  for (const side of ['before', 'after'] as const)
    for (let call = 1; call <= 8; call += 1) {
      const { world, claim } = await aDeletedOne()
      world.killAt(call, side)
      t.ok(await world.remove(claim), `${side} call ${call}`)
      t.strictSame(world.cloud.certificates.list(), [])
      t.strictSame(recordsIn(world), [])
    }
})
