import { ACMClient, type KeyAlgorithm, RequestCertificateCommand } from '@aws-sdk/client-acm'
import t from 'tap'
import {
  type CertificateInventory,
  createCertificateInventory
} from '../../../hooks/aws/certificate-inventory.ts'
import { defined } from '../../../hooks/defined.ts'
import { createEdge, type Edge, region } from './edge.ts'

type World = Edge & { inventory: CertificateInventory }

function createWorld(): World {
  const edge = createEdge({ quotas: 'none' })
  const { acm, clock, newFence } = edge
  const inventory = createCertificateInventory({
    acm,
    clock,
    newFence,
    sharedFence: () => newFence()
  })
  return { ...edge, inventory }
}

/** Requests a certificate without the inventory's knowledge, as other programs do. */
async function requestElsewhere(
  world: World,
  name: string,
  more: { key?: KeyAlgorithm; also?: string[] } = {}
) {
  const credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' }
  const client = new ACMClient({
    region,
    credentials,
    requestHandler: world.cloud.requestHandler()
  })
  const { CertificateArn = '' } = await client.send(
    new RequestCertificateCommand({
      DomainName: name,
      ValidationMethod: 'DNS',
      KeyAlgorithm: more.key ?? 'RSA_2048',
      ...defined({ SubjectAlternativeNames: more.also })
    })
  )
  return CertificateArn
}

function summary(arn: string, name: string) {
  return { arn, domainName: name, names: [name], status: 'PENDING_VALIDATION', inUse: false }
}

const listings = ({ cloud }: World) => cloud.calls.counts().ListCertificates ?? 0
const readNow = (world: World) => world.finish(world.inventory.read(world.clock.now()))

t.test('certificates of every key type are listed', async t => {
  const world = createWorld()
  const keys = [
    'RSA_2048',
    'RSA_3072',
    'RSA_4096',
    'EC_prime256v1',
    'EC_secp384r1',
    'EC_secp521r1'
  ] as const
  const arns: string[] = []
  for (const key of keys) arns.push(await requestElsewhere(world, 'shop.example.com', { key }))
  await world.clock.advance(60_000)
  const listing = await readNow(world)
  t.strictSame(
    new Set(listing.byDomainName('shop.example.com').map(({ arn }) => arn)),
    new Set(arns)
  )
})

t.test('by any of their names', async t => {
  const world = createWorld()
  const apex = await requestElsewhere(world, 'example.com', { also: ['*.example.com'] })
  const other = await requestElsewhere(world, 'a.example.com')
  await world.clock.advance(60_000)
  const listing = await readNow(world)
  const covering = (...names: string[]) => listing.covering(names).map(({ arn }) => arn)
  t.strictSame(covering('*.example.com'), [apex])
  t.strictSame(covering('example.com', '*.example.com'), [apex], 'once')
  t.strictSame(covering('a.example.com'), [other])
  t.strictSame(
    listing.byDomainName('*.example.com'),
    [],
    'it is not the domain name of the certificate'
  )
  t.strictSame(
    listing.byDomainName('example.com').map(({ arn }) => arn),
    [apex]
  )
})

