import type { JsonObject, KubeObject } from '../../../simulator/api-store/objects.ts'
import { aNamespace, aPool, aRequest } from '../../helpers/flow-objects.ts'
import { region } from './install.ts'
import type { World } from './world.ts'

/** A pool with a hosted zone and a gateway namespace of its own, so that scenarios do not meet. */
export type Place = {
  pool: string
  zoneID: string
  edge: string
  hostname: (label: string) => string
  /** Makes a namespace for an app team. @returns its name */
  team: (name: string) => Promise<string>
  /** A request for a hostname of this place, with this label. */
  request: (namespace: string, label: string, spec?: JsonObject) => KubeObject
}

/** Makes a place. @param spec - of the pool */
export async function makePlace(
  { admin, cloud }: World,
  name: string,
  spec: JsonObject = {}
): Promise<Place> {
  const [domain, zoneID, edge] = [`${name}.test`, `Z0${name.toUpperCase()}`, `edge-${name}`]
  cloud.zones.create(domain, { id: zoneID })
  const pool = aPool(
    name,
    { gatewayNamespace: edge, region, releaseGraceSeconds: 5, ...spec },
    { name: domain, hostedZoneID: zoneID }
  )
  await admin.apply(aNamespace(edge), pool)
  return {
    pool: name,
    zoneID,
    edge,
    hostname: label => `${label}.${domain}`,
    team: async team => {
      await admin.apply(aNamespace(`${name}-${team}`))
      return `${name}-${team}`
    },
    request: (namespace, label, fields = {}) =>
      aRequest(namespace, label, `${label}.${domain}`, { poolName: name, ...fields })
  }
}
