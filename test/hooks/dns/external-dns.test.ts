import t from 'tap'
import { howToExclude, registrationsOf } from '../../../hooks/dns/external-dns.ts'
import type { RecordSet } from '../../../hooks/dns/records.ts'

const hostname = 'web.apps.example.com'
const text =
  '"heritage=external-dns,external-dns/owner=prod,external-dns/resource=ingress/shop/web"'

function registration(name: string, value = text): RecordSet {
  return { name, type: 'TXT', ttlSeconds: 300, values: [value] }
}

function found(name: string, of = hostname, addresses: readonly string[] = []): boolean {
  const texts = [registration(name)]
  return registrationsOf(of, texts, at => addresses.includes(at)).length === 1
}

for (const [given, name] of [
  ['no settings', 'a-web.apps.example.com'],
  ['no settings, IPv6', 'aaaa-web.apps.example.com'],
  ['an alias before version 0.21', 'cname-web.apps.example.com'],
  ['no type, before version 0.12', 'web.apps.example.com'],
  ['a prefix', 'xdns-a-web.apps.example.com'],
  ['a prefix that is a label', 'txt.a-web.apps.example.com'],
  ['a prefix with the type in it', 'a-xdns.web.apps.example.com'],
  ['a suffix', 'a-web-xdns.apps.example.com'],
  ['a suffix that is a label', 'web-.cname.apps.example.com']
] as const)
  t.test(`the TXT record of a hostname: ${given}`, async t => {
    t.ok(found(name))
    t.notOk(found(name, 'other.apps.example.com'))
  })

t.test('a name that only contains the label is of another hostname', async t => {
  t.notOk(found('a-web.apps.example.com', 'web.example.com', [hostname]))
  t.notOk(found('a-webshop.apps.example.com'))
  t.notOk(found('a-my-web.apps.example.com', hostname, ['my-web.apps.example.com']))
  t.ok(found('a-my-web.apps.example.com'), 'a prefix, as no record has that name')
  t.notOk(found('a-web.other.apps.example.com', hostname, ['web.other.apps.example.com']))
})

t.test('a wildcard', async t => {
  const wildcard = '*.apps.example.com'
  t.ok(found('a-*.apps.example.com', wildcard))
  t.ok(found('a-any.apps.example.com', wildcard), '--txt-wildcard-replacement=any')
  t.notOk(found('a-web.apps.example.com', wildcard, ['web.apps.example.com']))
})

t.test('only what is written by external-dns', async t => {
  const ours = '"heritage=gateway-orchestrator,cluster=c,revision=1"'
  for (const value of [ours, '"v=spf1 -all"', 'heritage'])
    t.strictSame(
      registrationsOf(hostname, [registration('a-web.apps.example.com', value)], () => false),
      []
    )
})

t.test('what to do about it', async t => {
  const texts = ['aaaa', 'a'].map(type => registration(`${type}-${hostname}`))
  const words = howToExclude(
    hostname,
    registrationsOf(hostname, texts, () => false)
  )
  t.match(words, /^external-dns \(owner prod, resource ingress\/shop\/web\) keeps records here\./)
  t.match(
    words,
    /Exclude it first.*--exclude-domains=web\.apps\.example\.com; or delete its TXT a-web/
  )
  t.match(words, /external-dns\.alpha\.kubernetes\.io\/controller=gateway-orchestrator/)
  t.equal(howToExclude(hostname, []), '')
  const [bare] = registrationsOf(
    hostname,
    [registration(hostname, '"heritage=external-dns"')],
    () => false
  )
  t.match(
    howToExclude(hostname, bare === undefined ? [] : [bare]),
    /owner unknown, resource unknown/
  )
})
