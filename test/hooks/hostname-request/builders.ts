import type { DomainClaim } from '../../../hooks/api/domain-claim.ts'
import type { HostnameRequest } from '../../../hooks/api/gateway-hostname-request.ts'
import type { HostnameDenial } from '../../../hooks/api/hostname-denial.ts'
import type { Condition, KubernetesObject } from '../../../hooks/api/objects.ts'
import type { SyncRequest } from '../../../hooks/wire/metacontroller.ts'

/** When the requests of these tests were created, and a second later, in milliseconds. */
export const created = Date.parse('2026-01-01T00:00:00Z')
export const now = created + 1000

const apiVersion = 'gateway-orchestrator.io/v1alpha1'
export const hostname = 'shop.apps.example.com'

/** A request of namespace shop, uid u1. */
export function aRequest(spec: Partial<HostnameRequest['spec']> = {}): HostnameRequest {
  return {
    apiVersion,
    kind: 'GatewayHostnameRequest',
    metadata: {
      name: 'shop',
      namespace: 'shop',
      uid: 'u1',
      generation: 2,
      creationTimestamp: '2026-01-01T00:00:00Z'
    },
    spec: { hostname, poolName: 'public', ...spec }
  }
}

export const route = { backendRef: { name: 'shop', port: 80 }, pathPrefixes: ['/'] }

/** The claim that the request has, unless told otherwise. */
export function aClaim(
  spec: Partial<DomainClaim['spec']> = {},
  conditions: Record<string, string> = {},
  metadata: Partial<DomainClaim['metadata']> = {}
): DomainClaim {
  return {
    apiVersion,
    kind: 'DomainClaim',
    metadata: { name: hostname, uid: 'c1', ...metadata },
    spec: {
      hostname,
      requestRef: { namespace: 'shop', name: 'shop', uid: 'u1' },
      poolName: 'public',
      region: 'eu-central-1',
      hostedZoneID: 'Z1',
      gatewayRef: { namespace: 'edge', name: 'public-1', sectionName: hostname },
      deletionPolicy: 'Delete',
      dns: { validationTTLSeconds: 300, validationRecords: 'Delete' },
      ...spec
    },
    status: { conditions: Object.entries(conditions).map(aCondition) }
  }
}

/** `{ DNSValidated: 'False ValidationPending' }` as a condition. */
function aCondition([type, said]: [string, string]): Condition {
  const [status = '', reason = ''] = said.split(' ')
  const message = `${type} is ${status}`
  return {
    type,
    status: status as 'True',
    reason,
    message,
    lastTransitionTime: '2026-01-01T00:00:00Z'
  }
}

/** All that a claim says when it is Ready. */
export const allDone = {
  CertificateRequested: 'True Done',
  DNSValidated: 'True Done',
  CertificateIssued: 'True Done',
  CertificateAttached: 'True Done',
  DNSAliasReady: 'True Done',
  Ready: 'True Ready'
}

/** The pool's refusal of the request. */
export function aDenial(reason: string, message = 'Because.'): HostnameDenial {
  const requestRef = { namespace: 'shop', name: 'shop', uid: 'u1' }
  return {
    apiVersion,
    kind: 'HostnameDenial',
    metadata: { name: 'u1', uid: 'd1' },
    spec: { requestRef, poolName: 'public', reason, message }
  }
}

type Parts = {
  claim?: KubernetesObject
  denial?: KubernetesObject
  routes?: readonly KubernetesObject[]
}

/** What Metacontroller sends. */
export function aSync(
  parent: HostnameRequest,
  { claim, denial, routes = [] }: Parts = {}
): SyncRequest<HostnameRequest> {
  return {
    controller: {
      metadata: { name: 'gateway-hostname-requests' },
      spec: {
        parentResource: { apiVersion, resource: 'gatewayhostnamerequests' },
        childResources: [{ apiVersion: 'gateway.networking.k8s.io/v1', resource: 'httproutes' }]
      }
    },
    parent,
    children: { 'HTTPRoute.gateway.networking.k8s.io/v1': byName(routes) },
    related: {
      [`DomainClaim.${apiVersion}`]: byName(claim ? [claim] : []),
      [`HostnameDenial.${apiVersion}`]: byName(denial ? [denial] : [])
    },
    finalizing: false
  }
}

function byName(objects: readonly KubernetesObject[]): Record<string, KubernetesObject> {
  return Object.fromEntries(
    objects.map(object => [
      [object.metadata.namespace, object.metadata.name].filter(Boolean).join('/'),
      object
    ])
  )
}

/** `Accepted=True/Accepted` of a status. */
export function summary(
  status: { conditions?: readonly Condition[] },
  type: string
): string | undefined {
  const found = status.conditions?.find(c => c.type === type)
  return found && `${found.status} ${found.reason}`
}
