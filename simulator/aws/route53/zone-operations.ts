import { defined } from '../../../hooks/defined.ts'
import { awsError } from '../wire/errors.ts'
import { childOf, parseXml, textOf, type XmlNode, xmlResponse } from '../wire/xml.ts'
import type { HostedZone } from './hosted-zones.ts'
import { canonicalName, compareText, nameProblem, orderKey } from './names.ts'
import type { Operation, Route53 } from './route53.ts'

/** The largest size of a page, which is also the default size. */
const mostZones = 100

/** CreateHostedZone. A new zone has NS and SOA records. */
export const createHostedZone: Operation = (service, { body }) => {
  const request = parseXml(body, 'CreateHostedZoneRequest')
  const name = textOf(request, 'Name') ?? ''
  if (nameProblem(name) !== undefined)
    throw awsError('InvalidDomainName', `${name} is not a valid domain name.`)
  const callerReference = textOf(request, 'CallerReference') ?? ''
  requireUnused(service, callerReference)
  const zone = service.addZone({ name, callerReference, ...configOf(request) })
  const change = service.changes.accept()
  const content = {
    ...renderZone(zone),
    ChangeInfo: service.changes.render(change),
    ...placeOf(zone)
  }
  return xmlResponse('CreateHostedZoneResponse', content, 201, {
    location: `/2013-04-01/hostedzone/${zone.id}`
  })
}

function requireUnused({ zones }: Route53, callerReference: string): void {
  if (!zones.all().some(zone => zone.callerReference === callerReference)) return
  const problem = 'A hosted zone has already been created with the specified caller reference'
  throw awsError('HostedZoneAlreadyExists', `${problem}: ${callerReference}`, 409)
}

/** A zone with a VPC is private. */
function configOf(request: XmlNode): Pick<HostedZone, 'private' | 'comment' | 'vpc'> {
  const config = childOf(request, 'HostedZoneConfig') ?? {}
  const vpc = childOf(request, 'VPC')
  const comment = textOf(config, 'Comment')
  if (textOf(config, 'PrivateZone') === 'true' && vpc === undefined) {
    throw awsError(
      'InvalidInput',
      'When you specify true for PrivateZone, you must also specify values for VPCId and VPCRegion.'
    )
  }
  return { private: vpc !== undefined, ...defined({ comment, vpc: vpc && parseVpc(vpc) }) }
}

function parseVpc(vpc: XmlNode): { region: string; id: string } {
  return { region: textOf(vpc, 'VPCRegion') ?? '', id: textOf(vpc, 'VPCId') ?? '' }
}

/** GetHostedZone. */
export const getHostedZone: Operation = (service, { id }) => {
  const zone = service.zones.get(id)
  return xmlResponse('GetHostedZoneResponse', { ...renderZone(zone), ...placeOf(zone) })
}

/**
 * DeleteHostedZone. Route 53 refuses it while the zone has records other than NS and SOA at the
 * apex.
 */
export const deleteHostedZone: Operation = (service, { id }) => {
  const zone = service.zones.get(id)
  service.requireIdle(zone)
  if (zone.records.size > 2) {
    const problem = 'The specified hosted zone contains non-required resource record sets'
    throw awsError('HostedZoneNotEmpty', `${problem} and so cannot be deleted.`)
  }
  service.removeZone(zone)
  return xmlResponse('DeleteHostedZoneResponse', {
    ChangeInfo: service.changes.render(service.changes.accept())
  })
}

/** ListHostedZones, in the order of ids. */
export const listHostedZones: Operation = (service, { query }) => {
  const marker = query.get('marker')
  const kind = query.get('hostedzonetype')
  const zones = [...service.zones.all()]
    .filter(zone => kind !== 'PrivateHostedZone' || zone.private)
    .sort((left, right) => compareText(left.id, right.id))
    .filter(zone => marker === null || zone.id >= marker)
  const { page, next, maxItems } = paged(zones, query)
  return xmlResponse('ListHostedZonesResponse', {
    ...renderPage(page),
    ...defined({ Marker: marker ?? undefined }),
    IsTruncated: next !== undefined,
    ...defined({ NextMarker: next?.id }),
    MaxItems: maxItems
  })
}

/**
 * ListHostedZonesByName. Hazard: the name in the query is no filter. It only says where the list
 * begins, so the list can begin with a zone of another name. The list includes private zones, and
 * several zones can have the same name.
 */
export const listHostedZonesByName: Operation = (service, { query }) => {
  const startName = query.get('dnsname')
  const dnsName = startName === null ? undefined : canonicalName(startName)
  const zoneID = query.get('hostedzoneid') ?? undefined
  const startKey = dnsName === undefined ? '' : orderKey(dnsName)
  const zones = [...service.zones.all()].sort(compareZones).filter(zone => {
    const byName = compareText(orderKey(zone.name), startKey)
    return byName > 0 || (byName === 0 && zone.id >= (zoneID ?? ''))
  })
  const { page, next, maxItems } = paged(zones, query)
  return xmlResponse('ListHostedZonesByNameResponse', {
    ...renderPage(page),
    ...defined({ DNSName: dnsName, HostedZoneId: zoneID }),
    IsTruncated: next !== undefined,
    ...defined({ NextDNSName: next?.name, NextHostedZoneId: next?.id }),
    MaxItems: maxItems
  })
}

function compareZones(left: HostedZone, right: HostedZone): number {
  return compareText(orderKey(left.name), orderKey(right.name)) || compareText(left.id, right.id)
}

function paged(
  zones: readonly HostedZone[],
  query: URLSearchParams
): { page: readonly HostedZone[]; next: HostedZone | undefined; maxItems: number } {
  const maxItems = Math.min(mostZones, Number(query.get('maxitems') ?? mostZones))
  if (!(maxItems >= 1))
    throw awsError('InvalidInput', 'Invalid request: maxitems must be a positive number.')
  return { page: zones.slice(0, maxItems), next: zones[maxItems], maxItems }
}

function renderPage(page: readonly HostedZone[]): object {
  return {
    HostedZones:
      page.length === 0 ? '' : { HostedZone: page.map(zone => renderZone(zone).HostedZone) }
  }
}

function renderZone(zone: HostedZone): { HostedZone: object } {
  return {
    HostedZone: {
      Id: `/hostedzone/${zone.id}`,
      Name: zone.name,
      CallerReference: zone.callerReference,
      Config: { ...defined({ Comment: zone.comment }), PrivateZone: zone.private },
      ResourceRecordSetCount: zone.records.size
    }
  }
}

/**
 * The part of the answer that says where the zone is. A public zone has a delegation set, and a
 * private zone has VPCs.
 */
function placeOf(zone: HostedZone): object {
  if (!zone.private) return { DelegationSet: { NameServers: { NameServer: zone.nameServers } } }
  const vpc = {
    VPCRegion: zone.vpc?.region ?? 'us-east-1',
    VPCId: zone.vpc?.id ?? 'vpc-00000000000000000'
  }
  return { VPCs: { VPC: [vpc] }, VPC: vpc }
}
