import t from 'tap'
import type { Acm, CertificateSummary } from '../../../hooks/aws/acm.ts'
import { keepWithinYear } from '../../../hooks/aws/certificates-per-year.ts'
import type { AWSFailure } from '../../../hooks/aws/failure.ts'
import { fenceFrom } from '../../../hooks/aws/fence.ts'
import { defined } from '../../../hooks/defined.ts'
import { createVirtualClock } from '../../../simulator/virtual-clock.ts'
import { outcomeOf, region } from './edge.ts'

const hour = 3600_000
const day = 24 * hour
const year = 365 * day
const refused = 'quota YearUsedUp'

function summaryOf(arn: string, name: string, createdAt: number | undefined): CertificateSummary {
  const names = [name]
  return { arn, domainName: name, names, status: 'ISSUED', inUse: false, ...defined({ createdAt }) }
}

/** ACM as a plain map, limited to the year's number. */
function createWorld({ perYear = 5000 } = {}) {
  const certificates = new Map<string, CertificateSummary>()
  const clock = createVirtualClock()
  let made = 0
  const plain = {
    listCertificates: async () => [...certificates.values()],
    requestCertificate: async ({ hostname }: { hostname: string }) => put(hostname, clock.now())
  }
  function put(name: string, createdAt: number | undefined): string {
    const arn = `arn:${name}:${++made}`
    certificates.set(arn, summaryOf(arn, name, createdAt))
    return arn
  }
  const keep = () => keepWithinYear(plain as unknown as Acm, { clock, region, perYear })
  let acm = keep()
  const fence = () => fenceFrom(clock, { sendWithinSeconds: 10, callTimeoutSeconds: 5 })
  return {
    clock,
    certificates,
    put,
    restart: () => {
      acm = keep()
    },
    list: () => acm.listCertificates(fence()),
    request: () =>
      acm.requestCertificate({ hostname: 'a.example.com', token: 't', tags: {} }, fence()),
    /** Makes requests. @returns how many of them pass */
    async requestMany(count: number) {
      let passed = 0
      for (let i = 0; i < count; i++) if ((await outcomeOf(this.request())) === 'ok') passed++
      return passed
    },
    /** Deletes all certificates, and waits until the listing shows that. */
    async deleteAll() {
      certificates.clear()
      await clock.advance(61_000)
      await this.list()
    }
  }
}

t.test('a large installation passes at once, and four fifths of a year in all', async t => {
  const world = createWorld()
  t.equal(await world.requestMany(2500), 2500)
  t.equal(await world.requestMany(2500), 1500)
  await world.clock.advance(year + 1)
  t.equal(await outcomeOf(world.request()), 'ok')
})

t.test('certificates that exist are known after a restart, from the listing', async t => {
  const world = createWorld()
  for (let i = 0; i < 4000; i++)
    world.put('a.example.com', world.clock.now() - (i < 100 ? year : day))
  for (let i = 0; i < 1000; i++) world.put('imported.example.com', undefined)
  t.equal(await outcomeOf(world.list()), 'ok')
  t.equal(
    await world.requestMany(200),
    100,
    'those older than a year, and imported ones, do not count'
  )
  world.restart()
  await world.list()
  t.equal(await outcomeOf(world.request()), refused)
})

t.test(
  'what was requested and deleted again counts for a year, as far as this process saw it',
  async t => {
    const world = createWorld()
    t.equal(await world.requestMany(2500), 2500)
    await world.deleteAll()
    t.equal(await world.requestMany(2500), 1500)
    const failure = await world.request().catch((error: AWSFailure) => error)
    t.match(failure, {
      retryAfterSeconds: 3600,
      message: /80 % of the 5000.*conditions of the pools name.*CERTIFICATES_PER_YEAR/
    })
    await world.clock.advance(year)
    t.equal(await outcomeOf(world.request()), 'ok')
  }
)

t.test('a listing that lags is not taken for a deletion', async t => {
  const world = createWorld({ perYear: 10 })
  const all = new Map(world.certificates)
  await world.requestMany(5)
  for (const [arn, c] of world.certificates) all.set(arn, c)
  world.certificates.clear()
  await world.list()
  await world.clock.advance(61_000)
  await world.list()
  for (const [arn, c] of all) world.certificates.set(arn, c)
  await world.list()
  t.equal(await world.requestMany(10), 3, 'each of the five counts once')
  t.equal(await outcomeOf(world.request()), refused)
})

t.test('the same ARN again, for the same token, counts once', async t => {
  const clock = createVirtualClock()
  const plain = { requestCertificate: async () => 'arn:one' } as unknown as Acm
  const acm = keepWithinYear(plain, { clock, region, perYear: 10 })
  for (let i = 0; i < 20; i++) {
    const fence = fenceFrom(clock, { sendWithinSeconds: 10, callTimeoutSeconds: 5 })
    t.equal(
      await acm.requestCertificate({ hostname: 'a.example.com', token: 't', tags: {} }, fence),
      'arn:one'
    )
  }
})
