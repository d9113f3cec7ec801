import t from 'tap'
import { timestamp } from '../../../../hooks/conditions/conditions.ts'
import { ownershipRecord } from '../../../../hooks/dns/ownership.ts'
import { dnsAliasReady } from '../../../../hooks/domain-claim/to-ready/dns-alias-ready.ts'
import {
  actionsOf,
  alb,
  aliasTo,
  certificate,
  claimWith,
  claimWithoutTarget,
  cluster,
  context,
  hostname,
  longAgo,
  minute,
  now,
  oldALB,
  recordOf,
  seenWith,
  summary,
  target,
  txtOf
} from '../../../helpers/claim-observation.ts'

const alias = { target: alb, recordTypes: ['A'], revision: 1 }
const claim = claimWith({ status: { alias } })
const dual = claimWith({
  spec: { target: { ...target, recordTypes: ['A', 'AAAA'] } },
  status: { alias }
})
const changing = claimWith({ status: { alias: { ...alias, changeID: 'C1' } } })
const unconfirmed = (ms: number) =>
  claimWith({ status: { alias: { ...alias, unconfirmedSince: timestamp(now - ms) } } })
const kept = { repairs: 3, repairedAt: new Date(now - 10 * minute).toISOString() }
const fought = claimWith({ status: { alias: { ...alias, ...kept } } })
const longFought = claimWith({
  status: { alias: { ...alias, ...kept, repairedAt: new Date(now - 61 * minute).toISOString() } }
})
const foughtTwice = (ago: number) =>
  claimWith({
    status: {
      alias: { ...alias, repairs: 4, repairedAt: timestamp(now - ago) },
      readySince: timestamp(now - 60 * minute)
    }
  })
const both = [aliasTo(alb), aliasTo(alb, 'AAAA')]
const handedOver = ownershipRecord(hostname, {
  cluster,
  claim: hostname,
  recordTypes: ['A', 'AAAA'],
  target: alb,
  revision: 2
})
const dualTXT = txtOf({ types: ['A', 'AAAA'] })
const ns = { name: 'example.com', type: 'NS', values: ['ns.elsewhere.example.'] }

