import t from 'tap'
import type { Fault, FaultPlan } from '../../../../simulator/aws/faults.ts'
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
  createClaimWorld,
  region
} from '../../../helpers/claim-world.ts'

const hostname = 'shop.example.com'
const minute = 60

/** What AWS, or something in between, may answer, and the reason that the claim then gives. */
const troubles: readonly (readonly [string, FaultPlan, RegExp])[] = [
  [
    'denies',
    before({ do: 'error', code: 'AccessDenied', status: 403, message: 'no permission' }),
    /AWSAccessDenied/
  ],
  ['throttles', before({ do: 'throttle' }), /AWSThrottled/],
  ['is down', before({ do: 'error', code: 'ServiceUnavailable', status: 503 }), /AWSUnavailable/],
  ['cannot be reached', before({ do: 'drop' }), /AWSUnavailable/],
  ['loses the answer', { after: { do: 'drop' } }, /AWSUnavailable|AWSRejected/],
  ['answers with an empty 200', before({ do: 'replace', body: '' }), /AWSUnavailable/],
  ['answers with {}', before({ do: 'replace', body: '{}' }), /AWSUnavailable/],
  [
    'answers with HTML',
    before({ do: 'replace', body: '<html><body>Sign in</body></html>' }),
    /AWSUnavailable/
  ],
  ['does not answer', before({ do: 'delay', milliseconds: 60_000 }), /AWSUnavailable|AWSThrottled/]
]

function before(fault: Fault): FaultPlan {
  return { before: fault }
}

/**
 * Every operation meets the same trouble for a while: what was known stays, nothing is done twice.
 */
async function sufferOn(
  operation: string,
  plan: FaultPlan,
  play: (world: ClaimWorld) => Promise<void>
): Promise<void> {
  const world = createClaimWorld()
  const end = world.cloud.faults.next(operation, plan, 3)
  await play(world)
  end()
}

/** Some look the same to the hooks from outside; one of a kind is enough for every operation. */
const kinds = troubles.filter(([what]) => !['cannot be reached', 'answers with {}'].includes(what))

for (const [what, plan] of kinds) {
  t.test(`AWS ${what}: to Ready and back all the same, with one certificate`, async t => {
    for (const operation of [
      'ListCertificates',
      'RequestCertificate',
      'DescribeCertificate',
      'GetHostedZone',
      'ListResourceRecordSets',
      'ChangeResourceRecordSets',
      'GetChange'
    ]) {
      await sufferOn(operation, plan, async world => {
        const claim = aClaim(world, hostname)
        t.ok(await bringToReady(world, claim), `${operation}: Ready`)
        t.equal(world.cloud.certificates.list().length, 1, `${operation}: one certificate`)
        t.equal(claim.status?.certificate?.attempts, 0)
        t.strictSame(recordsIn(world), recordsOf('shop'))
      })
    }
    for (const operation of ['DeleteCertificate', 'ChangeResourceRecordSets']) {
      const world = createClaimWorld()
      const claim = aClaim(world, hostname)
      await bringToReady(world, claim)
      removeLoadBalancers(world)
      world.cloud.faults.next(operation, plan, 3)
      t.ok(await world.remove(claim), `${operation}: finalized`)
      t.equal(world.cloud.certificates.list().length, 0, `${operation}: and clean`)
      t.strictSame(recordsIn(world), [])
    }
  })
}

for (const [what, plan, reason] of troubles.filter(([what]) => what !== 'loses the answer')) {
  t.test(`AWS ${what} for an hour`, async t => {
    const world = createClaimWorld()
    const claim = aClaim(world, hostname)
    await bringToReady(world, claim)
    const { certificate, alias } = structuredClone(claim.status ?? {})
    await world.clock.advance(10 * minute * 1000)
    const end = world.cloud.faults.use(() => plan)
    const { resyncAfterSeconds } = await world.step(claim)
    t.ok((resyncAfterSeconds ?? 0) > 0, 'the next try is scheduled')
    await world.live(claim, 3 * minute)
    t.equal(standing(claim), 'True Ready', 'nothing was seen to be wrong')
    t.match(
      messageOf(claim),
      /^last seen well; now (ListCertificates|GetHostedZone|ListResourceRecordSets): /
    )
    const writes = world.statusWrites()
    await world.live(claim, 10 * minute)
    t.ok(world.statusWrites() - writes <= 2, 'the same trouble, the same status')
    t.strictSame(claim.status?.certificate, certificate)
    t.strictSame(claim.status?.alias, alias)
    const newcomer = aClaim(world, 'new.example.com')
    await world.live(newcomer, minute)
    t.match(standing(newcomer), reason)
    t.match(
      messageOf(newcomer),
      /^(ListCertificates|GetHostedZone|ListResourceRecordSets): .*(Wait|platform team)/
    )
    end()
    await world.live(claim, 5 * minute)
    t.equal(messageOf(claim), 'certificate, load balancer and DNS are in place')
    removeLoadBalancers(world)
    const again = world.cloud.faults.use(() => plan)
    t.notOk(await world.remove(claim, 10 * minute), 'never finalized on hearsay')
    t.match(standing(claim), reason)
    again()
    t.ok(await world.remove(claim))
    t.equal(world.cloud.certificates.list().length, 0)
  })
}

t.test('a quota that is used up is named', async t => {
  const world = createClaimWorld({ quotas: { certificatesPerYear: 0 } })
  const claim = aClaim(world, hostname)
  await world.live(claim, minute)
  t.equal(standing(claim), 'False AWSQuotaExceeded')
  t.match(
    messageOf(claim),
    /RequestCertificate: LimitExceededException: .*limit of 0 certificates.*platform team.*quota/
  )
})

t.test('one failing action does not keep the others from being carried out', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname)
  await bringToReady(world, claim)
  world.cloud.certificates.vanish(claim.status?.certificate?.arn ?? '')
  world.cloud.zones.removeRecord(world.zoneID, hostname, 'A')
  world.cloud.faults.use(({ operation }) =>
    operation === 'RequestCertificate'
      ? before({ do: 'error', code: 'AccessDeniedException' })
      : undefined
  )
  await world.live(claim, 32 * minute)
  t.equal(standing(claim, 'CertificateRequested'), 'False AWSAccessDenied')
  t.ok(recordsIn(world).includes('A shop'), 'the alias is mended')
})

t.test('what was done is saved, although what came after it failed', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname)
  const { dnsName, canonicalHostedZoneID } = world.cloud.loadBalancers.create({
    name: 'k8s-edge',
    region
  })
  claim.spec.target = {
    dnsName,
    hostedZoneID: canonicalHostedZoneID,
    recordTypes: ['A'],
    evaluateTargetHealth: true
  }
  claim.status = { certificate: { attempts: 0 } }
  let isRefused = false
  world.cloud.faults.use(({ operation }) => {
    if (isRefused) return before({ do: 'drop' })
    isRefused = operation === 'ChangeResourceRecordSets'
    return isRefused
      ? before({ do: 'error', code: 'InvalidChangeBatch', message: '[not so]' })
      : undefined
  })
  await world.step(claim)
  t.equal(claim.status?.certificate?.arn, world.cloud.certificates.list()[0]?.arn)
  t.equal(standing(claim, 'DNSAliasReady'), 'False AWSRejected')
})
