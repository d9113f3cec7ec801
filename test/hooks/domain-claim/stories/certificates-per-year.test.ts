import t from 'tap'
import { messageOf, removeLoadBalancers, standing } from '../../../helpers/claim-reading.ts'
import {
  aClaim,
  bringToReady,
  type ClaimWorld,
  createClaimWorld
} from '../../../helpers/claim-world.ts'

const hour = 3600
const day = 24 * hour

async function makeAndDelete(world: ClaimWorld): Promise<boolean> {
  const claim = aClaim(world, 'loop.example.com')
  if (!(await bringToReady(world, claim))) return false
  removeLoadBalancers(world)
  return world.remove(claim)
}

t.test(
  'whatever uses up the certificates of a year, the hooks leave a fifth of them to others',
  async t => {
    const world = createClaimWorld({ certificatesPerYear: 20 })
    let cycles = 0
    while (cycles < 30 && (await makeAndDelete(world))) cycles++
    t.equal(cycles, 16, 'four fifths of the year')
    const claim = aClaim(world, 'shop.example.com')
    await world.live(claim, 300)
    t.equal(standing(claim), 'False AWSQuotaExceeded')
    t.match(messageOf(claim), /80 % of the 20.*eu-central-1.*pools name.*CERTIFICATES_PER_YEAR/)
    const { resyncAfterSeconds } = await world.step(claim)
    t.equal(resyncAfterSeconds, hour)
    const writes = world.statusWrites()
    await world.live(claim, day)
    t.equal(world.statusWrites(), writes, 'it is told once')
    await world.clock.advance(366 * day * 1000)
    await world.live(claim, 600)
    t.equal(standing(claim, 'CertificateRequested'), 'True Done')
  }
)
