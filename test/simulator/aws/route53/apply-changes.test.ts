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

function zoneWithRecords() {
  const fixture = createFixture({ quotas: 'none', timings: instantTimings })
  const { id } = fixture.aws.zones.create('example.com')
  fixture.aws.zones.put(id, { name: 'a.example.com', type: 'A', values: ['10.0.0.1'] })
  fixture.aws.zones.put(id, {
    name: 'c.example.com',
    type: 'CNAME',
    values: ['target.example.net']
  })
  fixture.aws.zones.put(id, { name: 't.example.com', type: 'TXT', values: ['"one"'] })
  const target = { hostedZoneID: 'Z215JYRZR1TBD5', dnsName: `${alb}.`, evaluateTargetHealth: true }
  fixture.aws.zones.put(id, { name: 'alias.example.com', type: 'A', alias: target })
  return { ...fixture, id }
}

t.test('refused, with the reason, and nothing of the batch done', async t => {
  const { route53, id } = zoneWithRecords()
  const long = `"${'x'.repeat(256)}"`
  for (const [given, changes, expected] of [
    [
      'a record that is there',
      [create(record('A', 'a.example.com', '10.0.0.2'))],
      "[Tried to create resource record set [name='a.example.com.', type='A'] but it already exists]"
    ],
    [
      'an alias where a record is',
      [create(alias('a.example.com', alb))],
      "[Tried to create resource record set [name='a.example.com.', type='A'] but it already exists]"
    ],
    [
      'a CNAME beside another type',
      [create(record('CNAME', 'a.example.com', 'x.example.net'))],
      '[RRSet of type CNAME with DNS name a.example.com. is not permitted as it conflicts with other records with the same DNS name in zone example.com.]'
    ],
    [
      'a CNAME over another type',
      [upsert(record('CNAME', 'a.example.com', 'x.example.net'))],
      '[RRSet of type CNAME with DNS name a.example.com. is not permitted as it conflicts with other records with the same DNS name in zone example.com.]'
    ],
    [
      'another type beside a CNAME',
      [create(record('TXT', 'c.example.com', '"x"'))],
      '[RRSet of type TXT with DNS name c.example.com. is not permitted because a conflicting RRSet of type CNAME with the same DNS name already exists in zone example.com.]'
    ],
    [
      'a CNAME at the apex',
      [create(record('CNAME', 'example.com', 'x.example.net'))],
      '[RRSet of type CNAME with DNS name example.com. is not permitted at apex in zone example.com.]'
    ],
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
    [
      'deleting nothing',
      [remove(record('A', 'none.example.com', '10.0.0.1'))],
      "[Tried to delete resource record set [name='none.example.com.', type='A'] but it was not found]"
    ],
    [
      'deleting with another value',
      [remove(record('A', 'a.example.com', '10.0.0.2'))],
      "[Tried to delete resource record set [name='a.example.com.', type='A'] but the values provided do not match the current values]"
    ],
    [
      'deleting with another TTL',
      [remove({ ...record('A', 'a.example.com', '10.0.0.1'), TTL: 60 })],
      "[Tried to delete resource record set [name='a.example.com.', type='A'] but the values provided do not match the current values]"
    ],
    [
      'deleting an alias with another target',
      [remove(alias('alias.example.com', other))],
      "[Tried to delete resource record set [name='alias.example.com.', type='A'] but the values provided do not match the current values]"
    ],
    [
      'an alias in the zone of another region',
      [create(alias('new.example.com', alb, 'Z35SXDOTRQ7X7K'))],
      `[Tried to create an alias that targets ${alb}., type A in zone Z35SXDOTRQ7X7K, but the alias target name does not lie within the target zone, Tried to create an alias that targets ${alb}., type A in zone Z35SXDOTRQ7X7K, but that target was not found]`
    ],
    [
      'an alias to nothing in the own zone',
      [create(alias('new.example.com', 'none.example.com', id))],
      `[Tried to create an alias that targets none.example.com., type A in zone ${id}, but that target was not found]`
    ],
    [
      'a TXT without quotes',
      [create(record('TXT', 'new.example.com', 'x'))],
      "[Invalid Resource Record: 'FATAL problem: InvalidCharacterString (Value should be enclosed in quotation marks) encountered with 'x'']"
    ],
    [
      'a TXT string too long',
      [create(record('TXT', 'new.example.com', long))],
      `[Invalid Resource Record: 'FATAL problem: CharacterStringTooLong (Value is too long) encountered with '${long}'']`
    ],
    [
      'no IPv4 address',
      [create(record('A', 'new.example.com', 'x'))],
      "[Invalid Resource Record: 'FATAL problem: ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address) encountered with 'x'']"
    ],
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
      "[The request contains an invalid set of changes for a resource record set 'A new.example.com.']"
    ],
    [
      'the SOA',
      [remove(record('SOA', 'example.com', 'x'))],
      "[Tried to delete resource record set [name='example.com.', type='SOA'] but the values provided do not match the current values]"
    ],
    [
      'one bad of two',
      [
        create(record('A', 'new.example.com', '10.0.0.1')),
        remove(record('A', 'none.example.com', '10.0.0.1'))
      ],
      "[Tried to delete resource record set [name='none.example.com.', type='A'] but it was not found]"
    ],
    [
      'two bad',
      [
        create(record('A', 'a.example.com', '10.0.0.1')),
        remove(record('A', 'none.example.com', '10.0.0.1'))
      ],
      "[Tried to create resource record set [name='a.example.com.', type='A'] but it already exists, Tried to delete resource record set [name='none.example.com.', type='A'] but it was not found]"
    ],
    [
      'a CNAME first, room for it second',
      [
        create(record('CNAME', 'a.example.com', 'x.example.net')),
        remove(record('A', 'a.example.com', '10.0.0.1'))
      ],
      '[RRSet of type CNAME with DNS name a.example.com. is not permitted as it conflicts with other records with the same DNS name in zone example.com.]'
    ]
  ] as const) {
    t.equal(
      await errorOf(change(route53, id, [...changes])),
      `InvalidChangeBatch 400: ${expected}`,
      given
    )
    t.strictSame((await list(route53, id)).lines, kept, `${given}: nothing done`)
  }
})

t.test('the apex keeps its NS and SOA', async t => {
  const { route53, id } = zoneWithRecords()
  const apex = (await list(route53, id)).ResourceRecordSets?.slice(0, 2) ?? []
  t.equal(
    await errorOf(change(route53, id, apex.map(remove))),
    'InvalidChangeBatch 400: [A HostedZone must contain exactly one SOA record., A HostedZone must contain at least one NS record for the zone itself.]'
  )
})

t.test('accepted', async t => {
  for (const [given, changes, expected] of [
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
      [create(alias('new.example.com', 'a.example.com', 'own'))],
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
  ] as const) {
    const { route53, id } = zoneWithRecords()
    const own = (set: (typeof changes)[number]) =>
      JSON.parse(JSON.stringify(set).replace('"own"', `"${id}"`))
    t.equal(await errorOf(change(route53, id, changes.map(own))), 'no error', given)
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
