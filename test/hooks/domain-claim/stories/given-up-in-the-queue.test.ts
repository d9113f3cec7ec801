import t from 'tap'
import type { DomainClaim } from '../../../../hooks/api/domain-claim.ts'
import { aClaim, type ClaimWorld, createClaimWorld } from '../../../helpers/claim-world.ts'

const ends: Record<string, (world: ClaimWorld, claim: DomainClaim) => void> = {
  deleted: (world, claim) => world.markDeleted(claim),
  released: (world, claim) => {
    claim.spec = { ...claim.spec, releasedAt: new Date(world.clock.now()).toISOString() }
  }
}

for (const [ended, end] of Object.entries(ends)) {
  t.test(`claims that are ${ended} leave the queue for certificates`, async t => {
    const world = createClaimWorld()
    const crowd = Array.from({ length: 300 }, (_, i) => aClaim(world, `n${i}.example.com`))
    for (const claim of crowd) void world.begin(claim)
    await world.clock.advance(5000)
    t.ok(world.cloud.certificates.list().length < 50, 'most of them wait: 300 take a minute')
    for (const claim of crowd) end(world, claim)
    for (const claim of crowd) void world.begin(claim)
    await world.clock.advance(5000)
    const next = aClaim(world, 'next.example.com')
    t.ok(await world.run(next, ({ status }) => status?.certificate?.arn !== undefined, 15))
  })
}
