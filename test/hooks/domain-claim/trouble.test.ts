import t from 'tap'
import type { DomainClaim } from '../../../hooks/api/domain-claim.ts'
import type { Fault, FaultPlan } from '../../../simulator/aws/faults.ts'
import {
  messageOf,
  recordsIn,
  recordsOf,
  removeLoadBalancers,
  standing,
  writesOf
} from '../../helpers/claim-reading.ts'
import {
  aClaim,
  bringToReady,
  type ClaimWorld,
  createClaimWorld,
  isIssued,
  isReady
} from '../../helpers/claim-world.ts'

const hostname = 'shop.example.com'
const minute = 60

/** What AWS, or something in between, may answer, and the reason that the claim then gives. */
const troubles: readonly (readonly [string, FaultPlan, RegExp])[] = [
  ['denies', before({ do: 'error', code: 'AccessDenied', status: 403, message: 'no permission' }), /AWSAccessDenied/],
  ['throttles', before({ do: 'throttle' }), /AWSThrottled/],
  ['is down', before({ do: 'error', code: 'ServiceUnavailable', status: 503 }), /AWSUnavailable/],
  ['cannot be reached', before({ do: 'drop' }), /AWSUnavailable/],
  ['loses the answer', { after: { do: 'drop' } }, /AWSUnavailable|AWSRejected/],
  ['answers with an empty 200', before({ do: 'replace', body: '' }), /AWSUnavailable/],
  ['answers with {}', before({ do: 'replace', body: '{}' }), /AWSUnavailable/],
  ['answers with HTML', before({ do: 'replace', body: '<html><body>Sign in</body></html>' }), /AWSUnavailable/],
  ['does not answer', before({ do: 'delay', milliseconds: 60_000 }), /AWSUnavailable|AWSThrottled/]
]

function before(fault: Fault): FaultPlan {
  return { before: fault }
}

/** Every operation meets the same trouble for a while: what was known stays, nothing is done twice. */
async function sufferOn(operation: string, plan: FaultPlan, play: (world: ClaimWorld) => Promise<void>): Promise<void> {
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
    t.equal(standing(claim), 'True Ready', 'nothing was seen to be wrong')
    t.match(messageOf(claim), /^last seen well; now (ListCertificates|GetHostedZone|ListResourceRecordSets): /)
    const writes = world.statusWrites()
    await world.live(claim, 10 * minute)
    t.ok(world.statusWrites() - writes <= 2, 'the same trouble, the same status')
    t.strictSame(claim.status?.certificate, certificate)
    t.strictSame(claim.status?.alias, alias)
    const newcomer = aClaim(world, 'new.example.com')
    await world.live(newcomer, minute)
    t.match(standing(newcomer), reason)
    t.match(messageOf(newcomer), /^(ListCertificates|GetHostedZone|ListResourceRecordSets): .*(Wait|platform team)/)
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
  t.match(messageOf(claim), /RequestCertificate: LimitExceededException: .*limit of 0 certificates.* raises the quota/)
})

t.test('one failing action does not keep the others from being carried out', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname)
  await bringToReady(world, claim)
  world.cloud.certificates.vanish(claim.status?.certificate?.arn ?? '')
  world.cloud.zones.removeRecord(world.zoneID, hostname, 'A')
  world.cloud.faults.use(({ operation }) =>
    operation === 'RequestCertificate' ? before({ do: 'error', code: 'AccessDeniedException' }) : undefined
  )
  await world.live(claim, 32 * minute)
  t.equal(standing(claim, 'CertificateRequested'), 'False AWSAccessDenied')
  t.ok(recordsIn(world).includes('A shop'), 'the alias is mended')
})

t.test('a request whose zone turns out to be different keeps what else was done', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname)
  await bringToReady(world, claim)
  world.cloud.certificates.vanish(claim.status?.certificate?.arn ?? '')
  world.cloud.zones.removeRecord(world.zoneID, hostname, 'A')
  await world.clock.advance(2 * minute * 1000)
  await world.step(claim)
  const refused = before({ do: 'error', code: 'InvalidChangeBatch', status: 400, message: '[no]' })
  world.cloud.zones.removeRecord(world.zoneID, hostname, 'A')
  await world.clock.advance(2 * minute * 1000)
  world.cloud.faults.next('ChangeResourceRecordSets', refused, 9)
  world.cloud.faults.use(({ operation, number }) => {
    const isLive =
      operation === 'ListResourceRecordSets' && number > 0 && writesOf(world).includes('RequestCertificate')
    return isLive && world.cloud.calls.entries().at(-1)?.errorCode === 'InvalidChangeBatch'
      ? before({ do: 'drop' })
      : undefined
  })
  await world.live(claim, minute)
  t.equal(world.cloud.calls.counts().RequestCertificate, 2)
  t.equal(claim.status?.certificate?.arn, world.cloud.certificates.list()[0]?.arn)
})

