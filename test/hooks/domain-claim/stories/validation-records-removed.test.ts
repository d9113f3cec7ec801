import { ACMClient, RequestCertificateCommand } from '@aws-sdk/client-acm'
import t from 'tap'
import type { DomainClaim } from '../../../../hooks/api/domain-claim.ts'
import { messageOf, recordsIn, standing } from '../../../helpers/claim-reading.ts'
import {
  aClaim,
  type ClaimWorld,
  createClaimWorld,
  isIssued
} from '../../../helpers/claim-world.ts'

const hostname = 'shop.example.com'
const minute = 60
const validationRecords = ['CNAME _v.shop', 'TXT _gateway-orchestrator._v.shop']

function hasRequested(claim: DomainClaim): boolean {
  return claim.status?.certificate?.arn !== undefined
}

t.test('it is kept as long as a certificate of the account needs it', async t => {
  for (const [whose, other] of [
    ['the wildcard of the same cluster', { name: '*.shop.example.com' }],
    ['CloudFront, in us-east-1', { name: hostname, region: 'us-east-1', cluster: 'somebody' }],
    [
      'another region that is configured',
      { name: hostname, region: 'ap-south-1', cluster: 'somebody' }
    ],
    ['another cluster', { name: hostname, cluster: 'somebody' }]
  ] as const) {
    await t.test(whose, async t => {
      const {
        name,
        cluster = 'test-cluster',
        region = 'eu-central-1'
      } = { cluster: undefined, region: undefined, ...other }
      const world = createClaimWorld({ certificateRegions: ['ap-south-1'] })
      const claim = aClaim(world, hostname)
      await world.run(claim, isIssued)
      const beside = createClaimWorld({ beside: world, cluster })
      const sharer = aClaim(world, name, { region })
      await beside.run(sharer, isIssued)
      t.ok(await world.remove(claim))
      t.strictSame(recordsIn(world), validationRecords, 'kept')
      t.equal(world.cloud.certificates.list().length, 1)
      if (cluster !== 'test-cluster') return
      t.ok(await beside.remove(sharer))
      t.strictSame(recordsIn(world), [], 'gone with the last one')
    })
  }
})

/** A certificate of 101 names: a listing of ACM shows only the first 100. */
async function requestLarge({ cloud }: ClaimWorld, last: string): Promise<void> {
  const client = new ACMClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' },
    requestHandler: cloud.requestHandler()
  })
  const others = Array.from({ length: 99 }, (_, index) => `site-${index}.example.net`)
  const command = new RequestCertificateCommand({
    DomainName: 'www.example.net',
    SubjectAlternativeNames: [...others, last],
    ValidationMethod: 'DNS'
  })
  await client.send(command)
}

t.test('a certificate with more names than a listing shows is asked for all of them', async t => {
  for (const [last, expected] of [
    [hostname, validationRecords],
    [`*.${hostname}`, validationRecords],
    ['api.example.com', []]
  ] as const) {
    await t.test(last, async t => {
      const world = createClaimWorld({ quotas: { namesPerCertificate: 101 } })
      const claims = [aClaim(world, hostname), aClaim(world, 'other.example.com')]
      for (const claim of claims) await world.run(claim, isIssued)
      await requestLarge(world, last)
      await world.clock.advance(minute * 1000)
      for (const claim of claims) t.ok(await world.remove(claim))
      t.strictSame(recordsIn(world), expected)
      const calls = world.cloud.calls.entries().filter(({ operation, region }) => {
        return operation === 'DescribeCertificate' && region === 'us-east-1'
      })
      if (expected.length === 0) t.equal(calls.length, 1, 'ACM is asked once for two claims')
    })
  }
})

t.test('a region that is not configured does not count', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname)
  await world.run(claim, isIssued)
  const beside = createClaimWorld({ beside: world, cluster: 'somebody' })
  await beside.run(aClaim(world, hostname, { region: 'ap-south-1' }), isIssued)
  t.ok(await world.remove(claim))
  t.strictSame(recordsIn(world), [])
})

