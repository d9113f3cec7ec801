import { createHash } from 'node:crypto'
import type { Plan } from './building.ts'
import { refusalOf } from './certificates.ts'
import type {
  CertificateInfo,
  Gateway,
  LoadBalancerCloud,
  LoadBalancerSettings,
  Scheme
} from './types.ts'

/** A load balancer that the stand-in made for a Gateway. */
export type Owned = {
  arn: string
  dnsName: string
  name: string
  scheme: Scheme
  /** Milliseconds since the epoch. */
  createdAt: number
  ports: readonly number[]
  certificates: readonly string[]
}

/** The load balancers that the stand-in has made, each by the uid of its Gateway. */
export type LoadBalancers = {
  of: (uid: string) => Owned | undefined
  /**
   * Creates or changes the load balancer of a Gateway. If the scheme has changed, replaces the load
   * balancer. Throws if AWS refuses a certificate; a new load balancer then exists all the same,
   * without certificates.
   */
  deploy: (gateway: Gateway, settings: LoadBalancerSettings, plan: Plan) => Owned
  /**
   * Replaces a load balancer by a new one, which has another DNS name. The new one gets only those
   * certificates that AWS does not refuse.
   */
  replace: (uid: string) => void
  remove: (uid: string) => void
}

/** `now` returns milliseconds since the epoch. */
export type LoadBalancersOptions = { cloud: LoadBalancerCloud; region: string; now: () => number }

type Fleet = LoadBalancersOptions & { owned: Map<string, Owned> }

/** Makes an empty set of load balancers in one region. */
export function createLoadBalancers(options: LoadBalancersOptions): LoadBalancers {
  const fleet = { ...options, owned: new Map<string, Owned>() }
  return {
    of: uid => fleet.owned.get(uid),
    deploy: (gateway, settings, plan) => {
      const name = settings.loadBalancerName ?? nameOf(gateway)
      return deploy(fleet, gateway.metadata.uid, name, plan)
    },
    replace: uid => replace(fleet, uid),
    remove: uid => remove(fleet, uid)
  }
}

function create(fleet: Fleet, uid: string, name: string, scheme: Scheme): Owned {
  const { cloud, region, now, owned } = fleet
  const { arn, dnsName } = cloud.loadBalancers.create({ name, region, scheme })
  const createdAt = now()
  const created: Owned = { arn, dnsName, name, scheme, createdAt, ports: [], certificates: [] }
  owned.set(uid, created)
  return created
}

function remove({ owned, cloud }: Fleet, uid: string): void {
  const existing = owned.get(uid)
  if (existing === undefined) return
  owned.delete(uid)
  cloud.loadBalancers.remove(existing.arn)
}

function deploy(fleet: Fleet, uid: string, name: string, plan: Plan): Owned {
  if (fleet.owned.get(uid)?.scheme !== plan.scheme) remove(fleet, uid)
  const loadBalancer = fleet.owned.get(uid) ?? create(fleet, uid, name, plan.scheme)
  setCertificates(fleet, loadBalancer, plan.certificates)
  loadBalancer.ports = plan.ports
  return loadBalancer
}

/**
 * Gives a load balancer exactly these certificates. If AWS refuses one of them, throws and changes
 * nothing.
 */
function setCertificates(fleet: Fleet, loadBalancer: Owned, wanted: readonly string[]): void {
  const refusal = refusalOf(wanted, certificatesIn(fleet))
  if (refusal !== undefined) throw new Error(refusal)
  fleet.cloud.loadBalancers.setCertificates(loadBalancer.arn, wanted)
  loadBalancer.certificates = wanted
}

function certificatesIn({ cloud, region }: Fleet): readonly CertificateInfo[] {
  return cloud.certificates.list().filter(certificate => certificate.region === region)
}

function replace(fleet: Fleet, uid: string): void {
  const old = fleet.owned.get(uid)
  if (old === undefined) return
  remove(fleet, uid)
  const created = create(fleet, uid, old.name, old.scheme)
  const existing = certificatesIn(fleet)
  const usable = old.certificates.filter(arn => refusalOf([arn], existing) === undefined)
  setCertificates(fleet, created, usable)
  created.ports = old.ports
}

/**
 * The name that the real controller would give to the load balancer of a Gateway:
 * `k8s-<namespace>-<name>-<hash>`. The three parts are cut to eight, eight and ten characters.
 */
export function nameOf({ metadata }: Gateway): string {
  const short = (text = '') => text.replaceAll(/[^a-zA-Z0-9]/g, '').slice(0, 8)
  const hash = createHash('sha256').update(metadata.uid).digest('hex').slice(0, 10)
  return `k8s-${short(metadata.namespace)}-${short(metadata.name)}-${hash}`
}
