import t from 'tap'
import { albZoneID, albZoneIDs } from '../../../hooks/load-balancer/zones.ts'

for (const [dnsName, expected] of [
  ['lb-1.eu-central-1.elb.amazonaws.com', 'Z215JYRZR1TBD5'],
  ['internal-lb-1.us-east-1.elb.amazonaws.com', 'Z35SXDOTRQ7X7K'],
  ['lb-1.cn-northwest-1.elb.amazonaws.com.cn', 'ZM7IZAIOVVDZF'],
  ['lb-1.us-iso-east-1.elb.amazonaws.com', undefined],
  ['lb-1.constructor.elb.amazonaws.com', undefined],
  ['shop.example.com', undefined]
] as const) {
  t.test(dnsName, async t => t.equal(albZoneID(dnsName), expected))
}

t.test('no two regions share an id', async t => {
  const ids = Object.values(albZoneIDs)
  t.equal(new Set(ids).size, ids.length)
  t.equal(ids.length, 38)
})
