import t from 'tap'
import { preflight } from '../../../../hooks/domain-claim/to-ready/preflight.ts'
import {
  alb,
  aliasTo,
  claimWith,
  context,
  longAgo,
  seenWith,
  summary,
  txtOf,
  zone
} from '../../../helpers/claim-observation.ts'

const ns = { name: 'example.com', type: 'NS', values: ['ns1.elsewhere.example.'] }
const inside = claimWith({ spec: { hostedZoneID: 'Z2', validationZoneID: 'Z1' } })

for (const [given, claim, seen, expected, message] of [
  ['a zone that will do', claimWith(), {}, 'fine', /^$/],
  ['a zone of just this name', claimWith({ spec: { hostname: 'example.com' } }), {}, 'fine', /^$/],
  ['a wildcard', claimWith({ spec: { hostname: '*.example.com' } }), {}, 'fine', /^$/],
  [
    'no zone',
    claimWith(),
    { hostedZone: undefined },
    'failed ZoneNotFound',
    /^hosted zone Z1 does not exist .*\. The platform team .*hostedZoneID/
  ],
  [
    'no public zone',
    inside,
    { validationZone: undefined },
    'failed ZoneNotFound',
    /^hosted zone Z1 /
  ],
  [
    'another domain',
    claimWith(),
    { hostedZone: { ...zone, name: 'example.net' } },
    'failed HostnameOutsideZone',
    /is of example\.net, which does not contain shop\.example\.com\./
  ],
  [
    'a domain that only ends alike',
    claimWith(),
    { hostedZone: { ...zone, name: 'p.example.com' } },
    'failed HostnameOutsideZone',
    /./
  ],
  [
    'a public zone of another domain',
    inside,
    { validationZone: { ...zone, name: 'example.net' } },
    'failed HostnameOutsideZone',
    /^hosted zone Z1 /
  ],
  [
    'a private zone alone',
    claimWith(),
    { hostedZone: { ...zone, private: true }, validationZone: { ...zone, private: true } },
    'failed ZoneIsPrivate',
    /validationZoneID/
  ],
  [
    'a private zone with a public one',
    inside,
    { hostedZone: { ...zone, private: true } },
    'fine',
    /^$/
  ],
  [
    'delegated away',
    claimWith(),
    { delegation: ns },
    'failed NameDelegatedAway',
    /^example\.com NS ns1\.elsewhere\.example\. delegates shop\.example\.com away/
  ],
  [
    'a foreign record',
    claimWith(),
    { addresses: [aliasTo(alb)] },
    'failed ForeignRecord',
    /hand it over without an outage/
  ],
  [
    'a foreign record of long ago',
    claimWith(),
    { addresses: [aliasTo(alb)], recordsAsOf: longAgo },
    'looking names',
    /^$/
  ],
  ['our own record', claimWith(), { addresses: [aliasTo(alb)], owner: txtOf() }, 'fine', /^$/],
  [
    "another cluster's",
    claimWith(),
    { owner: txtOf({ cluster: 'theirs' }) },
    'failed HeldByAnotherCluster',
    /^cluster theirs holds/
  ]
] as const) {
  t.test(given, async t => {
    const outcome = preflight(claim, seenWith(seen), { ...context, keepsZones: false })
    t.equal(summary(outcome), expected)
    t.match(outcome !== undefined && 'message' in outcome ? outcome.message : '', message)
  })
}

t.test('a claim that keeps its zones is told to make its request again', async t => {
  for (const { seen, canBePutInOrder } of [
    { seen: { hostedZone: undefined }, canBePutInOrder: false },
    { seen: { hostedZone: { ...zone, name: 'example.net' } }, canBePutInOrder: false },
    { seen: { validationZone: { ...zone, private: true } }, canBePutInOrder: false },
    { seen: { delegation: ns }, canBePutInOrder: true }
  ]) {
    const outcome = preflight(claimWith(), seenWith(seen), context)
    const message = outcome !== undefined && 'message' in outcome ? outcome.message : ''
    t.match(message, /The hostname keeps this zone[.,].* delete the request, wait until .* again/)
    t.equal(/put this zone in order/.test(message), canBePutInOrder, message)
    t.equal(/First the platform team has to correct/.test(message), !canBePutInOrder, message)
  }
})