t.test('a poisoned status harms nobody', async t => {
  const wrong = { lastTransitionTime: 'yesterday', type: 'Ready', status: 'Maybe', reason: '', message: 7 }
  for (const [given, poison] of [
    ['null', null],
    ['a word', 'Ready'],
    ['a list', []],
    ['conditions that are none', { conditions: 'none' }],
    ['conditions of nonsense', { conditions: [null, 3, wrong] }],
    ['a certificate of the wrong type', { certificate: [] }],
    ['an ARN of nowhere', { certificate: { arn: 'garbage', attempts: 0 } }],
    [
      'an ARN of another account',
      { certificate: { arn: 'arn:aws:acm:eu-central-1:999999999999:certificate/x', attempts: 0 } }
    ],
    ['attempts beyond reason', { certificate: { arn: 'garbage', attempts: 123_456_789_012 } }],
    ['fewer than no attempts', { certificate: { attempts: -3 } }],
    ['an ending at no time', { certificate: { attempts: 3, ended: { arn: 'x', reason: 'FAILED', at: 'never' } } }],
    [
      'an ending in times to come',
      { certificate: { attempts: 3, ended: { arn: 'x', reason: 'FAILED', at: '2999-01-01T00:00:00Z' } } }
    ],
    ['a change that is none', { alias: { target: 'x', recordTypes: ['A'], changeID: '../../evil' } }],
    [
      'repairs without end',
      { alias: { target: 'x', recordTypes: ['A'], repairs: 99, repairedAt: '2999-01-01T00:00:00Z' } }
    ],
    ['clean since tomorrow', { cleanSince: '2999-01-01T00:00:00Z' }]
  ] as const) {
    await t.test(given, async t => {
      const world = createClaimWorld()
      const claim = aClaim(world, hostname)
      claim.status = poison as unknown as NonNullable<DomainClaim['status']>
      t.ok(await bringToReady(world, claim), 'Ready')
      t.equal(world.cloud.certificates.list().length, 1)
      removeLoadBalancers(world)
      claim.status = poison as unknown as NonNullable<DomainClaim['status']>
      t.ok(await world.remove(claim), 'finalized')
      t.equal(world.cloud.certificates.list().length, 0)
    })
  }
})

t.test('a claim that cannot be read keeps what it has, says why, and is never finalized', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname)
  await bringToReady(world, claim)
  const { certificate } = claim.status ?? {}
  world.cloud.calls.reset()
  const broken = { ...claim, spec: { ...claim.spec, hostname: 'Shop.Example.Com' } }
  for (const deletionTimestamp of [undefined, '2026-01-01T00:00:00Z']) {
    const metadata = { ...claim.metadata, ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }) }
    const answer = await world.sync({ ...broken, metadata })
    t.equal(answer.finalized, undefined)
    t.strictSame(answer.status.certificate, certificate)
    const ready = answer.status.conditions?.find(c => c.type === 'Ready')
    t.match(ready, {
      status: 'False',
      reason: 'Invalid',
      message: /^spec\.hostname: .*Claims are written by their pool/
    })
    t.equal(answer.resyncAfterSeconds, 300)
  }
  const poisoned = { ...broken, status: { conditions: [null] } as unknown as NonNullable<DomainClaim['status']> }
  t.equal((await world.sync(poisoned)).status.conditions?.length, 1, 'even with a status that cannot be read either')
  t.equal(world.cloud.calls.entries().length, 0)
})