for (const [given, of, seen, expected, actions] of [
  [
    'no target and no certificate yet',
    claimWithoutTarget(),
    {},
    'waiting CertificateNotIssued',
    []
  ],
  [
    'no target yet',
    claimWithoutTarget(),
    { certificates: [certificate('one')] },
    'waiting WaitingForGateway',
    []
  ],
  [
    'no load balancer any more',
    claimWithoutTarget(),
    { addresses: [aliasTo(alb)], owner: txtOf(), certificates: [certificate('one')] },
    'waiting WaitingForGateway',
    []
  ],
  ['nothing in the zone', claim, {}, 'acting CreatingAlias', ['remove create A TXT']],
  [
    'nothing in the zone, dual stack',
    dual,
    {},
    'acting CreatingAlias',
    ['remove create A AAAA TXT']
  ],
  ['ours, right target', claim, { addresses: [aliasTo(alb)], owner: txtOf() }, 'done', []],
  [
    'ours, in capital letters',
    claim,
    { addresses: [aliasTo(`DUALSTACK.${alb.toUpperCase()}.`)], owner: txtOf() },
    'done',
    []
  ],
  [
    'ours, not in sync yet',
    changing,
    { addresses: [aliasTo(alb)], owner: txtOf(), changeInSync: false },
    'waiting AliasPending',
    []
  ],
  [
    'ours, in sync',
    changing,
    { addresses: [aliasTo(alb)], owner: txtOf(), changeInSync: true },
    'done',
    []
  ],
  [
    'ours, written by a change that nobody knows of, while the last one that is known is in sync',
    changing,
    { addresses: [aliasTo(alb)], owner: txtOf({ revision: 2 }), changeInSync: true },
    'waiting AliasPending',
    []
  ],
  [
    'ours, unconfirmed',
    unconfirmed(59_000),
    { addresses: [aliasTo(alb)], owner: txtOf() },
    'waiting AliasPending',
    []
  ],
  [
    'ours, unconfirmed long enough',
    unconfirmed(60_000),
    { addresses: [aliasTo(alb)], owner: txtOf() },
    'done',
    []
  ],
  [
    'ours, but the status does not tell',
    claimWith(),
    { addresses: [aliasTo(alb)], owner: txtOf() },
    'waiting AliasPending',
    []
  ],
  [
    'ours, the ALB was replaced',
    claim,
    { addresses: [aliasTo(oldALB)], owner: txtOf({ target: oldALB }) },
    'acting MovingAlias',
    ['remove A TXT create A TXT']
  ],
  [
    'ours, deleted by hand',
    claim,
    { owner: txtOf() },
    'acting MovingAlias',
    ['remove TXT create A TXT']
  ],
  [
    'ours, of the claim before it was restored',
    claim,
    { addresses: [aliasTo(alb)], owner: txtOf({ uid: 'before' }) },
    'acting MovingAlias',
    ['remove A TXT create A TXT']
  ],
  [
    'ours, health evaluation differs',
    claim,
    {
      addresses: [
        aliasTo(alb, 'A', {
          alias: { dnsName: alb, hostedZoneID: target.hostedZoneID, evaluateTargetHealth: false }
        })
      ],
      owner: txtOf()
    },
    'acting MovingAlias',
    ['remove A TXT create A TXT']
  ],
  [
    'ours, in the wrong zone of load balancers',
    claim,
    {
      addresses: [
        aliasTo(alb, 'A', {
          alias: { dnsName: alb, hostedZoneID: 'Z0', evaluateTargetHealth: true }
        })
      ],
      owner: txtOf()
    },
    'acting MovingAlias',
    ['remove A TXT create A TXT']
  ],
  [
    'ours, from A to A and AAAA',
    dual,
    { addresses: [aliasTo(alb)], owner: txtOf() },
    'acting MovingAlias',
    ['remove A TXT create A AAAA TXT']
  ],
  [
    'ours, from A and AAAA to A',
    claim,
    { addresses: [aliasTo(alb), aliasTo(alb, 'AAAA')], owner: dualTXT },
    'acting MovingAlias',
    ['remove A AAAA TXT create A TXT']
  ],
  [
    'ours, dual stack, the AAAA is missing',
    dual,
    { addresses: [aliasTo(alb)], owner: dualTXT },
    'acting MovingAlias',
    ['remove A TXT create A AAAA TXT']
  ],
  [
    'handed over: an address that our TXT names',
    claim,
    { addresses: [recordOf('A', '192.0.2.1')], owner: txtOf({ target: '192.0.2.1', revision: 0 }) },
    'acting MovingAlias',
    ['remove A TXT create A TXT']
  ],
  [
    'handed over: a CNAME that our TXT names',
    claim,
    {
      addresses: [recordOf('CNAME', 'old.example.net.')],
      owner: txtOf({ types: ['CNAME'], target: 'old.example.net' })
    },
    'acting MovingAlias',
    ['remove CNAME TXT create A TXT']
  ],
  ['an alias without its TXT', claim, { addresses: [aliasTo(alb)] }, 'failed ForeignRecord', []],
  [
    'pointed elsewhere by hand',
    claim,
    { addresses: [aliasTo(oldALB)], owner: txtOf() },
    'failed ForeignRecord',
    []
  ],
  [
    'a weighted record',
    claim,
    { addresses: [aliasTo(alb, 'A', { setIdentifier: 'blue' })], owner: txtOf() },
    'failed ForeignRecord',
    []
  ],
  [
    'an AAAA that the TXT does not list',
    claim,
    { addresses: [aliasTo(alb), recordOf('AAAA', '2001:db8::1')], owner: txtOf() },
    'failed ForeignRecord',
    []
  ],
  [
    'a TXT of somebody else',
    claim,
    { owner: { name: '_gateway-orchestrator.shop.example.com', type: 'TXT', values: ['"hello"'] } },
    'failed ForeignRecord',
    []
  ],
  [
    'a TXT of another claim',
    claim,
    { owner: txtOf({ claim: 'other' }) },
    'failed ForeignRecord',
    []
  ],
  [
    'held by another cluster',
    claim,
    { addresses: [aliasTo(alb)], owner: txtOf({ cluster: 'theirs' }) },
    'failed HeldByAnotherCluster',
    []
  ],
  [
    'a stranger of long ago',
    claim,
    { addresses: [recordOf('A', '192.0.2.1')], recordsAsOf: longAgo },
    'looking names',
    []
  ],
  [
    'taken away for the fourth time within the hour',
    fought,
    { owner: txtOf() },
    'failed RecordKeepsChanging',
    []
  ],
  [
    'changed for the fifth time, and as wanted since a minute',
    foughtTwice(minute),
    { addresses: [aliasTo(alb)], owner: txtOf() },
    'failed RecordKeepsChanging',
    []
  ],
  [
    'changed for the fifth time, and as wanted when it was last seen, long ago',
    foughtTwice(11 * minute),
    { addresses: [aliasTo(alb)], owner: txtOf(), recordsAsOf: now - 5 * minute },
    'looking names',
    []
  ],
  [
    'changed for the fifth time, and as wanted since ten minutes',
    foughtTwice(11 * minute),
    { addresses: [aliasTo(alb)], owner: txtOf() },
    'done',
    []
  ],
  [
    'handed over once more',
    foughtTwice(minute),
    { addresses: both, owner: handedOver },
    'failed RecordKeepsChanging',
    []
  ],
  [
    'an HTTPS record that leads elsewhere, and no alias',
    claim,
    { bindings: [recordOf('HTTPS', '1 old.example.net.')] },
    'failed ForeignRecord',
    []
  ],
  [
    'an HTTPS record that leads elsewhere, of long ago',
    claim,
    { bindings: [recordOf('HTTPS', '1 old.example.net.')], recordsAsOf: longAgo },
    'looking names',
    []
  ],
  [
    'an HTTPS record that leads elsewhere beside our alias',
    claim,
    {
      addresses: [aliasTo(alb)],
      owner: txtOf(),
      bindings: [recordOf('HTTPS', '1 old.example.net.')]
    },
    'failed ForeignRecord',
    []
  ],
  [
    'an HTTPS record that leads elsewhere beside our alias, which is to move',
    claim,
    {
      addresses: [aliasTo(oldALB)],
      owner: txtOf({ target: oldALB }),
      bindings: [recordOf('HTTPS', '1 old.example.net.')]
    },
    'failed ForeignRecord',
    ['remove A TXT create A TXT']
  ],
  [
    'an HTTPS record for our load balancer',
    claim,
    { addresses: [aliasTo(alb)], owner: txtOf(), bindings: [recordOf('HTTPS', `1 ${alb}.`)] },
    'done',
    []
  ],
  [
    'taken away again after an hour of peace',
    longFought,
    { owner: txtOf() },
    'acting MovingAlias',
    ['remove TXT create A TXT']
  ],
  [
    'as wanted, however often it was repaired',
    fought,
    { addresses: [aliasTo(alb)], owner: txtOf() },
    'done',
    []
  ],
  ['the zone is gone', claim, { hostedZone: undefined }, 'failed ZoneNotFound', []],
  [
    'the name is delegated away',
    claim,
    { addresses: [aliasTo(alb)], owner: txtOf(), delegation: ns },
    'failed NameDelegatedAway',
    []
  ]
] as const) {
  t.test(given, async t => {
    const outcome = dnsAliasReady(of, seenWith(seen), context)
    t.equal(summary(outcome), expected)
    t.strictSame(actionsOf(outcome), actions)
  })
}
