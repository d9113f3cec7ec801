import t from 'tap'
import { isLookDue } from '../../../../hooks/domain-claim/facts/attachment.ts'
import { certificateAttached } from '../../../../hooks/domain-claim/to-ready/certificate-attached.ts'
import {
  balancer,
  certificate,
  claimWith,
  context,
  described,
  hour,
  minute,
  seenWith,
  statusOf,
  summary
} from '../../../helpers/claim-observation.ts'
import { messageOf, standing } from '../../../helpers/claim-reading.ts'
import { aClaim, bringToReady, createClaimWorld, region } from '../../../helpers/claim-world.ts'

const period = 72 * hour
const resync = 30 * minute

/** A claim that says of itself whether it is Ready. */
function claimOf(uid: string, ready: 'True' | 'False' = 'True') {
  const condition = {
    type: 'Ready',
    status: ready,
    reason: 'Ready',
    message: '',
    lastTransitionTime: ''
  } as const
  const claim = claimWith({
    status: { ...statusOf('one', { attachedTo: 'k8s-edge-public1' }), conditions: [condition] }
  })
  return { ...claim, metadata: { ...claim.metadata, uid } }
}

t.test(
  'each Ready claim has a turn in 72 hours that a resync falls into, and few have theirs together',
  async t => {
    const turns = new Map<number, number>()
    for (let i = 0; i < 1000; i++) {
      const claim = claimOf(`00000000-0000-4000-8000-${String(i).padStart(12, '0')}`)
      let count = 0
      for (let now = context.now + i * 1000; now < context.now + i * 1000 + period; now += resync) {
        if (!isLookDue(claim, {}, now)) continue
        count++
        const inHour = Math.floor(now / hour)
        turns.set(inHour, (turns.get(inHour) ?? 0) + 1)
      }
      if (count < 1 || count > 2) t.fail(`${claim.metadata.uid} has ${count} turns`)
    }
    const most = Math.max(...turns.values())
    t.ok(most <= 35, `at most ${most} in an hour, beside the 32 calls of zones and listings`)
  }
)

t.test(
  'in its turn a claim is looked at; one that is not Ready is looked at for other reasons',
  async t => {
    const claim = claimOf('a')
    const turn =
      Array.from({ length: 144 }, (_, i) => context.now + i * resync).find(now =>
        isLookDue(claim, {}, now)
      ) ?? 0
    const step = (of: typeof claim, now: number, seen = certificate('one')) =>
      summary(
        certificateAttached(of, seenWith({ certificates: [seen], certificatesAsOf: now }), {
          ...context,
          now,
          began: now
        })
      )
    const live = (...users: string[]) =>
      certificate('one', { described: { ...described(...users), asOf: turn } })
    t.equal(step(claim, turn - 2 * hour), 'done')
    t.equal(step(claim, turn), 'looking describe')
    t.equal(step(claim, turn, live(balancer())), 'done')
    t.equal(step(claim, turn, live(balancer('k8s-other'))), 'waiting WaitingForAttachment')
    t.notOk(isLookDue(claimOf('a', 'False'), {}, turn))
  }
)

t.test(
  'a certificate that only another load balancer still uses is noticed within three days',
  async t => {
    const world = createClaimWorld()
    const claim = aClaim(world, 'shop.example.com')
    await bringToReady(world, claim)
    const { arn = '' } = claim.status?.certificate ?? {}
    const { loadBalancers } = world.cloud
    const [ours] = loadBalancers.list()
    loadBalancers.attach(loadBalancers.create({ name: 'k8s-other-ingress', region }).arn, arn)
    world.cloud.calls.reset()
    const writes = world.statusWrites()
    await world.live(claim, period / 1000)
    const looks = world.cloud.calls.counts().DescribeCertificate ?? 0
    t.ok(looks >= 1 && looks <= 2, `${looks} looks in three days`)
    t.equal(world.statusWrites(), writes, 'nothing to tell')
    loadBalancers.detach(ours?.arn ?? '', arn)
    await world.live(claim, period / 1000 + 3600)
    t.equal(standing(claim), 'False WaitingForAttachment')
    t.match(messageOf(claim), /used so far by .*k8s-other-ingress/)
    loadBalancers.attach(ours?.arn ?? '', arn)
    await world.live(claim, 600)
    t.equal(standing(claim), 'True Ready')
  }
)
