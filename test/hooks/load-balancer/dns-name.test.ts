import t from 'tap'
import {
  normalizeTarget,
  parseLoadBalancerName,
  sameTarget,
  schemeOf
} from '../../../hooks/load-balancer/dns-name.ts'

const frankfurt = { name: 'k8s-edge-public1-0a1b2c', region: 'eu-central-1', internal: false }

for (const [dnsName, expected] of [
  ['k8s-edge-public1-0a1b2c-1234567890.eu-central-1.elb.amazonaws.com', frankfurt],
  ['K8S-edge-public1-0a1b2c-1234567890.EU-central-1.elb.amazonaws.com.', frankfurt],
  ['dualstack.k8s-edge-public1-0a1b2c-1234567890.eu-central-1.elb.amazonaws.com', frankfurt],
  [
    'internal-k8s-edge-public1-0a1b2c-1234567890.eu-central-1.elb.amazonaws.com',
    { ...frankfurt, internal: true }
  ],
  [
    'dualstack.internal-lb-1.cn-north-1.elb.amazonaws.com.cn',
    { name: 'lb', region: 'cn-north-1', internal: true }
  ],
  [
    'lb-1.us-gov-west-1.elb.amazonaws.com',
    { name: 'lb', region: 'us-gov-west-1', internal: false }
  ],
  [
    'lb-1.eusc-de-east-1.elb.amazonaws.eu',
    { name: 'lb', region: 'eusc-de-east-1', internal: false }
  ],
  ['lb-1.us-iso-east-1.elb.c2s.ic.gov', { name: 'lb', region: 'us-iso-east-1', internal: false }],
  ['lb-1.eu-central-1.elb.amazonawsxcom', undefined],
  ['nlb-0123456789abcdef.elb.eu-central-1.amazonaws.com', undefined],
  ['lb-1.eu-central-1.elb.amazonaws.com.evil.example', undefined],
  ['shop.apps.example.com', undefined],
  ['', undefined]
] as const) {
  t.test(`name of '${dnsName}'`, async t => t.strictSame(parseLoadBalancerName(dnsName), expected))
}

for (const [a, b, expected] of [
  ['lb-1.eu-west-1.elb.amazonaws.com', 'LB-1.eu-west-1.elb.amazonaws.com.', true],
  ['lb-1.eu-west-1.elb.amazonaws.com', 'dualstack.lb-1.eu-west-1.elb.amazonaws.com', true],
  ['lb-1.eu-west-1.elb.amazonaws.com', 'lb-2.eu-west-1.elb.amazonaws.com', false],
  ['lb-1.eu-west-1.elb.amazonaws.com', 'internal-lb-1.eu-west-1.elb.amazonaws.com', false]
] as const) {
  t.test(`${a} and ${b}`, async t => t.equal(sameTarget(a, b), expected))
}

t.test('normalised', async t => t.equal(normalizeTarget('DUALSTACK.A.b.'), 'a.b'))

t.test('the scheme is in the DNS name', async t => {
  t.equal(schemeOf('internal-k8s-edge-1.eu-central-1.elb.amazonaws.com'), 'internal')
  t.equal(schemeOf('dualstack.internal-k8s-edge-1.eu-central-1.elb.amazonaws.com'), 'internal')
  t.equal(schemeOf('k8s-internal-1.eu-central-1.elb.amazonaws.com'), 'internet-facing')
  t.equal(schemeOf('internal.example.com'), undefined)
})
