import type { WireRequest } from '../wire/message.ts'
import { changeResourceRecordSets, getChange, listResourceRecordSets } from './record-operations.ts'
import type { Operation } from './route53.ts'
import {
  createHostedZone,
  deleteHostedZone,
  getHostedZone,
  listHostedZones,
  listHostedZonesByName
} from './zone-operations.ts'

type Route = {
  readonly method: string
  readonly path: RegExp
  readonly name: string
  readonly run: Operation
}

const zones = /^\/hostedzone$/
const zonesByName = /^\/hostedzonesbyname$/
const zone = /^\/hostedzone\/([^/]+)$/
const records = /^\/hostedzone\/([^/]+)\/rrset$/
const change = /^\/change\/([^/]+)$/

/**
 * The operations of API version 2013-04-01 by method and path. Clients strip the prefix
 * `/hostedzone/` or `/change/` from an id before they put the id into a path.
 */
const routes: readonly Route[] = [
  { method: 'POST', path: zones, name: 'CreateHostedZone', run: createHostedZone },
  { method: 'GET', path: zones, name: 'ListHostedZones', run: listHostedZones },
  { method: 'GET', path: zonesByName, name: 'ListHostedZonesByName', run: listHostedZonesByName },
  { method: 'GET', path: zone, name: 'GetHostedZone', run: getHostedZone },
  { method: 'DELETE', path: zone, name: 'DeleteHostedZone', run: deleteHostedZone },
  { method: 'GET', path: records, name: 'ListResourceRecordSets', run: listResourceRecordSets },
  {
    method: 'POST',
    path: records,
    name: 'ChangeResourceRecordSets',
    run: changeResourceRecordSets
  },
  { method: 'GET', path: change, name: 'GetChange', run: getChange }
]

/** The beginning of all paths. */
export const route53Prefix = '/2013-04-01/'

/** A request to Route 53 that was understood. */
export type Route53Request = {
  readonly name: string
  readonly run: Operation
  readonly id: string
  readonly query: URLSearchParams
}

/**
 * @returns the operation that a request asks for; `undefined` if the embedded AWS does not have it
 */
export function route53RequestOf({ method, path }: WireRequest): Route53Request | undefined {
  const [pathname = '', query = ''] = path.split('?', 2)
  const below = pathname.slice(route53Prefix.length - 1).replace(/(?<=.)\/$/, '')
  const route = routes.find(candidate => candidate.method === method && candidate.path.test(below))
  if (route === undefined) return undefined
  const id = decodeURIComponent(route.path.exec(below)?.[1] ?? '')
  return { name: route.name, run: route.run, id, query: new URLSearchParams(query) }
}