t.test(
  'where CloudFront takes certificates from: us-east-1, and in other partitions nowhere',
  async t => {
    for (const [region, expected] of [
      ['eu-west-1', ['eu-west-1', 'us-east-1']],
      ['us-east-1', ['us-east-1']],
      ...[
        'cn-north-1',
        'us-gov-west-1',
        'us-iso-east-1',
        'us-isob-east-1',
        'eu-isoe-west-1',
        'eusc-de-east-1'
      ].map(elsewhere => [elsewhere, [elsewhere]] as const)
    ] as const) {
      const world = createClaimWorld()
      const claim = aClaim(world, hostname, { region })
      t.ok(await world.run(claim, isIssued), region)
      t.ok(await world.remove(claim), region)
      const listings = world.cloud.calls
        .entries()
        .filter(({ operation }) => operation === 'ListCertificates')
      t.strictSame([...new Set(listings.map(call => call.region))].sort(), expected)
      t.strictSame(recordsIn(world), [])
    }
  }
)

t.test(
  'it is kept for a certificate that was requested a moment ago and that ACM does not show yet',
  async t => {
    const world = createClaimWorld({
      timings: { describeLag: 30_000, detachLag: 0 },
      quotas: 'none'
    })
    const one = aClaim(world, hostname)
    await world.run(one, isIssued)
    world.markDeleted(one)
    const all = aClaim(world, `*.${hostname}`)
    await world.run(all, hasRequested)
    let finalized = false
    for (let round = 0; round < 60 && !finalized; round++) {
      finalized = (await world.step(one)).finalized ?? false
      await world.clock.advance(1000)
    }
    t.ok(finalized)
    t.strictSame(recordsIn(world), validationRecords, 'it is there for the other one')
  }
)

t.test('a hostname and its wildcard deleted at the same time', async t => {
  for (const [how, timings, restart] of [
    ['side by side', {}, false],
    ['by two processes, with listings that lag', { listLag: 40_000 }, true]
  ] as const) {
    await t.test(how, async t => {
      const world = createClaimWorld({ timings, quotas: 'none' })
      const one = aClaim(world, hostname)
      const all = aClaim(world, `*.${hostname}`)
      await world.run(one, isIssued)
      await world.run(all, isIssued)
      const beside = createClaimWorld({ beside: world })
      const pair = [
        { play: world, claim: one, finalized: false },
        { play: beside, claim: all, finalized: false }
      ]
      for (const { play, claim } of pair) play.markDeleted(claim)
      for (let round = 0; round < 60 && pair.some(p => !p.finalized); round++) {
        for (const p of pair.filter(p => !p.finalized)) {
          p.finalized = (await p.play.step(p.claim)).finalized ?? false
          if (restart) p.play.restart()
          const isThere = recordsIn(world).includes('CNAME _v.shop')
          if (world.cloud.certificates.list().length > 0)
            t.ok(isThere, 'there as long as a certificate needs it')
        }
        await world.clock.advance(2_000)
      }
      t.ok(pair.every(p => p.finalized))
      t.strictSame(recordsIn(world), [], 'finally gone')
    })
  }
})

t.test('a process that dies right after it deleted the certificate leaves no record', async t => {
  const world = createClaimWorld({ timings: { issueLag: 1800_000 } })
  const claim = aClaim(world, hostname)
  await world.run(claim, c => hasRequested(c) && recordsIn(world).length === 2)
  delete claim.status?.certificate?.validationRecord
  world.markDeleted(claim)
  world.cloud.faults.use(({ operation }) => {
    if (operation !== 'DeleteCertificate' || died) return undefined
    died = true
    world.killAt(1, 'after')
    return undefined
  })
  let died = false
  t.ok(await world.remove(claim))
  t.strictSame(recordsIn(world), [])
})

t.test('validationRecords: Keep keeps it', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname, {
    dns: { validationTTLSeconds: 300, validationRecords: 'Keep' }
  })
  await world.run(claim, isIssued)
  t.ok(await world.remove(claim))
  t.strictSame(recordsIn(world), validationRecords)
  t.equal(world.cloud.certificates.list().length, 0)
})

t.test('a region that AWS does not let us look at holds up the end, and is named', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname)
  await world.run(claim, isIssued)
  const denied = {
    before: { do: 'error', code: 'AccessDeniedException', message: 'explicit deny' }
  } as const
  const end = world.cloud.faults.use(({ operation, region }) =>
    operation === 'ListCertificates' && region === 'us-east-1' ? denied : undefined
  )
  t.notOk(await world.remove(claim, 5 * minute))
  t.equal(standing(claim), 'False AWSAccessDenied')
  t.match(messageOf(claim), /ListCertificates in us-east-1: AccessDeniedException: explicit deny/)
  end()
  t.ok(await world.remove(claim))
  t.strictSame(recordsIn(world), [])
})
