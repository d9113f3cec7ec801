import t from 'tap'
import { instantTimings } from '../../../../simulator/aws/timings.ts'
import { createFixture, errorOf } from '../fixture.ts'
import { alias, change, create, list, record, remove, upsert } from './calls.ts'

const alb = 'k8s-edge-1234567890.eu-central-1.elb.amazonaws.com'
const other = 'k8s-edge-0987654321.eu-central-1.elb.amazonaws.com'
const kept = [
  'A a.example.com. 10.0.0.1',
  `A alias.example.com. ${alb}.`,
  'CNAME c.example.com. target.example.net',
  'TXT t.example.com. "one"'
]

const id = 'Z0EXAMPLE'

function zoneWithRecords() {
  const fixture = createFixture({ quotas: 'none', timings: instantTimings })
  fixture.aws.zones.create('example.com', { id })
  fixture.aws.zones.put(id, { name: 'a.example.com', type: 'A', values: ['10.0.0.1'] })
  fixture.aws.zones.put(id, {
    name: 'c.example.com',
    type: 'CNAME',
    values: ['target.example.net']
  })
  fixture.aws.zones.put(id, { name: 't.example.com', type: 'TXT', values: ['"one"'] })
  const target = { hostedZoneID: 'Z215JYRZR1TBD5', dnsName: `${alb}.`, evaluateTargetHealth: true }
  fixture.aws.zones.put(id, { name: 'alias.example.com', type: 'A', alias: target })
  return fixture
}

function triedTo(action: 'create' | 'delete', name: string, type = 'A'): string {
  return `Tried to ${action} resource record set [name='${name}.', type='${type}']`
}

const isThere = 'but it already exists'
const isMissing = 'but it was not found'
const isDifferent = 'but the values provided do not match the current values'

const noneIsMissing = `${triedTo('delete', 'none.example.com')} ${isMissing}`
const contradictory = 'The request contains an invalid set of changes for a resource record set'

const besideOthers =
  'RRSet of type CNAME with DNS name a.example.com. is not permitted ' +
  'as it conflicts with other records with the same DNS name in zone example.com.'
const besideCname =
  'RRSet of type TXT with DNS name c.example.com. is not permitted because ' +
  'a conflicting RRSet of type CNAME with the same DNS name already exists in zone example.com.'
const atApex =
  'RRSet of type CNAME with DNS name example.com. is not permitted at apex in zone example.com.'

function triedAlias(target: string, zone: string): string {
  return `Tried to create an alias that targets ${target}., type A in zone ${zone}`
}

const isNoTarget = 'but that target was not found'
const isOutside = 'but the alias target name does not lie within the target zone'
const otherZone = 'Z35SXDOTRQ7X7K'

function fatal(problem: string, value: string): string {
  return `Invalid Resource Record: 'FATAL problem: ${problem} encountered with '${value}''`
}

const unquoted = 'InvalidCharacterString (Value should be enclosed in quotation marks)'
const notIPv4 = 'ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address)'

const long = `"${'x'.repeat(256)}"`

const refusedCases = [
  [
    'a record that is there',
    [create(record('A', 'a.example.com', '10.0.0.2'))],
    `[${triedTo('create', 'a.example.com')} ${isThere}]`
  ],
  [
    'an alias where a record is',
    [create(alias('a.example.com', alb))],
    `[${triedTo('create', 'a.example.com')} ${isThere}]`
  ],
  [
    'a CNAME beside another type',
    [create(record('CNAME', 'a.example.com', 'x.example.net'))],
    `[${besideOthers}]`
  ],
  [
    'a CNAME over another type',
    [upsert(record('CNAME', 'a.example.com', 'x.example.net'))],
    `[${besideOthers}]`
  ],
  [
    'another type beside a CNAME',
    [create(record('TXT', 'c.example.com', '"x"'))],
    `[${besideCname}]`
  ],
  ['a CNAME at the apex', [create(record('CNAME', 'example.com', 'x.example.net'))], `[${atApex}]`],
  [
    'a name outside',
    [create(record('A', 'a.example.org', '10.0.0.1'))],
    '[RRSet with DNS name a.example.org. is not permitted in zone example.com.]'
  ],
  [
    'a name that only looks inside',
    [create(record('A', 'badexample.com', '10.0.0.1'))],
    '[RRSet with DNS name badexample.com. is not permitted in zone example.com.]'
  ],
  ['deleting nothing', [remove(record('A', 'none.example.com', '10.0.0.1'))], `[${noneIsMissing}]`],
  [
    'deleting with another value',
    [remove(record('A', 'a.example.com', '10.0.0.2'))],
    `[${triedTo('delete', 'a.example.com')} ${isDifferent}]`
  ],
  [
    'deleting with another TTL',
    [remove({ ...record('A', 'a.example.com', '10.0.0.1'), TTL: 60 })],
    `[${triedTo('delete', 'a.example.com')} ${isDifferent}]`
  ],
  [
    'deleting an alias with another target',
    [remove(alias('alias.example.com', other))],
    `[${triedTo('delete', 'alias.example.com')} ${isDifferent}]`
  ],
  [
    'an alias in the zone of another region',
    [create(alias('new.example.com', alb, otherZone))],
    `[${triedAlias(alb, otherZone)}, ${isOutside}, ${triedAlias(alb, otherZone)}, ${isNoTarget}]`
  ],
  [
    'an alias to nothing in the own zone',
    [create(alias('new.example.com', 'none.example.com', id))],
    `[${triedAlias('none.example.com', id)}, ${isNoTarget}]`
  ],
  [
    'a TXT without quotes',
    [create(record('TXT', 'new.example.com', 'x'))],
    `[${fatal(unquoted, 'x')}]`
  ],
  [
    'a TXT string too long',
    [create(record('TXT', 'new.example.com', long))],
    `[${fatal('CharacterStringTooLong (Value is too long)', long)}]`
  ],
  ['no IPv4 address', [create(record('A', 'new.example.com', 'x'))], `[${fatal(notIPv4, 'x')}]`],
  [
    'a value twice',
    [create(record('A', 'new.example.com', '10.0.0.1', '10.0.0.1'))],
    "[Duplicate Resource Record: '10.0.0.1']"
  ],
  [
    'the same twice',
    [
      create(record('A', 'new.example.com', '10.0.0.1')),
      create(record('A', 'new.example.com', '10.0.0.2'))
    ],
    `[${contradictory} 'A new.example.com.']`
  ],
  [
    'the SOA',
    [remove(record('SOA', 'example.com', 'x'))],
    `[${triedTo('delete', 'example.com', 'SOA')} ${isDifferent}]`
  ],
  [
    'one bad of two',
    [
      create(record('A', 'new.example.com', '10.0.0.1')),
      remove(record('A', 'none.example.com', '10.0.0.1'))
    ],
    `[${noneIsMissing}]`
  ],
  [
    'two bad',
    [
      create(record('A', 'a.example.com', '10.0.0.1')),
      remove(record('A', 'none.example.com', '10.0.0.1'))
    ],
    `[${triedTo('create', 'a.example.com')} ${isThere}, ${noneIsMissing}]`
  ],
  [
    'a CNAME first, room for it second',
    [
      create(record('CNAME', 'a.example.com', 'x.example.net')),
      remove(record('A', 'a.example.com', '10.0.0.1'))
    ],
    `[${besideOthers}]`
  ]
] as const

