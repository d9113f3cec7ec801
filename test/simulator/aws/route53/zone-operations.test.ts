import {
  CreateHostedZoneCommand,
  DeleteHostedZoneCommand,
  GetHealthCheckCommand,
  GetHostedZoneCommand,
  type HostedZone,
  ListHostedZonesByNameCommand,
  ListHostedZonesCommand
} from '@aws-sdk/client-route-53'
import t from 'tap'
import { instantTimings } from '../../../../simulator/aws/timings.ts'
import { createFixture, errorOf } from '../fixture.ts'
import { change, create, list, record, remove } from './calls.ts'

const calm = { quotas: 'none', timings: instantTimings } as const

t.test('a zone comes with NS and SOA and goes only when nothing else is left', async t => {
  const { route53 } = createFixture(calm)
  const HostedZoneConfig = { Comment: 'ours' }
  const created = await route53.send(
    new CreateHostedZoneCommand({ Name: 'Example.com', CallerReference: 'once', HostedZoneConfig })
  )
  t.match(created.HostedZone, {
    Id: /^\/hostedzone\/Z[0-9A-Z]{1,31}$/,
    Name: 'example.com.',
    Config: { PrivateZone: false, Comment: 'ours' },
    ResourceRecordSetCount: 2
  })
  t.match(created.Location, /\/2013-04-01\/hostedzone\/Z/)
  t.equal(created.DelegationSet?.NameServers?.length, 4)
  const Id = created.HostedZone?.Id ?? ''
  const { ResourceRecordSets } = await list(route53, Id)
  t.strictSame(
    ResourceRecordSets?.map(({ Type, Name, TTL }) => [Type, Name, TTL]),
    [
      ['NS', 'example.com.', 172800],
      ['SOA', 'example.com.', 900]
    ]
  )
  t.strictSame(
    ResourceRecordSets?.[0]?.ResourceRecords?.map(({ Value }) => Value),
    created.DelegationSet?.NameServers?.map(server => `${server}.`)
  )
  const again = new CreateHostedZoneCommand({ Name: 'example.com', CallerReference: 'once' })
  t.match(await errorOf(route53.send(again)), /^HostedZoneAlreadyExists 409/)
  await change(route53, Id, [create(record('A', 'a.example.com', '10.0.0.1'))])
  t.match(
    await errorOf(route53.send(new DeleteHostedZoneCommand({ Id }))),
    /^HostedZoneNotEmpty 400/
  )
  await change(route53, Id, [remove(record('A', 'a.example.com', '10.0.0.1'))])
  t.equal(await errorOf(route53.send(new DeleteHostedZoneCommand({ Id }))), 'no error')
  t.match(await errorOf(route53.send(new GetHostedZoneCommand({ Id }))), /^NoSuchHostedZone 404/)
})

t.test('a private zone has VPCs and no name servers of its own', async t => {
  const { route53 } = createFixture(calm)
  const VPC = { VPCRegion: 'eu-central-1', VPCId: 'vpc-1' } as const
  const { HostedZone } = await route53.send(
    new CreateHostedZoneCommand({ Name: 'example.com', CallerReference: '1', VPC })
  )
  t.equal(HostedZone?.Config?.PrivateZone, true)
  const got = await route53.send(new GetHostedZoneCommand({ Id: HostedZone?.Id }))
  t.match(got, {
    VPCs: [VPC],
    DelegationSet: undefined,
    HostedZone: { Config: { PrivateZone: true } }
  })
  t.match(
    await errorOf(
      route53.send(
        new CreateHostedZoneCommand({
          Name: 'example.com',
          CallerReference: '2',
          HostedZoneConfig: { PrivateZone: true }
        })
      )
    ),
    /^InvalidInput 400/
  )
  t.match(
    await errorOf(
      route53.send(new CreateHostedZoneCommand({ Name: 'a..b', CallerReference: '3' }))
    ),
    /^InvalidDomainName 400/
  )
})

function shownZone({ Name, Id }: HostedZone): string {
  return `${Name} ${Id?.replace('/hostedzone/', '')}`
}

t.test('lists: by id with markers, by name as a start and no filter', async t => {
  const { route53, aws } = createFixture(calm)
  aws.zones.create('example.com', { id: 'ZC' })
  aws.zones.create('b.example.com', { id: 'ZB' })
  aws.zones.create('example.org', { id: 'ZA' })
  aws.zones.create('example.com', { id: 'ZD', private: true })
  const byId = await route53.send(new ListHostedZonesCommand({ MaxItems: 3 }))
  t.strictSame(byId.HostedZones?.map(shownZone), [
    'example.org. ZA',
    'b.example.com. ZB',
    'example.com. ZC'
  ])
  t.match(byId, { IsTruncated: true, NextMarker: 'ZD' })
  const rest = await route53.send(new ListHostedZonesCommand({ Marker: byId.NextMarker }))
  t.strictSame(rest.HostedZones?.map(shownZone), ['example.com. ZD'])
  const byName = async (DNSName?: string, HostedZoneId?: string) => {
    const page = await route53.send(new ListHostedZonesByNameCommand({ DNSName, HostedZoneId }))
    return page.HostedZones?.map(shownZone)
  }
  t.strictSame(await byName(), [
    'example.com. ZC',
    'example.com. ZD',
    'b.example.com. ZB',
    'example.org. ZA'
  ])
  t.strictSame(
    await byName('a.example.com'),
    ['b.example.com. ZB', 'example.org. ZA'],
    'starts after, filters nothing'
  )
  t.strictSame(await byName('example.com', 'ZD'), [
    'example.com. ZD',
    'b.example.com. ZB',
    'example.org. ZA'
  ])
  t.strictSame(await byName('zzz.org'), [], 'an empty list, not none')
  const page = await route53.send(new ListHostedZonesByNameCommand({ MaxItems: 1 }))
  t.match(page, { IsTruncated: true, NextDNSName: 'example.com.', NextHostedZoneId: 'ZD' })
})

t.test('what is not spoken says so', async t => {
  const { route53 } = createFixture(calm)
  t.match(
    await errorOf(route53.send(new GetHealthCheckCommand({ HealthCheckId: 'x' }))),
    /^UnknownOperationException 404/
  )
})
