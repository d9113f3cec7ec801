import {
  type ACMClient,
  AddTagsToCertificateCommand,
  DeleteCertificateCommand,
  ListTagsForCertificateCommand,
  RemoveTagsFromCertificateCommand
} from '@aws-sdk/client-acm'
import {
  CreateHostedZoneCommand,
  DeleteHostedZoneCommand,
  GetChangeCommand,
  GetHostedZoneCommand,
  ListHostedZonesByNameCommand,
  type Route53Client
} from '@aws-sdk/client-route-53'
import { describe, list as listCertificates, request } from './acm/calls.ts'
import { alias, change, create, list, record, remove, upsert } from './route53/calls.ts'

/** The clients of the embedded AWS or of moto. */
export type Clients = { readonly acm: ACMClient; readonly route53: Route53Client }

/** A step that both sides carry out. Their answers are compared after `normalise`. */
export type Step = (clients: Clients) => Promise<unknown>

const alb = 'k8s-edge-1234567890.us-east-1.elb.amazonaws.com'
const albZone = 'Z35SXDOTRQ7X7K'

async function newZone(
  { route53 }: Clients,
  Name: string,
  CallerReference = Name
): Promise<string> {
  const { HostedZone } = await route53.send(new CreateHostedZoneCommand({ Name, CallerReference }))
  return HostedZone?.Id?.replace('/hostedzone/', '') ?? ''
}

/** A step with its own zone: what one side wrongly accepts must not disturb the next step. */
const inZone =
  (name: string, run: (route53: Route53Client, id: string) => Promise<unknown>): Step =>
  async clients =>
    run(clients.route53, await newZone(clients, name))

const a = (name: string, address = '10.0.0.1') => record('A', name, address)

