import type { DomainClaim } from '../../hooks/api/domain-claim.ts'
import type { HostnameRequest } from '../../hooks/api/gateway-hostname-request.ts'
import { apiVersion } from '../../hooks/api/schema.ts'
import type { KubeObject } from '../api-store/objects.ts'
import type { WatchEvent } from '../api-store/storage.ts'
import type { CertificateView } from '../aws/acm/inspection.ts'
import type { EmbeddedAws } from '../aws/embedded-aws.ts'
import type { Cluster } from '../cluster/cluster.ts'
import type { Gateway, LoadBalancerConfiguration } from '../load-balancer-controller/types.ts'
import type { People } from './people.ts'
import type { Schedule } from './schedule.ts'
import { type Owner, ownerOf, recordsOf, type ZoneRecord } from './zone-records.ts'

/** The truth, as invariants look at it: behind the API of AWS, without lags, and without costing calls. */
export type Sight = {
  schedule: Schedule
  people: People
  /** Milliseconds since the epoch. */
  now: () => number
  claims: () => readonly DomainClaim[]
  claimOf: (hostname: string) => DomainClaim | undefined
  requests: () => readonly HostnameRequest[]
  gateways: () => readonly Gateway[]
  configurations: () => readonly LoadBalancerConfiguration[]
  pools: () => readonly KubeObject[]
  namespaces: () => readonly KubeObject[]
  records: () => readonly ZoneRecord[]
  /** Ownership TXTs of aliases of this cluster. */
  owners: () => readonly Owner[]
  certificates: () => readonly CertificateView[]
  /** Certificates with the tags of this cluster, with the claim that they name. */
  ownCertificates: () => readonly { certificate: CertificateView; claim: string }[]
  /** ARNs on the load balancer of a Gateway. */
  certificatesOn: (gateway: { namespace: string; name: string }) => readonly string[]
  addressOf: (gateway: { namespace: string; name: string }) => string | undefined
}

/** What has just happened: an object was written, or AWS was told to change something. */
export type Step = { event: WatchEvent } | { aws: string }

/** Id of the cluster under test. */
export const clusterID = 'faults'

const gatewayAPI = 'gateway.networking.k8s.io/v1'
const tag = (name: string) => `gateway-orchestrator.io/${name}`

/** Makes the eyes of the invariants. */
export function createSight(
  schedule: Schedule,
  {
    cluster,
    cloud,
    people,
    now
  }: { cluster: Cluster; cloud: EmbeddedAws; people: People; now: () => number }
): Sight {
  const { store, loadBalancers } = cluster
  const list = <T>(version: string, kind: string) =>
    store.list({ apiVersion: version, kind }) as unknown as readonly T[]
  const claims = () => list<DomainClaim>(apiVersion, 'DomainClaim')
  const certificates = cloud.certificates.list
  const records = () => recordsOf(cloud)
  return {
    schedule,
    people,
    now,
    claims,
    claimOf: hostname => claims().find(({ spec }) => spec.hostname === hostname),
    requests: () => list<HostnameRequest>(apiVersion, 'GatewayHostnameRequest'),
    gateways: () => list<Gateway>(gatewayAPI, 'Gateway'),
    configurations: () =>
      list<LoadBalancerConfiguration>('gateway.k8s.aws/v1beta1', 'LoadBalancerConfiguration'),
    pools: () => list<KubeObject>(apiVersion, 'GatewayPool'),
    namespaces: () => list<KubeObject>('v1', 'Namespace'),
    records,
    owners: () => ownersIn(records()),
    certificates,
    ownCertificates: () =>
      certificates().flatMap(certificate => {
        const { [tag('cluster')]: id, [tag('claim')]: claim } = certificate.tags
        return id === clusterID && claim !== undefined ? [{ certificate, claim }] : []
      }),
    certificatesOn: gateway => loadBalancers.loadBalancerOf(gateway)?.certificates ?? [],
    addressOf: gateway => loadBalancers.loadBalancerOf(gateway)?.dnsName
  }
}

const owners = new WeakMap<readonly ZoneRecord[], readonly Owner[]>()

/** The list of records is the same as long as nothing changes. */
function ownersIn(records: readonly ZoneRecord[]): readonly Owner[] {
  const known = owners.get(records)
  if (known !== undefined) return known
  const found = records.flatMap(record => ownerOf(record) ?? [])
  const own = found.filter(({ cluster, claim }) => cluster === clusterID && claim !== undefined)
  owners.set(records, own)
  return own
}

/** Whether a claim leaves alias and certificate behind when it goes. */
export function keepsAll({ metadata, spec }: DomainClaim): boolean {
  return spec.deletionPolicy === 'Retain' || metadata.annotations?.[tag('abandon')] === 'true'
}

/** Whether Ready says True. */
export function isReady(
  object: { status?: { conditions?: readonly { type: string; status: string }[] } } | undefined
) {
  return (
    object?.status?.conditions?.some(
      ({ type, status }) => type === 'Ready' && status === 'True'
    ) === true
  )
}

/** The reason of Ready, or that it says nothing. */
export function readyReason(object: {
  status?: { conditions?: readonly { type: string; reason: string; message: string }[] }
}): { reason: string; message: string } {
  return (
    object.status?.conditions?.find(({ type }) => type === 'Ready') ?? {
      reason: 'Unknown',
      message: 'no condition'
    }
  )
}
