import { GetChangeCommand, type ResourceRecordSet } from '@aws-sdk/client-route-53'
import t from 'tap'
import { instantTimings } from '../../../../simulator/aws/timings.ts'
import { createFixture, errorOf, second } from '../fixture.ts'
import { change, create, list, record, remove, upsert } from './calls.ts'

const stillProcessing =
  'The request was rejected because Route 53 was still processing a prior request.'
const calm = { quotas: 'none', timings: instantTimings } as const

t.test('the order of names is that of their labels from the right, then types', async t => {
  const { route53, aws } = createFixture(calm)
  const { id } = aws.zones.create('example.com')
  const names = [
    'b.example.com',
    'z.a.example.com',
    'a.example.com',
    '_x.a.example.com',
    '*.example.com',
    '_y.example.com',
    'a-b.example.com',
    'example.com'
  ]
  await change(
    route53,
    id,
    names.map(name => create(record('TXT', name, '"x"')))
  )
  await change(route53, id, [create(record('A', 'a.example.com', '10.0.0.1'))])
  t.strictSame(
    (await list(route53, id)).lines.map(line => line.replace(/ ["1].*/, '')),
    [
      'TXT example.com.',
      'TXT \\052.example.com.',
      'TXT _y.example.com.',
      'TXT a-b.example.com.',
      'A a.example.com.',
      'TXT a.example.com.',
      'TXT _x.a.example.com.',
      'TXT z.a.example.com.',
      'TXT b.example.com.'
    ]
  )
})

t.test('pages: where to start, where to go on', async t => {
  const { route53, aws } = createFixture(calm)
  const { id } = aws.zones.create('example.com')
  const numbers = Array.from({ length: 305 }, (_, number) => String(number).padStart(3, '0'))
  const records = numbers.map(number => record('A', `n${number}.example.com`, '10.0.0.1'))
  await change(route53, id, records.map(create))
  const first = await list(route53, id, { MaxItems: 1000 })
  t.match(first, {
    IsTruncated: true,
    MaxItems: 300,
    NextRecordName: 'n298.example.com.',
    NextRecordType: 'A'
  })
  t.equal(first.ResourceRecordSets?.length, 300)
  const rest = await list(route53, id, {
    StartRecordName: 'n298.example.com.',
    StartRecordType: 'A'
  })
  t.equal(rest.lines.length, 7)
  t.match(rest, { IsTruncated: false, NextRecordName: undefined })
  t.equal(
    (await list(route53, id, { StartRecordName: 'N300.example.com', MaxItems: 1 })).lines[0],
    'A n300.example.com. 10.0.0.1'
  )
  const fromType = { StartRecordName: 'n300.example.com', StartRecordType: 'TXT' } as const
  t.equal(
    (await list(route53, id, { ...fromType, MaxItems: 1 })).lines[0],
    'A n301.example.com. 10.0.0.1'
  )
  t.strictSame(
    (await list(route53, id, { StartRecordName: 'zzz.example.com' })).ResourceRecordSets,
    [],
    'past the end: an empty list, not none'
  )
  t.match(await errorOf(list(route53, id, { StartRecordType: 'A' })), /^InvalidInput 400/)
})

t.test('a wildcard is found under either spelling', async t => {
  const { route53, aws } = createFixture(calm)
  const { id } = aws.zones.create('example.com')
  await change(route53, id, [create(record('A', '*.example.com', '10.0.0.1'))])
  for (const StartRecordName of ['*.example.com', '\\052.example.com.']) {
    t.equal(
      (await list(route53, id, { StartRecordName, MaxItems: 1 })).lines[0],
      'A \\052.example.com. 10.0.0.1'
    )
  }
  t.equal(
    await errorOf(change(route53, id, [remove(record('A', '\\052.example.com', '10.0.0.1'))])),
    'no error'
  )
})

t.test('the bounds of a batch, an upsert counting twice', async t => {
  const { route53, aws } = createFixture(calm)
  const { id } = aws.zones.create('example.com')
  const sets = (count: number, value: string): ResourceRecordSet[] =>
    Array.from({ length: count }, (_, number) => record('TXT', `n${number}.example.com`, value))
  const tooMany = 'InvalidChangeBatch 400: [Number of records limit of 1000 exceeded.]'
  const tooLong = 'InvalidChangeBatch 400: [RDATA character limit of 32000 exceeded.]'
  const value = `"${'x'.repeat(158)}"`
  for (const [changes, expected] of [
    [sets(1001, '""').map(create), tooMany],
    [sets(501, '""').map(upsert), tooMany],
    [sets(201, value).map(create), tooLong],
    [sets(101, value).map(upsert), tooLong],
    [sets(200, value).map(create), 'no error'],
    [sets(100, value).map(upsert), 'no error'],
    [sets(200, value).map(remove), 'no error'],
    [sets(1000, '""').map(create), 'no error']
  ] as const) {
    t.equal(await errorOf(change(route53, id, [...changes])), expected)
  }
})

t.test('a change is PENDING, then INSYNC; the zone is busy for a moment', async t => {
  const { route53, aws, clock } = createFixture({ quotas: 'none' })
  const [zone, other] = [aws.zones.create('example.com'), aws.zones.create('example.org')]
  const { ChangeInfo } = await change(route53, zone.id, [
    create(record('A', 'a.example.com', '10.0.0.1'))
  ])
  t.match(ChangeInfo, { Status: 'PENDING', Id: /^\/change\/C[0-9A-Z]+$/ })
  const next = () => change(route53, zone.id, [create(record('A', 'b.example.com', '10.0.0.1'))])
  t.equal(await errorOf(next()), `PriorRequestNotComplete 400: ${stillProcessing}`)
  t.equal(
    await errorOf(change(route53, other.id, [create(record('A', 'b.example.org', '10.0.0.1'))])),
    'no error'
  )
  clock.advance(300)
  t.equal(await errorOf(next()), 'no error')
  const status = async () =>
    (await route53.send(new GetChangeCommand({ Id: ChangeInfo?.Id }))).ChangeInfo?.Status
  clock.advance(30 * second - 301)
  t.equal(await status(), 'PENDING')
  clock.advance(1)
  t.equal(await status(), 'INSYNC')
  t.match(await errorOf(route53.send(new GetChangeCommand({ Id: 'C000' }))), /^NoSuchChange 404/)
})

t.test('what is no batch at all', async t => {
  const { route53, aws } = createFixture(calm)
  const { id } = aws.zones.create('example.com')
  t.match(await errorOf(change(route53, id, [])), /^InvalidInput 400/)
  t.match(
    await errorOf(change(route53, id, [create({ Name: 'a.example.com', Type: 'A' })])),
    new RegExp(
      '^InvalidInput 400: Invalid request: Expected exactly one of \\[AliasTarget' +
        '.*but found none in Change with ' +
        '\\[Action=CREATE, Name=a\\.example\\.com, Type=A, SetIdentifier=null\\]'
    )
  )
  t.match(
    await errorOf(
      change(route53, id, [
        { Action: 'MERGE' as 'CREATE', ResourceRecordSet: record('A', 'a.example.com', '10.0.0.1') }
      ])
    ),
    /^InvalidInput 400: .*'MERGE' is not facet-valid/
  )
  t.equal(
    await errorOf(list(route53, 'Z000')),
    'NoSuchHostedZone 404: No hosted zone found with ID: Z000'
  )
  const path = `/2013-04-01/hostedzone/${id}/rrset`
  const answer = await aws.handle({ method: 'POST', path, headers: {}, body: '<ChangeBatch/>' })
  t.match(answer, { status: 400, body: /<Code>MalformedInput<\/Code>/ })
})

t.test('a zone has room for so many record sets', async t => {
  const { route53, aws } = createFixture({
    timings: instantTimings,
    quotas: { recordSetsPerZone: 3 }
  })
  const { id } = aws.zones.create('example.com')
  await change(route53, id, [create(record('A', 'a.example.com', '10.0.0.1'))])
  t.equal(
    await errorOf(change(route53, id, [create(record('A', 'b.example.com', '10.0.0.1'))])),
    `InvalidChangeBatch 400: [Exceeded limit MAX_RRSETS_BY_ZONE for zone: ${id}]`
  )
})

t.test('weighted records live side by side', async t => {
  const { route53, aws } = createFixture(calm)
  const { id } = aws.zones.create('example.com')
  const weighted = (SetIdentifier: string, Weight: number) => ({
    ...record('A', 'a.example.com', '10.0.0.1'),
    SetIdentifier,
    Weight
  })
  await change(route53, id, [create(weighted('blue', 1)), create(weighted('green', 2))])
  const sets = (await list(route53, id)).ResourceRecordSets?.slice(2)
  t.match(sets, [
    { SetIdentifier: 'blue', Weight: 1 },
    { SetIdentifier: 'green', Weight: 2 }
  ])
  t.match(
    await errorOf(change(route53, id, [create(record('CNAME', 'a.example.com', 'x.example.net'))])),
    /conflicts with other records/
  )
  t.match(
    await errorOf(change(route53, id, [remove(weighted('blue', 3))])),
    /set-identifier='blue'\] but the values provided do not match/
  )
})
