import { claimName } from '../../hooks/hostname/claim-name.ts'

/** A sync request for one claim, as Metacontroller sends it. */
export function claimSyncRequest(zoneID: string, hostname: string) {
  const name = claimName(hostname)
  return {
    controller: {
      metadata: { name: 'domain-claim' },
      spec: {
        parentResource: { apiVersion: 'gateway-orchestrator.io/v1alpha1', resource: 'domainclaims' }
      }
    },
    parent: {
      apiVersion: 'gateway-orchestrator.io/v1alpha1',
      kind: 'DomainClaim',
      metadata: { name, uid: 'uid-1', generation: 1, creationTimestamp: '2026-01-01T00:00:00Z' },
      spec: {
        hostname,
        requestRef: { namespace: 'shop', name: 'front', uid: 'uid-2' },
        poolName: 'public',
        region: 'eu-central-1',
        hostedZoneID: zoneID,
        gatewayRef: { namespace: 'edge', name: 'public-1', sectionName: name },
        deletionPolicy: 'Delete',
        dns: { validationTTLSeconds: 300, validationRecords: 'Delete' }
      }
    },
    children: {},
    related: {},
    finalizing: false
  }
}
