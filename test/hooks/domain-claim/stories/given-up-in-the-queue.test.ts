import t from 'tap'
import { aClaim, createClaimWorld } from '../../../helpers/claim-world.ts'

t.test('claims that are deleted leave the queue for certificates', async t => {
  const world = createClaimWorld()
  const crowd = Array.from({ length: 300 }, (_, i) => aClaim(world, `n${i}.example.com`))
  for (const claim of crowd) void world.begin(claim)
  await world.clock.advance(5000)
  t.ok(world.cloud.certificates.list().length < 50, 'most of them wait: 300 take a minute')
  for (const claim of crowd) world.markDeleted(claim)
  for (const claim of crowd) void world.begin(claim)
  await world.clock.advance(5000)
  const next = aClaim(world, 'next.example.com')
  t.ok(await world.run(next, ({ status }) => status?.certificate?.arn !== undefined, 15))
})
