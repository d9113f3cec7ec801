import type { DomainClaim } from '../../hooks/api/domain-claim.ts'
import type { HostnameRequest } from '../../hooks/api/gateway-hostname-request.ts'
import { apiVersion } from '../../hooks/api/schema.ts'
import { sameTarget } from '../../hooks/load-balancer/dns-name.ts'
import type { KubeObject } from '../api-store/objects.ts'
import type { WatchEvent } from '../api-store/storage.ts'
import type { CertificateView } from '../aws/acm/inspection.ts'
import type { EmbeddedAws } from '../aws/embedded-aws.ts'
import type { HostedZone } from '../aws/route53/hosted-zones.ts'
import type { Cluster } from '../cluster/cluster.ts'
import type {
  Gateway,
  LoadBalancerConfiguration,
  Scheme
} from '../load-balancer-controller/types.ts'
import { isOfClass } from './manifests.ts'
import type { People } from './people.ts'
import type { Schedule } from './schedule.ts'
import { type Owner, ownerOf, recordsOf, type ZoneRecord } from './zone-records.ts'

/**
 * The real state of the cluster and of AWS, for invariants. Invariants read it directly from the
 * storage, so no cache makes it stale, and no call counts or meets a fault.
 */
export type Truth = {
  schedule: Schedule
  people: People
  /** Milliseconds since the epoch. */
  now: () => number
  /** Since when no fault strikes and no person acts (ms); `Infinity` before that. */
  calmSince: () => number
  claims: () => readonly DomainClaim[]
  claimOf: (hostname: string) => DomainClaim | undefined
  requests: () => readonly HostnameRequest[]
  gateways: () => readonly Gateway[]
  /** The configurations of the Gateways, without the one of the GatewayClass. */
  configurations: () => readonly LoadBalancerConfiguration[]
  pools: () => readonly KubeObject[]
  namespaces: () => readonly KubeObject[]
  records: () => readonly ZoneRecord[]
  zones: () => readonly HostedZone[]
  /** The contents of the TXT records with which this cluster owns its aliases. */
  owners: () => readonly Owner[]
  certificates: () => readonly CertificateView[]
  /** The certificates with this cluster's tags, each with the claim that its tag names. */
  ownCertificates: () => readonly { certificate: CertificateView; claim: string }[]
  /** The ARNs on the load balancer of a Gateway. */
  certificatesOn: (gateway: GatewayRef) => readonly string[]
  addressOf: (gateway: GatewayRef) => string | undefined
  schemeOf: (gateway: GatewayRef) => Scheme | undefined
  /** Whether a load balancer with this DNS name exists, whatever its spelling in an alias. */
  isServed: (dnsName: string) => boolean
}

type GatewayRef = { namespace: string; name: string }

/** What has just happened: a write to the API, or a call that may have changed something in AWS. */
export type Step = { event: WatchEvent } | { aws: string }

/** The id of the cluster under test. */
export const clusterID = 'faults'

const gatewayAPI = 'gateway.networking.k8s.io/v1'
const loadBalancerAPI = 'gateway.k8s.aws/v1beta1'

/** The name of a tag or annotation of ours. */
function ourKey(name: string): string {
  return `gateway-orchestrator.io/${name}`
}

export type TruthOptions = {
  cluster: Cluster
  cloud: EmbeddedAws
  people: People
  now: () => number
  calmSince: () => number
}

export function createTruth(schedule: Schedule, options: TruthOptions): Truth {
  const { cluster, cloud, people, now, calmSince } = options
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
    calmSince,
    claims,
    claimOf: hostname => claims().find(({ spec }) => spec.hostname === hostname),
    requests: () => list<HostnameRequest>(apiVersion, 'GatewayHostnameRequest'),
    gateways: () => list<Gateway>(gatewayAPI, 'Gateway'),
    configurations: () =>
      list<LoadBalancerConfiguration>(loadBalancerAPI, 'LoadBalancerConfiguration').filter(
        configuration => !isOfClass(configuration)
      ),
    pools: () => list<KubeObject>(apiVersion, 'GatewayPool'),
    namespaces: () => list<KubeObject>('v1', 'Namespace'),
    records,
    zones: cloud.zones.list,
    owners: () => ownersIn(records()),
    certificates,
    ownCertificates: () => ownCertificatesIn(certificates()),
    certificatesOn: gateway => loadBalancers.loadBalancerOf(gateway)?.certificates ?? [],
    addressOf: gateway => loadBalancers.loadBalancerOf(gateway)?.dnsName,
    schemeOf: gateway => loadBalancers.loadBalancerOf(gateway)?.scheme,
    isServed: dnsName =>
      cloud.loadBalancers.list().some(balancer => sameTarget(balancer.dnsName, dnsName))
  }
}

function ownCertificatesIn(certificates: readonly CertificateView[]) {
  return certificates.flatMap(certificate => {
    const { [ourKey('cluster')]: cluster, [ourKey('claim')]: claim } = certificate.tags
    return cluster === clusterID && claim !== undefined ? [{ certificate, claim }] : []
  })
}

const ownersByRecords = new WeakMap<readonly ZoneRecord[], readonly Owner[]>()

/** The owners in a list of records, cached: `recordsOf` returns the same list until a change. */
function ownersIn(records: readonly ZoneRecord[]): readonly Owner[] {
  const known = ownersByRecords.get(records)
  if (known !== undefined) return known
  const all = records.flatMap(record => ownerOf(record) ?? [])
  const own = all.filter(({ cluster, claim }) => cluster === clusterID && claim !== undefined)
  ownersByRecords.set(records, own)
  return own
}

/** Whether a claim leaves its alias and certificate behind when it is deleted. */
export function leavesAllBehind({ metadata, spec }: DomainClaim): boolean {
  return spec.deletionPolicy === 'Retain' || metadata.annotations?.[ourKey('abandon')] === 'true'
}
