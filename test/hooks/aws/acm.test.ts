import t from 'tap'
import { createEdge, type Edge } from './edge.ts'

const hostname = 'shop.example.com'

async function request(edge: Edge, name = hostname, token = 'token') {
  const wanted = { hostname: name, token, tags: { 'gateway-orchestrator.io/claim': 'shop' } }
  return edge.finish(edge.acm.requestCertificate(wanted, edge.newFence()))
}

t.test('the same token gives the same certificate', async t => {
  const edge = createEdge()
  const first = await request(edge)
  t.match(first, /^arn:aws:acm:eu-central-1:\d{12}:certificate\//)
  t.equal(await request(edge), first)
  t.not(await request(edge, hostname, 'other'), first)
})

t.test('a certificate as it is described, from request to issue', async t => {
  const edge = createEdge()
  const zone = edge.cloud.zones.create('example.com')
  const arn = await request(edge)
  const describe = () => edge.finish(edge.acm.describeCertificate(arn, edge.newFence()))
  await edge.clock.advance(2000)
  t.strictSame(await describe(), {
    arn,
    domainName: hostname,
    names: [hostname],
    status: 'PENDING_VALIDATION',
    inUseBy: []
  })
  await edge.clock.advance(10_000)
  const { validationRecord: record } = await describe()
  t.match(record, {
    type: 'CNAME',
    name: /^_[0-9a-f]{32}\.shop\.example\.com$/,
    value: /\.acm-validations\.aws$/
  })
  if (record === undefined) return
  edge.cloud.zones.put(zone.id, { name: record.name, type: 'CNAME', values: [`${record.value}.`] })
  await edge.clock.advance(120_000)
  const balancer = edge.cloud.loadBalancers.create({
    name: 'k8s-edge-public1-abc',
    region: 'eu-central-1'
  })
  edge.cloud.loadBalancers.attach(balancer.arn, arn)
  await edge.clock.advance(60_000)
  t.match(await describe(), { status: 'ISSUED', inUseBy: [balancer.arn] })
  const [listed] = await edge.finish(edge.acm.listCertificates(edge.newFence()))
  t.match(listed, { arn, domainName: hostname, names: [hostname], status: 'ISSUED', inUse: true })
  t.ok(
    (listed?.notAfter ?? 0) > edge.clock.now() && (listed?.createdAt ?? 0) < edge.clock.now(),
    'milliseconds'
  )
  t.equal(
    await edge.outcome(edge.acm.deleteCertificate(arn, edge.newFence())),
    'inUse ResourceInUseException'
  )
})

t.test('why a certificate failed', async t => {
  const edge = createEdge()
  const arn = await request(edge)
  edge.cloud.certificates.fail(hostname, 'CAA_ERROR')
  await edge.clock.advance(60_000)
  const detail = await edge.finish(edge.acm.describeCertificate(arn, edge.newFence()))
  t.match(detail, { status: 'FAILED', failureReason: 'CAA_ERROR' })
})

t.test('a wildcard certificate is described with the record of its own name', async t => {
  const edge = createEdge()
  const arn = await request(edge, '*.example.com')
  await edge.clock.advance(60_000)
  const { domainName, validationRecord } = await edge.finish(
    edge.acm.describeCertificate(arn, edge.newFence())
  )
  t.equal(domainName, '*.example.com')
  t.match(validationRecord?.name, /^_[0-9a-f]{32}\.example\.com$/)
})

t.test('tags', async t => {
  const edge = createEdge()
  const wanted = {
    hostname,
    token: 'token',
    tags: { 'gateway-orchestrator.io/claim': 'shop', a: '1', b: '2' }
  }
  const arn = await edge.finish(edge.acm.requestCertificate(wanted, edge.newFence()))
  const tags = () => edge.finish(edge.acm.listTags(arn, edge.newFence()))
  t.strictSame(await tags(), wanted.tags)
  await edge.finish(
    edge.acm.removeTags(arn, ['gateway-orchestrator.io/claim', 'b'], edge.newFence())
  )
  t.strictSame(await tags(), { a: '1' })
})

t.test('a deleted certificate is gone', async t => {
  const edge = createEdge()
  const arn = await request(edge)
  await edge.finish(edge.acm.deleteCertificate(arn, edge.newFence()))
  await edge.clock.advance(60_000)
  const { acm, newFence } = edge
  t.equal(
    await edge.outcome(acm.deleteCertificate(arn, newFence())),
    'notFound ResourceNotFoundException'
  )
  t.strictSame(
    await edge.finish(acm.listCertificates(newFence())),
    [],
    'an empty list is no failure'
  )
})