t.test('nothing is sent to AWS later than 10 s after arrival', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname)
  world.cloud.faults.use(({ operation }) =>
    /^List|^Get/.test(operation) ? { after: { do: 'delay', milliseconds: 4_500 } } : undefined
  )
  const arrived = world.clock.now()
  const { resyncAfterSeconds } = await world.step(claim)
  const sent = world.cloud.calls.entries().map(call => call.at - arrived)
  t.ok(Math.max(...sent) < 10_000, `the last call after ${Math.max(...sent)} ms`)
  t.ok(world.clock.now() - arrived < 15_100, 'and the answer comes within 15 s')
  t.ok((resyncAfterSeconds ?? 0) > 0)
})

t.test('nothing is changed any more once the caller has gone', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname)
  const caller = new AbortController()
  const answer = world.begin(claim, { signal: caller.signal })
  world.cloud.faults.use(({ operation }) => {
    if (operation === 'ListCertificates') caller.abort(new Error('gone'))
    return undefined
  })
  await world.clock.advance(20_000)
  const { body } = await answer
  t.match(JSON.stringify(body), /tried again/)
  t.strictSame(writesOf(world), [])
})

t.test('calls for one claim do not overlap', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname)
  world.cloud.faults.next('RequestCertificate', { after: { do: 'delay', milliseconds: 3_000 } })
  const answers = [world.begin(claim), world.begin(claim), world.begin(claim)]
  await world.clock.advance(30_000)
  for (const answer of answers) t.equal((await answer).status, 200)
  t.equal(world.cloud.calls.counts().RequestCertificate, 1)
  t.equal(world.cloud.certificates.list().length, 1)
})

t.test('in steady state', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname)
  await bringToReady(world, claim)
  const first = await world.step(claim)
  t.equal(first.resyncAfterSeconds, undefined)
  world.cloud.calls.reset()
  const second = await world.step(claim)
  t.equal(second.resyncAfterSeconds, undefined)
  t.equal(JSON.stringify(second), JSON.stringify(first), 'the same bytes')
  t.equal(world.cloud.calls.entries().length, 0, 'no AWS call within the age of the caches')
  const writes = world.statusWrites()
  await world.live(claim, 24 * 60 * minute)
  t.equal(world.statusWrites(), writes, 'no status write in a day')
  t.ok(world.cloud.calls.entries().length <= 48 * 3, 'a handful of calls per half hour')
})

t.test('a status is written only when something changes', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname)
  await bringToReady(world, claim)
  t.ok(world.statusWrites() <= 9, `${world.statusWrites()} writes on the way to Ready`)
  removeLoadBalancers(world)
  const writes = world.statusWrites()
  await world.remove(claim)
  t.ok(world.statusWrites() - writes <= 7, `${world.statusWrites() - writes} writes on the way back`)
})

t.test('a dry run tells in words and as data, and touches nothing', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname)
  const first = (await world.call(claim, { dryRun: true })).body as DryRun
  t.strictSame(first.words, ['request a certificate for shop.example.com'])
  t.equal(first.actions[0]?.do, 'requestCertificate')
  await world.run(claim, isIssued)
  world.attach(claim)
  world.cloud.calls.reset()
  const second = (await world.call(claim, { dryRun: true })).body as DryRun
  t.match(second.words, [
    /^in hosted zone Z.*: create shop\.example\.com A alias to k8s-.*; create _gateway-orchestrator/
  ])
  t.strictSame(writesOf(world), [])
  t.ok(await world.run(claim, isReady))
  t.strictSame(((await world.call(claim, { dryRun: true })).body as DryRun).words, [])
  world.markDeleted(claim)
  const last = (await world.call(claim, { dryRun: true })).body as DryRun
  t.match(last.words, [
    /delete _gateway-orchestrator\.shop\.example\.com TXT .*; delete shop\.example\.com A alias to k8s-/
  ])
  world.cloud.faults.use(() => before({ do: 'drop' }))
  world.restart()
  const { status, body } = await world.call(claim, { dryRun: true })
  t.equal(status, 200)
  t.match((body as DryRun).words, [/^nothing, as AWS could not be looked at: /])
  t.equal(recordsIn(world).length, 4)
})

type DryRun = { words: string[]; actions: { do: string }[] }

t.test('each action is one line in the log, with whose it is', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, hostname)
  const lines: object[] = []
  const log = {
    ...{ warn: () => undefined, error: () => undefined },
    info: (fields: object) => void lines.push(fields)
  }
  await world.call(claim, { log })
  t.match(lines, [{ hostname, namespace: 'shop', name: 'shop', action: 'requestCertificate', arn: /^arn:/ }])
})