t.test('refused, with the reason, and nothing of the batch done', async t => {
  const { route53 } = zoneWithRecords()
  for (const [given, changes, expected] of refusedCases) {
    t.equal(
      await errorOf(change(route53, id, [...changes])),
      `InvalidChangeBatch 400: ${expected}`,
      given
    )
    t.strictSame((await list(route53, id)).lines, kept, `${given}: nothing done`)
  }
})

t.test('the apex keeps its NS and SOA', async t => {
  const { route53 } = zoneWithRecords()
  const apex = (await list(route53, id)).ResourceRecordSets?.slice(0, 2) ?? []
  t.equal(
    await errorOf(change(route53, id, apex.map(remove))),
    'InvalidChangeBatch 400: [A HostedZone must contain exactly one SOA record., ' +
      'A HostedZone must contain at least one NS record for the zone itself.]'
  )
})

const acceptedCases = [
  [
    'another value of the same record',
    [
      remove(record('TXT', 't.example.com', '"one"')),
      create(record('TXT', 't.example.com', '"two"'))
    ],
    'TXT t.example.com. "two"'
  ],
  [
    'room, then a CNAME',
    [
      remove(record('A', 'a.example.com', '10.0.0.1')),
      create(record('CNAME', 'a.example.com', 'x.example.net'))
    ],
    'CNAME a.example.com. x.example.net'
  ],
  [
    'an alias moved',
    [
      remove(alias('ALIAS.example.com.', alb.toUpperCase())),
      create(alias('alias.example.com', other))
    ],
    `A alias.example.com. ${other}.`
  ],
  [
    'a dual-stack alias',
    [create(alias('new.example.com', `dualstack.${alb}`, undefined, 'AAAA'))],
    `AAAA new.example.com. dualstack.${alb}.`
  ],
  [
    'an alias within the zone',
    [create(alias('new.example.com', 'a.example.com', id))],
    'A new.example.com. a.example.com.'
  ],
  [
    'a wildcard',
    [create(record('A', '*.w.example.com', '10.0.0.1'))],
    'A \\052.w.example.com. 10.0.0.1'
  ],
  [
    'an upsert of something new',
    [upsert(record('A', 'new.example.com', '10.0.0.1'))],
    'A new.example.com. 10.0.0.1'
  ],
  [
    'an upsert of something there',
    [upsert(record('A', 'a.example.com', '10.0.0.9'))],
    'A a.example.com. 10.0.0.9'
  ],
  [
    'other types beside each other',
    [create(record('TXT', 'a.example.com', '"x" "y"'))],
    'TXT a.example.com. "x" "y"'
  ],
  [
    'odd characters in a TXT',
    [create(record('TXT', 'new.example.com', '"a&b <c> \\"q\\" é \u2028 x"'))],
    'TXT new.example.com. "a&b <c> \\"q\\" é \u2028 x"'
  ]
] as const

t.test('accepted', async t => {
  for (const [given, changes, expected] of acceptedCases) {
    const { route53 } = zoneWithRecords()
    t.equal(await errorOf(change(route53, id, [...changes])), 'no error', given)
    t.ok((await list(route53, id)).lines.includes(expected), given)
  }
})

t.test('an alias needs its load balancer where that is asked for', async t => {
  const { route53, aws } = createFixture({
    quotas: 'none',
    timings: instantTimings,
    aliasTargets: 'existing'
  })
  const { id } = aws.zones.create('example.com')
  t.match(
    await errorOf(change(route53, id, [create(alias('a.example.com', alb))])),
    /but that target was not found\]$/
  )
  const { dnsName } = aws.loadBalancers.create({ name: 'k8s-edge', region: 'eu-central-1' })
  t.equal(
    await errorOf(change(route53, id, [create(alias('a.example.com', `dualstack.${dnsName}`))])),
    'no error'
  )
})
