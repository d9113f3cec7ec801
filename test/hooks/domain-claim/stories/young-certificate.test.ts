import t from 'tap'
import { instantTimings } from '../../../../simulator/aws/timings.ts'
import { aClaim, bringToReady, createClaimWorld } from '../../../helpers/claim-world.ts'

t.test(
  'a claim that is deleted young does not wait for a certificate that it has deleted itself',
  async t => {
    const world = createClaimWorld({ timings: instantTimings })
    const claim = aClaim(world, 'shop.example.com')
    t.ok(await bringToReady(world, claim))
    const [certificate] = world.cloud.certificates.list()
    t.ok(world.clock.now() - (certificate?.createdAt ?? 0) < 30_000, 'the certificate is young')
    world.cloud.loadBalancers.remove(world.cloud.loadBalancers.list()[0]?.arn ?? '')
    const deletedAt = world.clock.now()
    t.ok(await world.remove(claim))
    // 15 s of fences, in which calls of before may still take effect, and a few steps.
    t.ok(world.clock.now() - deletedAt < 30_000, `${(world.clock.now() - deletedAt) / 1000} s`)
  }
)
