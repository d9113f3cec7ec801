import t from 'tap'
import type { RecordSet } from '../../../hooks/dns/records.ts'
import { diversionOf, readBinding } from '../../../hooks/dns/service-binding.ts'

const hostname = 'web.apps.example.com'
const balancer = 'k8s-edge-public1-1234567890.eu-central-1.elb.amazonaws.com'
const own = { hostname, balancers: [balancer] }

function record(values: readonly string[], type = 'HTTPS'): RecordSet {
  return { name: hostname, type, ttlSeconds: 300, values }
}

t.test('the presentation format', async t => {
  t.strictSame(readBinding('1 . alpn="h2,h3" port=8443'), {
    priority: 1,
    target: '',
    parameters: new Map([
      ['alpn', 'h2,h3'],
      ['port', '8443']
    ])
  })
  t.strictSame(readBinding('  16\tOLD-CDN.Example.net.  "alpn=h2" no-default-alpn'), {
    priority: 16,
    target: 'old-cdn.example.net',
    parameters: new Map([
      ['alpn', 'h2'],
      ['no-default-alpn', '']
    ])
  })
  t.equal(readBinding(String.raw`1 . key65400="a \"b\" c\044d" alpn=h2`)?.parameters.size, 2)
  t.equal(readBinding(String.raw`1 . alpn="a\044b"`)?.parameters.get('alpn'), 'a,b')
  t.equal(readBinding('1 . key3=853')?.parameters.get('port'), '853', 'the form with a number')
  for (const wrong of ['', '1', 'one .', '-1 .', '1.5 .']) t.equal(readBinding(wrong), undefined)
})

for (const [given, values, expected] of [
  ['the hostname itself', ['1 . alpn="h2,h3"'], undefined],
  ['the hostname by its name', [`1 Web.Apps.Example.com. alpn=h2`], undefined],
  ['our load balancer', [`1 ${balancer}.`], undefined],
  ['our load balancer for both families', [`1 DUALSTACK.${balancer}.`], undefined],
  ['our load balancer in AliasMode', [`0 ${balancer}.`], undefined],
  ['the port that we have', ['1 . port=443'], undefined],
  ['no default, and a protocol of ours', ['1 . alpn="h3,h2" no-default-alpn'], undefined],
  ['another target', ['1 old-cdn.example.net. alpn="h2"'], 'to old-cdn.example.net'],
  ['another target in AliasMode', ['0 old-cdn.example.net.'], 'to old-cdn.example.net'],
  ['no service in AliasMode', ['0 .'], 'nowhere'],
  ['another load balancer', ['1 k8s-x-1.eu-central-1.elb.amazonaws.com.'], /^to k8s-x-1/],
  ['another port', ['1 . port="8443"'], 'to port 8443'],
  ['addresses', ['1 . alpn=h2 ipv4hint=192.0.2.1,192.0.2.2'], /addresses 192\.0\.2\.1,192/],
  ['IPv6 addresses, by number', ['1 . KEY6="2001:db8::1"'], 'to the addresses 2001:db8::1'],
  ['Encrypted Client Hello', ['1 . ech="AEX+DQA="'], /ech$/],
  ['protocols that are not ours', ['1 . alpn=h3 no-default-alpn'], /protocols/],
  ['the second of two values', ['1 .', '2 old.example.net.'], 'to old.example.net'],
  ['nothing that can be read', ['old-cdn'], /not make clear/]
] as const)
  for (const type of ['HTTPS', 'SVCB'])
    t.test(`${type}: ${given}`, async t => {
      const found = diversionOf(record(values, type), own)
      if (expected === undefined) t.equal(found, undefined)
      else t.match(found, expected)
    })

t.test('an alias record of this type', async t => {
  const alias = { dnsName: 'd1.cloudfront.net.', hostedZoneID: 'Z2', evaluateTargetHealth: false }
  t.equal(diversionOf({ name: hostname, type: 'HTTPS', alias }, own), 'to d1.cloudfront.net')
})
