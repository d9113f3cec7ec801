import { defined } from '../../../hooks/defined.ts'
import { awsError } from '../wire/errors.ts'
import { childOf, parseXml, textOf, type XmlNode, xmlResponse } from '../wire/xml.ts'
import type { HostedZone } from './hosted-zones.ts'
import { canonicalName, compareText, nameProblem, orderKey } from './names.ts'
import type { Operation, Route53 } from './route53.ts'

/** The most zones of one page, and the default. */
const mostZones = 100

/** CreateHostedZone: NS and SOA come with the zone. */
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
  const message = `A hosted zone has already been created with the specified caller reference: ${callerReference}`
  throw awsError('HostedZoneAlreadyExists', message, 409)
}

/** A zone is private if it comes with a VPC. */
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
  return {
    private: vpc !== undefined,
    ...defined({ comment }),
    ...(vpc === undefined
      ? {}
      : { vpc: { region: textOf(vpc, 'VPCRegion') ?? '', id: textOf(vpc, 'VPCId') ?? '' } })
  }
}

/** GetHostedZone. */
export const getHostedZone: Operation = (service, { id }) => {
  const zone = service.zones.get(id)
  return xmlResponse('GetHostedZoneResponse', { ...renderZone(zone), ...placeOf(zone) })
}

/** DeleteHostedZone: refused while there is more than the apex's NS and SOA. */
export const deleteHostedZone: Operation = (service, { id }) => {
  const zone = service.zones.get(id)
  service.requireIdle(zone)
  if (zone.records.size > 2) {
    throw awsError(
      'HostedZoneNotEmpty',
      'The specified hosted zone contains non-required resource record sets and so cannot be deleted.'
    )
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
    ...(marker === null ? {} : { Marker: marker }),
    IsTruncated: next !== undefined,
    ...(next === undefined ? {} : { NextMarker: next.id }),
    MaxItems: maxItems
  })
}

/**
 * ListHostedZonesByName: names only say where to start; private zones and duplicates are among
 * them.
 */
export const listHostedZonesByName: Operation = (service, { query }) => {
  const dnsName = query.get('dnsname')
  const zoneID = query.get('hostedzoneid')
  const start = { name: dnsName === null ? '' : orderKey(canonicalName(dnsName)), id: zoneID ?? '' }
  const zones = [...service.zones.all()].sort(compareZones).filter(zone => {
    const byName = compareText(orderKey(zone.name), start.name)
    return byName > 0 || (byName === 0 && zone.id >= start.id)
  })
  const { page, next, maxItems } = paged(zones, query)
  return xmlResponse('ListHostedZonesByNameResponse', {
    ...renderPage(page),
    ...(dnsName === null ? {} : { DNSName: canonicalName(dnsName) }),
    ...(zoneID === null ? {} : { HostedZoneId: zoneID }),
    IsTruncated: next !== undefined,
    ...(next === undefined ? {} : { NextDNSName: next.name, NextHostedZoneId: next.id }),
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
  const comment = zone.comment === undefined ? {} : { Comment: zone.comment }
  return {
    HostedZone: {
      Id: `/hostedzone/${zone.id}`,
      Name: zone.name,
      CallerReference: zone.callerReference,
      Config: { ...comment, PrivateZone: zone.private },
      ResourceRecordSetCount: zone.records.size
    }
  }
}

/** Public zones have name servers of their own, private ones have VPCs. */
function placeOf(zone: HostedZone): object {
  if (!zone.private) return { DelegationSet: { NameServers: { NameServer: zone.nameServers } } }
  const vpc = {
    VPCRegion: zone.vpc?.region ?? 'us-east-1',
    VPCId: zone.vpc?.id ?? 'vpc-00000000000000000'
  }
  return { VPCs: { VPC: [vpc] }, VPC: vpc }
}
