import type { DomainClaim } from '../../api/domain-claim.ts'
import { apiVersion } from '../../api/schema.ts'
import type { ReadObject } from '../cluster/cluster-reader.ts'
import type { ZoneToTry } from './evidence.ts'

/** A UID that no object has. */
const uid = '00000000-0000-4000-8000-000000000000'

/** The body of a sync of no pool. The customize hook of pools answers it without looking at anything. */
export function emptyPoolRequest(controller: ReadObject): object {
  const parent = {
    apiVersion,
    kind: 'GatewayPool',
    metadata: { name: 'doctor', uid, generation: 1 },
    spec: {}
  }
  return { controller, parent }
}

/**
 * The body of a hook request for a hostname that nobody asked for. It is sent as a dry run only:
 * the hooks look at the zone and at ACM, and say what they would do.
 * @param region - the region of the pool
 * @param now - milliseconds since the epoch
 */
export function dryRunRequest(
  controller: ReadObject,
  { pool, domain, zone, validationZone }: ZoneToTry,
  region: string,
  now: number
): object {
  const hostname = `doctor.${domain}`
  const parent: DomainClaim = {
    apiVersion,
    kind: 'DomainClaim',
    metadata: {
      name: hostname,
      uid,
      generation: 1,
      creationTimestamp: new Date(now).toISOString().replace(/\.\d+Z$/, 'Z')
    },
    spec: {
      hostname,
      requestRef: { namespace: 'default', name: 'doctor', uid },
      poolName: pool,
      region,
      hostedZoneID: zone,
      ...(validationZone !== undefined && { validationZoneID: validationZone }),
      gatewayRef: { namespace: 'default', name: 'doctor', sectionName: hostname },
      deletionPolicy: 'Delete',
      dns: { validationTTLSeconds: 300, validationRecords: 'Delete' },
      gatewayStatus: { ready: false, reason: 'WaitingForGateway', message: 'none' }
    }
  }
  return { controller, parent, children: {}, related: {}, finalizing: false }
}
