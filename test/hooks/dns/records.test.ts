import t from 'tap'
import { namesBelow, normalName, show } from '../../../hooks/dns/records.ts'

t.test('a DNS name as we compare it', async t => {
  for (const [given, expected] of [
    ['Shop.Example.COM.', 'shop.example.com'],
    ['shop.example.com', 'shop.example.com'],
    ['\\052.example.com.', '*.example.com'],
    ['a\\040b.example.com.', 'a b.example.com'],
    ['\\137dmarc.example.com.', '_dmarc.example.com'],
    ['\\089.example.com.', '\\089.example.com'],
    ['', '']
  ] as const)
    t.equal(normalName(given), expected, given)
})

t.test('names at which a delegation could take a hostname away, from the top down', async t => {
  for (const [zone, hostname, expected] of [
    ['example.com', 'example.com', []],
    ['example.com', 'a.example.com', ['a.example.com']],
    ['example.com', 'c.b.a.example.com', ['a.example.com', 'b.a.example.com', 'c.b.a.example.com']],
    ['example.com', '*.example.com', []],
    ['example.com', '*.b.a.example.com', ['a.example.com', 'b.a.example.com']],
    ['b.a.example.com', 'a.example.com', []],
    ['com', 'a.example.com', ['example.com', 'a.example.com']]
  ] as const)
    t.strictSame(namesBelow(zone, hostname), expected, `${hostname} in ${zone}`)
})

t.test('a record set as a person writes it', async t => {
  const alias = {
    dnsName: 'ALB.elb.amazonaws.com.',
    hostedZoneID: 'Z1',
    evaluateTargetHealth: true
  }
  t.equal(
    show({ name: 'a.example.com', type: 'A', alias }),
    'a.example.com A alias to alb.elb.amazonaws.com'
  )
  t.equal(
    show({ name: 'a.example.com', type: 'NS', values: ['x.', 'y.'] }),
    'a.example.com NS x., y.'
  )
  t.equal(show({ name: 'a.example.com', type: 'TXT', values: ['x'.repeat(1000)] }).length, 400)
})
