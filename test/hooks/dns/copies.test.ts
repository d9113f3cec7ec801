import t from 'tap'
import {
  areCopyable,
  type Copies,
  copiesChange,
  copiesName,
  copiesOf,
  readCopies,
  withoutAliasCopies
} from '../../../hooks/dns/copies.ts'
import { ownershipRecord } from '../../../hooks/dns/ownership.ts'
import type { RecordSet } from '../../../hooks/dns/records.ts'

const hostname = 'web.apps.example.com'
const a: RecordSet = {
  name: '*.apps.example.com',
  type: 'A',
  ttlSeconds: 60,
  values: ['192.0.2.1', '192.0.2.2']
}
const mx: RecordSet = { name: a.name, type: 'MX', ttlSeconds: 60, values: ['10 mail.example.net.'] }

function change(wildcard: readonly RecordSet[], existing?: Copies) {
  const wanted = copiesOf(wildcard, hostname)
  return copiesChange({ hostname, cluster: 'prod', wildcard: a.name, existing, wanted })
}

/** The copies after the change that makes them. */
function made(...wildcard: RecordSet[]): Copies {
  const { create = [] } = change(wildcard) ?? {}
  const copies = readCopies(create.at(-1), create.slice(0, -1))
  if (copies === undefined) throw new Error('no copies')
  return copies
}

t.test('what is written stays as it is: other versions of this program read it', async t => {
  t.strictSame(change([a, mx])?.create.at(-1), {
    name: '_gateway-orchestrator._copies.web.apps.example.com',
    type: 'TXT',
    ttlSeconds: 300,
    values: [
      '"heritage=gateway-orchestrator,cluster=prod,types=A+MX,digests=ee61842c+948c2866,' +
        'target=*.apps.example.com,revision=1"'
    ]
  })
  t.equal(copiesName(hostname), '_gateway-orchestrator._copies.web.apps.example.com')
})

t.test('copies that are made are read, in whatever order Route 53 has the values', async t => {
  const { txt, records } = made(a, mx)
  t.strictSame(
    records.map(({ name, type }) => `${type} ${name}`),
    ['A web.apps.example.com', 'MX web.apps.example.com']
  )
  const turned = { ...a, name: hostname, values: ['192.0.2.2', '192.0.2.1'] }
  t.strictSame(readCopies(txt, [turned])?.records, [turned])
})

t.test('a record that somebody changed is no copy', async t => {
  const { txt } = made(a)
  for (const other of [
    { ...a, name: hostname, values: ['192.0.2.1'] },
    { ...a, name: hostname, ttlSeconds: 61 },
    { ...a, name: hostname, type: 'AAAA' },
    { ...a, name: hostname, setIdentifier: 'one' },
    {
      name: hostname,
      type: 'A',
      alias: { dnsName: 'x.', hostedZoneID: 'Z', evaluateTargetHealth: true }
    }
  ])
    t.strictSame(readCopies(txt, [other])?.records, [], JSON.stringify(other))
})

t.test('a TXT that is no list of copies', async t => {
  const alias = { cluster: 'prod', claim: hostname, recordTypes: ['A'], target: 'x', revision: 1 }
  t.equal(readCopies(undefined, []), undefined)
  t.equal(readCopies(ownershipRecord(hostname, alias), []), undefined)
  t.equal(readCopies(ownershipRecord(hostname, { ...alias, digests: ['1'] }), []), undefined)
})

t.test('changes: only what differs, and always the list', async t => {
  const existing = made(a, mx)
  t.equal(change([a, mx], existing), undefined)
  t.equal(change([]), undefined)
  const moved = { ...a, values: ['192.0.2.9'] }
  const { remove = [], create = [] } = change([moved, mx], existing) ?? {}
  t.strictSame(remove, [{ ...a, name: hostname }, existing.txt])
  t.strictSame(create[0], { ...moved, name: hostname })
  t.match(create[1]?.values?.[0], /revision=2"/)
  t.strictSame(change([], existing), { remove: [...existing.records, existing.txt], create: [] })
  const lost = { ...existing, records: [] }
  t.equal(change([a, mx], lost), undefined, 'a copy that somebody removed is not missed')
})

t.test('a wildcard whose load balancer is gone: the other copies stay, and are listed', async t => {
  const alias: RecordSet = {
    name: a.name,
    type: 'A',
    alias: { dnsName: 'k8s-edge.example.', hostedZoneID: 'Z1', evaluateTargetHealth: true }
  }
  const typesListed = (created: readonly RecordSet[]) =>
    readCopies(created.at(-1), [])?.list.recordTypes
  const first = withoutAliasCopies(change([alias, mx]) ?? { remove: [], create: [] })
  t.strictSame(first?.create[0], { ...mx, name: hostname })
  t.strictSame(typesListed(first?.create ?? []), ['MX'])

  const onlyMX = made(mx)
  const again = withoutAliasCopies(change([alias, mx], onlyMX) ?? { remove: [], create: [] })
  t.strictSame(again, { remove: [], create: [] }, 'nothing but the alias would come')

  const onlyAlias = withoutAliasCopies(change([alias]) ?? { remove: [], create: [] })
  t.strictSame(onlyAlias, { remove: [], create: [] }, 'no copy, no list')
  t.equal(withoutAliasCopies(change([mx]) ?? { remove: [], create: [] }), undefined)
})

t.test('what can be copied', async t => {
  t.ok(areCopyable([a, mx]))
  t.ok(areCopyable([]))
  t.notOk(areCopyable([a, { ...a, setIdentifier: 'one' }]))
  t.notOk(areCopyable([{ ...a, type: 'NS' }]))
})