/** Requests many certificates over the wire. The SDK would take some seconds for them. */
async function requestMany({ cloud, clock }: World, count: number) {
  const credential = `AKIAEXAMPLE/20260101/${region}/acm/aws4_request`
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential}`
  const headers = { 'x-amz-target': 'CertificateManager.RequestCertificate', authorization }
  for (let i = 0; i < count; i++) {
    const body = JSON.stringify({ DomainName: `n${i}.example.com`, ValidationMethod: 'DNS' })
    await cloud.handle({ method: 'POST', path: '/', headers, body })
  }
  await clock.advance(60_000)
  cloud.calls.reset()
}

t.test('past the 1,000 of a page', async t => {
  const world = createWorld()
  await requestMany(world, 1001)
  const listing = await readNow(world)
  t.equal(listings(world), 2)
  for (const name of ['n0.example.com', 'n999.example.com', 'n1000.example.com'])
    t.equal(listing.byDomainName(name).length, 1, name)
  let calls = 0
  world.cloud.faults.use(({ operation }) =>
    operation === 'ListCertificates' && ++calls === 2
      ? { before: { do: 'replace', body: '{}' } }
      : undefined
  )
  await world.clock.advance(1000)
  const again = world.inventory.read(world.clock.now())
  t.equal(
    await world.outcome(again),
    'unavailable EmptyAnswer',
    'a second page that fails fails the whole'
  )
})

t.test('one listing for all who ask', async t => {
  const world = createWorld()
  const now = world.clock.now()
  await world.finish(Promise.all(Array.from({ length: 200 }, () => world.inventory.read(now))))
  await world.clock.advance(5000)
  await world.finish(world.inventory.read(now))
  t.equal(listings(world), 1)
  await readNow(world)
  t.equal(listings(world), 2)
})

t.test('the slack is twice the time that the last listing took', async t => {
  const world = createWorld()
  const before = (await readNow(world)).slack
  t.ok(before < 1000, `${before} ms`)
  world.cloud.faults.next('ListCertificates', { before: { do: 'delay', milliseconds: 4_000 } })
  await world.clock.advance(1000)
  const { slack } = await readNow(world)
  t.ok(slack >= 8000 && slack < 9000, `${slack} ms`)
  t.equal(world.inventory.slack(), slack)
})

t.test('a listing of several pages has a slack, however quick its pages come', async t => {
  const world = createWorld()
  await requestMany(world, 1001)
  world.cloud.faults.next('ListCertificates', { before: { do: 'delay', milliseconds: 1100 } })
  const { slack } = await readNow(world)
  t.ok(slack >= 2200 && slack < 3000, `${slack} ms`)
})

t.test('what we requested is there while listings lack it', async t => {
  const world = createWorld()
  const arn = await requestElsewhere(world, 'shop.example.com')
  world.inventory.noteAdded(summary(arn, 'shop.example.com'))
  const listing = await readNow(world)
  t.equal(world.cloud.certificates.list().length, 1)
  t.equal(listing.byDomainName('shop.example.com')[0]?.status, 'PENDING_VALIDATION')
  t.strictSame(
    listing.byDomainName('shop.example.com').map(c => c.arn),
    [arn]
  )
  t.strictSame(
    listing.covering(['shop.example.com']).map(c => c.arn),
    [arn]
  )
})

t.test('once a listing shows it, the listing is right', async t => {
  const world = createWorld()
  const arn = await requestElsewhere(world, 'shop.example.com')
  world.inventory.noteAdded(summary(arn, 'shop.example.com'))
  world.cloud.certificates.fail('shop.example.com', 'OTHER')
  await world.clock.advance(10_000)
  const listing = await readNow(world)
  t.equal(listing.byDomainName('shop.example.com')[0]?.status, 'FAILED')
  t.equal(listing.byDomainName('shop.example.com').length, 1, 'once')
})

t.test('what we requested and somebody deleted is gone after a while', async t => {
  const world = createWorld()
  const arn = await requestElsewhere(world, 'shop.example.com')
  world.inventory.noteAdded(summary(arn, 'shop.example.com'))
  world.cloud.certificates.vanish(arn)
  await world.clock.advance(61_000)
  t.strictSame((await readNow(world)).byDomainName('shop.example.com'), [])
})

t.test('what we deleted is gone while listings show it', async t => {
  const world = createWorld()
  const arn = await requestElsewhere(world, 'shop.example.com')
  await world.clock.advance(60_000)
  const before = await readNow(world)
  await world.finish(world.acm.deleteCertificate(arn, world.newFence()))
  world.inventory.noteRemoved(arn)
  for (const listing of [before, await readNow(world)]) {
    t.strictSame(listing.byDomainName('shop.example.com'), [])
    t.strictSame(listing.covering(['shop.example.com']), [])
  }
})

t.test('an answer without a list is a failure, and the next reading is not', async t => {
  const world = createWorld()
  const arn = await requestElsewhere(world, 'shop.example.com')
  await world.clock.advance(60_000)
  for (const body of ['', '{}', '{"CertificateSummaryList":null}']) {
    await world.clock.advance(1000)
    world.cloud.faults.next('ListCertificates', { before: { do: 'replace', body } })
    t.equal(
      await world.outcome(world.inventory.read(world.clock.now())),
      'unavailable EmptyAnswer',
      body
    )
    t.equal((await readNow(world)).byDomainName('shop.example.com')[0]?.arn, arn)
  }
})

t.test('what was removed stays known as removed; what was never heard of was not', async t => {
  const { inventory } = createWorld()
  inventory.noteAdded(summary('arn:1', 'one.example.com'))
  inventory.noteRemoved('arn:2')
  t.same(['arn:1', 'arn:2', 'arn:3'].map(inventory.wasRemoved), [false, true, false])
})
