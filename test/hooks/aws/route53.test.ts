import { ChangeResourceRecordSetsCommand, Route53Client } from '@aws-sdk/client-route-53'
import t from 'tap'
import type { RecordSet } from '../../../hooks/dns/records.ts'
import { createEdge, type Edge, region } from './edge.ts'

/** A zone with this many TXT records beside its NS and SOA records. */
function createZone(edge: Edge, count = 0): string {
  const { id } = edge.cloud.zones.create('example.com')
  for (let i = 0; i < count; i++)
    edge.cloud.zones.put(id, { name: `n${i}.example.com`, type: 'TXT', values: [`"${i}"`] })
  return id
}

/** Puts weighted records, as another team may have them. The hooks never write such records. */
async function putWeighted(
  edge: Edge,
  zoneID: string,
  identifiers: readonly string[]
): Promise<void> {
  const credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' }
  const client = new Route53Client({
    region,
    credentials,
    requestHandler: edge.cloud.requestHandler()
  })
  const Changes = identifiers.map(SetIdentifier => ({
    Action: 'CREATE' as const,
    ResourceRecordSet: {
      Name: 'weighted.example.com',
      Type: 'A' as const,
      TTL: 60,
      Weight: 1,
      SetIdentifier,
      ResourceRecords: [{ Value: '192.0.2.1' }]
    }
  }))
  await client.send(
    new ChangeResourceRecordSetsCommand({ HostedZoneId: zoneID, ChangeBatch: { Changes } })
  )
  await edge.clock.advance(1000)
}

t.test('all records of a zone, past the 300 of a page', async t => {
  const edge = createEdge({ quotas: 'none' })
  const zoneID = createZone(edge, 650)
  const records = await edge.finish(edge.route53.listRecords({ id: zoneID }, edge.newFence()))
  t.equal(records.filter(({ type }) => type === 'TXT').length, 650)
  t.equal(
    new Set(records.map(({ name, type }) => `${name} ${type}`)).size,
    652,
    'each once, with NS and SOA'
  )
  t.equal(edge.cloud.calls.counts().ListResourceRecordSets, 3)
})

t.test('pages that end amid weighted records of one name lose none', async t => {
  const edge = createEdge({ quotas: 'none' })
  const zoneID = createZone(edge, 290)
  const identifiers = Array.from({ length: 25 }, (_, i) => `set-${String(i).padStart(2, '0')}`)
  await putWeighted(edge, zoneID, identifiers)
  const all = await edge.finish(edge.route53.listRecords({ id: zoneID }, edge.newFence()))
  const identifiersOf = (records: readonly RecordSet[]) =>
    records.flatMap(r => r.setIdentifier ?? []).sort()
  t.strictSame(identifiersOf(all), identifiers)
  const at = await edge.finish(
    edge.route53.listRecordsAt({ id: zoneID }, 'weighted.example.com', edge.newFence())
  )
  t.strictSame(identifiersOf(at), identifiers, 'three pages of ten')
})

t.test('records at one name, and none of the next', async t => {
  const edge = createEdge()
  const zoneID = createZone(edge)
  for (const name of ['*.example.com', 'a.example.com', 'aa.example.com', 'b.a.example.com'])
    edge.cloud.zones.put(zoneID, { name, type: 'A', values: ['192.0.2.1'] })
  edge.cloud.zones.put(zoneID, { name: 'a.example.com', type: 'TXT', values: ['"x"'] })
  const typesAt = async (name: string) => {
    const records = await edge.finish(
      edge.route53.listRecordsAt({ id: zoneID }, name, edge.newFence())
    )
    return records.map(record => `${record.name} ${record.type}`)
  }
  t.strictSame(await typesAt('a.example.com'), ['a.example.com A', 'a.example.com TXT'])
  t.strictSame(await typesAt('*.example.com'), ['*.example.com A'], 'Route 53 answers \\052')
  t.strictSame(await typesAt('nothing.example.com'), [])
  t.strictSame(await typesAt('zz.example.com'), [], 'after the last record')
})

t.test('a record comes back as it was written, and goes as it was read', async t => {
  const edge = createEdge()
  const zoneID = createZone(edge)
  const balancer = edge.cloud.loadBalancers.create({ name: 'k8s-edge-public1-abc', region })
  const alias = {
    dnsName: `dualstack.${balancer.dnsName}.`,
    hostedZoneID: balancer.canonicalHostedZoneID,
    evaluateTargetHealth: true
  }
  const written: RecordSet[] = [
    { name: '*.example.com', type: 'A', alias },
    { name: '*.example.com', type: 'AAAA', alias },
    { name: '_x.example.com', type: 'TXT', ttlSeconds: 300, values: ['"a" "b"'] },
    { name: '_v.example.com', type: 'CNAME', ttlSeconds: 60, values: ['_w.acm-validations.aws.'] }
  ]
  const change = (remove: readonly RecordSet[], create: readonly RecordSet[]) =>
    edge.finish(edge.route53.changeRecords({ id: zoneID }, [{ remove, create }], edge.newFence()))
  const read = async () => {
    const records = await edge.finish(edge.route53.listRecords({ id: zoneID }, edge.newFence()))
    return records.filter(({ type }) => type !== 'NS' && type !== 'SOA')
  }
  const changeID = await change([], written)
  t.match(changeID, /^C[A-Z0-9]+$/, 'without /change/')
  t.strictSame(new Set(await read()), new Set(written))
  t.equal(
    await edge.finish(edge.route53.isInSync({ id: zoneID }, changeID, edge.newFence())),
    false
  )
  await edge.clock.advance(60_000)
  t.equal(await edge.finish(edge.route53.isInSync({ id: zoneID }, changeID, edge.newFence())), true)
  await change(await read(), [])
  t.strictSame(await read(), [])
})