export const steps: Readonly<Record<string, Step>> = {
  'a zone is created with NS and SOA': async ({ route53 }) => {
    const { HostedZone, DelegationSet, ChangeInfo } = await route53.send(
      new CreateHostedZoneCommand({ Name: 'made.test', CallerReference: 'made' })
    )
    const { Name, Config, ResourceRecordSetCount } = HostedZone ?? {}
    return [
      Name,
      Config?.PrivateZone,
      ResourceRecordSetCount,
      DelegationSet?.NameServers?.length,
      ChangeInfo?.Id?.slice(0, 9)
    ]
  },
  'a caller reference is used twice': async clients => {
    await newZone(clients, 'zref.test', 'once')
    return (await newZone(clients, 'zref.test', 'once')) !== ''
  },
  'the zone is found by name': async ({ route53 }) => {
    const page = await route53.send(
      new ListHostedZonesByNameCommand({ DNSName: 'made.test', MaxItems: 1 })
    )
    return [page.HostedZones?.map(zone => zone.Name), page.DNSName, page.MaxItems]
  },
  'a zone that does not exist': ({ route53 }) =>
    route53.send(new GetHostedZoneCommand({ Id: 'Z0000000000000' })),
  'apex records of a new zone': inZone('apex.test', async (route53, id) => {
    const { ResourceRecordSets = [] } = await list(route53, id)
    return ResourceRecordSets.map(({ Name, Type, TTL, ResourceRecords }) => [
      Name,
      Type,
      TTL,
      ResourceRecords?.length
    ])
  }),
  'records are created, replaced and listed': inZone('list.test', async (route53, id) => {
    await change(route53, id, [
      create(a('b.list.test')),
      create(record('TXT', 'a.list.test', '"x"')),
      create(record('CNAME', '_v.a.list.test', 'y.z'))
    ])
    await change(route53, id, [
      upsert(a('b.list.test', '10.0.0.2')),
      create(alias('c.list.test', alb, albZone))
    ])
    const { lines, IsTruncated } = await list(route53, id)
    return [lines, IsTruncated]
  }),
  'a wildcard is listed': inZone('star.test', async (route53, id) => {
    await change(route53, id, [create(a('*.star.test'))])
    return (await list(route53, id)).lines
  }),
  'pages of records': inZone('page.test', async (route53, id) => {
    await change(
      route53,
      id,
      ['a', 'b', 'c'].map(label => create(a(`${label}.page.test`)))
    )
    const { lines, IsTruncated, NextRecordName, NextRecordType } = await list(route53, id, {
      StartRecordName: 'a.page.test',
      MaxItems: 2
    })
    return [lines, IsTruncated, NextRecordName, NextRecordType]
  }),
  'a record is created twice': inZone('twice.test', async (route53, id) => {
    await change(route53, id, [create(a('a.twice.test'))])
    return change(route53, id, [create(a('a.twice.test', '10.0.0.2'))])
  }),
  'a record that does not exist is deleted': inZone('none.test', (route53, id) =>
    change(route53, id, [remove(a('a.none.test'))])
  ),
  'a record is deleted with another value': inZone('value.test', async (route53, id) => {
    await change(route53, id, [create(a('a.value.test'))])
    return change(route53, id, [remove(a('a.value.test', '10.0.0.2'))])
  }),
  'an alias is deleted with another target': inZone('target.test', async (route53, id) => {
    await change(route53, id, [create(alias('a.target.test', alb, albZone))])
    return change(route53, id, [remove(alias('a.target.test', `other.${alb}`, albZone))])
  }),
  'an alias in a zone of another region': inZone('region.test', (route53, id) =>
    change(route53, id, [create(alias('a.region.test', alb, 'Z215JYRZR1TBD5'))])
  ),
  'a CNAME beside an A': inZone('cname.test', (route53, id) =>
    change(route53, id, [
      create(a('a.cname.test')),
      create(record('CNAME', 'a.cname.test', 'x.test'))
    ])
  ),
  'a CNAME at the apex': inZone('top.test', (route53, id) =>
    change(route53, id, [create(record('CNAME', 'top.test', 'x.test'))])
  ),
  'a name outside the zone': inZone('inside.test', (route53, id) =>
    change(route53, id, [create(a('a.outside.test'))])
  ),
  'a TXT without quotes': inZone('quote.test', (route53, id) =>
    change(route53, id, [create(record('TXT', 'a.quote.test', 'x'))])
  ),
  'what a batch leaves that fails halfway': inZone('atomic.test', async (route53, id) => {
    await change(route53, id, [create(a('a.atomic.test')), create(a('a.elsewhere.test'))]).catch(
      (error: Error) => error.name
    )
    return (await list(route53, id)).lines
  }),
  'more than 1,000 records': inZone('many.test', (route53, id) =>
    change(
      route53,
      id,
      Array.from({ length: 1001 }, (_, number) => create(a(`n${number}.many.test`)))
    )
  ),
  'a change right after it was made': inZone('change.test', async (route53, id) => {
    const { ChangeInfo } = await change(route53, id, [create(a('a.change.test'))])
    return (await route53.send(new GetChangeCommand({ Id: ChangeInfo?.Id }))).ChangeInfo?.Status
  }),
  'a change that was never made': ({ route53 }) =>
    route53.send(new GetChangeCommand({ Id: 'C0000000000000' })),
  'a zone with records is deleted': inZone('full.test', async (route53, id) => {
    await change(route53, id, [create(a('a.full.test'))])
    return route53.send(new DeleteHostedZoneCommand({ Id: id }))
  }),
  'an empty zone is deleted': inZone('empty.test', async (route53, id) => {
    await route53.send(new DeleteHostedZoneCommand({ Id: id }))
    return route53.send(new GetHostedZoneCommand({ Id: id }))
  }),

  'a certificate is requested and described': async ({ acm }) => {
    const {
      DomainName,
      Status,
      Type,
      KeyAlgorithm,
      SubjectAlternativeNames,
      RenewalEligibility,
      InUseBy,
      DomainValidationOptions,
      CertificateArn
    } = await describe(acm, await request(acm, 'a.test.example'))
    const options = DomainValidationOptions?.map(
      ({ DomainName: name, ValidationMethod, ValidationStatus, ResourceRecord }) => [
        name,
        ValidationMethod,
        ValidationStatus,
        ResourceRecord?.Type,
        ResourceRecord?.Name?.replace(/^_[0-9a-f]{32}/, '_HEX'),
        ResourceRecord?.Value?.replace(/^_[0-9a-f]{32}\.[a-z]{10}/, '_HEX.LETTERS')
      ]
    )
    return [
      CertificateArn,
      DomainName,
      Status,
      Type,
      KeyAlgorithm,
      SubjectAlternativeNames,
      RenewalEligibility,
      InUseBy,
      options
    ]
  },
  'a wildcard and its apex have one record': async ({ acm }) => {
    const details = [
      await describe(acm, await request(acm, 'apex.example')),
      await describe(acm, await request(acm, '*.apex.example'))
    ]
    const [apex, wildcard] = details.map(
      detail => detail.DomainValidationOptions?.[0]?.ResourceRecord?.Name
    )
    return apex === wildcard
  },
  'certificates are listed': async ({ acm }) => (await listCertificates(acm)).lines.sort(),
  'only issued certificates are listed': async ({ acm }) =>
    (await listCertificates(acm, { CertificateStatuses: ['ISSUED'] })).lines,
  'tags come and go': async ({ acm }) => {
    const CertificateArn = await request(acm, 'tags.example', {
      Tags: [
        { Key: 'a', Value: '1' },
        { Key: 'b', Value: '2' }
      ]
    })
    await acm.send(
      new AddTagsToCertificateCommand({
        CertificateArn,
        Tags: [
          { Key: 'a', Value: '3' },
          { Key: 'c', Value: '4' }
        ]
      })
    )
    await acm.send(
      new RemoveTagsFromCertificateCommand({
        CertificateArn,
        Tags: [{ Key: 'b' }, { Key: 'c', Value: 'other' }]
      })
    )
    return (await acm.send(new ListTagsForCertificateCommand({ CertificateArn }))).Tags
  },
  'a token is used twice for the same': async ({ acm }) => {
    const first = await request(acm, 'token.example', { IdempotencyToken: 'same' })
    return first === (await request(acm, 'token.example', { IdempotencyToken: 'same' }))
  },
  'a token is used for another domain': async ({ acm }) => {
    const first = await request(acm, 'one.example', { IdempotencyToken: 'reused' })
    return first === (await request(acm, 'two.example', { IdempotencyToken: 'reused' }))
  },
  'a certificate is deleted': async ({ acm }) => {
    const CertificateArn = await request(acm, 'gone.example')
    await acm.send(new DeleteCertificateCommand({ CertificateArn }))
    return describe(acm, CertificateArn)
  },
  'more than 50 tags': ({ acm }) =>
    request(acm, 'many.example', {
      Tags: Array.from({ length: 51 }, (_, n) => ({ Key: `k${n}`, Value: '' }))
    }),
  'a tag of AWS': ({ acm }) => request(acm, 'aws.example', { Tags: [{ Key: 'aws:x', Value: '' }] }),
  'a * in a tag': ({ acm }) =>
    request(acm, 'star.example', { Tags: [{ Key: 'x', Value: '*.example' }] }),
  'a domain of 65 octets': ({ acm }) => request(acm, `${'a'.repeat(57)}.example`),
  'a domain that is none': ({ acm }) => request(acm, 'no domain')
}

/** Replaces ARNs and ids, which differ from run to run. An accepted change becomes `accepted`. */
export function normalise(answer: unknown): unknown {
  if (typeof answer === 'object' && answer !== null && 'ChangeInfo' in answer) return 'accepted'
  const text = JSON.stringify(answer ?? null)
    .replace(/arn:aws:acm:[\w-]+:\d+:certificate\/[0-9a-f-]{36}/g, 'ARN')
    .replace(/(?<=ID: )[A-Z0-9]+/g, 'ID')
  return JSON.parse(text)
}