t.test(
  'a record that is there is never overwritten, and a batch is applied as a whole or not at all',
  async t => {
    const edge = createEdge()
    const zoneID = createZone(edge)
    const record = (name: string, value: string) => ({
      name,
      type: 'A',
      ttlSeconds: 60,
      values: [value]
    })
    const create = (...records: readonly RecordSet[]) =>
      edge.outcome(
        edge.route53.changeRecords(
          { id: zoneID },
          [{ remove: [], create: records }],
          edge.newFence()
        )
      )
    const valuesAt = async (name: string) => {
      const found = await edge.finish(
        edge.route53.listRecordsAt({ id: zoneID }, name, edge.newFence())
      )
      return found.flatMap(({ values }) => values ?? [])
    }
    edge.cloud.zones.put(zoneID, record('a.example.com', '192.0.2.1'))
    t.equal(
      await create(record('b.example.com', '192.0.2.2'), record('a.example.com', '192.0.2.2')),
      'refused InvalidChangeBatch'
    )
    t.strictSame(await valuesAt('a.example.com'), ['192.0.2.1'])
    t.strictSame(await valuesAt('b.example.com'), [])
  }
)

t.test('a name changes hands within one batch', async t => {
  const edge = createEdge()
  const zoneID = createZone(edge)
  const record = (value: string) => ({
    name: 'a.example.com',
    type: 'A',
    ttlSeconds: 60,
    values: [value]
  })
  const submit = (remove: readonly RecordSet[], create: readonly RecordSet[]) =>
    edge.outcome(edge.route53.changeRecords({ id: zoneID }, [{ remove, create }], edge.newFence()))
  t.equal(await submit([], [record('192.0.2.1')]), 'ok')
  await edge.clock.advance(1000)
  t.equal(await submit([record('192.0.2.1')], [record('192.0.2.2')]), 'ok')
  await edge.clock.advance(1000)
  t.equal(
    await submit([record('192.0.2.1')], []),
    'refused InvalidChangeBatch',
    'not as it was read'
  )
})

t.test('a hosted zone, public or private', async t => {
  const edge = createEdge()
  const open = edge.cloud.zones.create('example.com')
  const inner = edge.cloud.zones.create('corp.example.com', { private: true })
  const read = (id: string) => edge.finish(edge.route53.getHostedZone({ id }, edge.newFence()))
  t.strictSame(await read(open.id), { id: open.id, name: 'example.com', private: false })
  t.strictSame(await read(inner.id), { id: inner.id, name: 'corp.example.com', private: true })
})

t.test('a listing that breaks off is a failure, never a shorter list', async t => {
  const answer = (fields: string) =>
    `<ListResourceRecordSetsResponse>${fields}</ListResourceRecordSetsResponse>`
  const page = (rest: string) => answer(`<ResourceRecordSets/>${rest}`)
  for (const [given, body] of [
    [
      'truncated without a next name',
      page('<IsTruncated>true</IsTruncated><MaxItems>300</MaxItems>')
    ],
    ['nothing said about the rest', page('<MaxItems>300</MaxItems>')],
    ['no list', answer('<IsTruncated>false</IsTruncated>')]
  ] as const) {
    const edge = createEdge()
    const zoneID = createZone(edge)
    edge.cloud.faults.next('ListResourceRecordSets', { before: { do: 'replace', body } }, 2)
    const { route53, newFence } = edge
    t.equal(
      await edge.outcome(route53.listRecords({ id: zoneID }, newFence())),
      'unavailable EmptyAnswer',
      given
    )
    t.equal(
      await edge.outcome(route53.listRecordsAt({ id: zoneID }, 'a.example.com', newFence())),
      'unavailable EmptyAnswer'
    )
  }
})

t.test('a zone of another account is never asked for in this one', async t => {
  const edge = createEdge()
  const { id } = edge.cloud.zones.create('example.com')
  const zone = { id, account: '210987654321' }
  const { newFence, route53 } = edge
  const create = [{ name: 'a.example.com', type: 'A', values: ['192.0.2.1'] }]
  for (const call of [
    () => route53.getHostedZone(zone, newFence()),
    () => route53.listRecords(zone, newFence()),
    () => route53.isInSync(zone, 'C1', newFence()),
    () => route53.listRecordsAt(zone, 'a.example.com', newFence()),
    () => route53.changeRecords(zone, [{ remove: [], create }], newFence())
  ])
    t.equal(await edge.outcome(call()), 'denied OtherAccount')
  t.strictSame(edge.cloud.calls.counts(), {})
})
