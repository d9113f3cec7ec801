import { createHash } from 'node:crypto'
import type { Plan } from './building.ts'
import { refusalOf } from './certificates.ts'
import type { Gateway, LoadBalancerCloud, LoadBalancerConfiguration, Scheme } from './types.ts'

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

/** The load balancers by the Gateways' uids. */
export type LoadBalancers = {
  of: (uid: string) => Owned | undefined
  /** Makes, changes or (where the scheme changed) replaces a Gateway's load balancer. Throws what AWS refuses. */
  deploy: (
    gateway: Gateway,
    configuration: LoadBalancerConfiguration | undefined,
    plan: Plan
  ) => Owned
  /** Puts another load balancer in its place, with another DNS name and those certificates that can still be used. */
  replace: (uid: string) => void
  remove: (uid: string) => void
}

export type LoadBalancersOptions = { cloud: LoadBalancerCloud; region: string; now: () => number }

/** Makes an empty set of load balancers in one region. `now` gives milliseconds since the epoch. */
export function createLoadBalancers({ cloud, region, now }: LoadBalancersOptions): LoadBalancers {
  const owned = new Map<string, Owned>()

  function create(uid: string, name: string, scheme: Scheme): Owned {
    const { arn, dnsName } = cloud.loadBalancers.create({ name, region, scheme })
    const made: Owned = {
      arn,
      dnsName,
      name,
      scheme,
      createdAt: now(),
      ports: [],
      certificates: []
    }
    owned.set(uid, made)
    return made
  }

  function remove(uid: string): void {
    const known = owned.get(uid)
    if (known === undefined) return
    owned.delete(uid)
    cloud.loadBalancers.remove(known.arn)
  }

  function deploy(
    gateway: Gateway,
    configuration: LoadBalancerConfiguration | undefined,
    plan: Plan
  ): Owned {
    const { uid } = gateway.metadata
    if (owned.get(uid)?.scheme !== plan.scheme) remove(uid)
    const known =
      owned.get(uid) ??
      create(uid, configuration?.spec.loadBalancerName ?? nameOf(gateway), plan.scheme)
    setCertificates(known, plan.certificates)
    known.ports = plan.ports
    return known
  }

  /** One certificate that AWS refuses leaves everything as it was. */
  function setCertificates(known: Owned, wanted: readonly string[]): void {
    const here = cloud.certificates.list().filter(certificate => certificate.region === region)
    const refusal = refusalOf(wanted, here)
    if (refusal !== undefined) throw new Error(refusal)
    cloud.loadBalancers.setCertificates(known.arn, wanted)
    known.certificates = wanted
  }

  function replace(uid: string): void {
    const old = owned.get(uid)
    if (old === undefined) return
    remove(uid)
    const made = create(uid, old.name, old.scheme)
    const here = cloud.certificates.list().filter(certificate => certificate.region === region)
    setCertificates(
      made,
      old.certificates.filter(arn => refusalOf([arn], here) === undefined)
    )
    made.ports = old.ports
  }

  return { of: uid => owned.get(uid), deploy, replace, remove }
}

/** `k8s-<namespace>-<name>-<hash>`: eight, eight and ten characters, as the real controller names them. */
export function nameOf({ metadata }: Gateway): string {
  const short = (text = '') => text.replaceAll(/[^a-zA-Z0-9]/g, '').slice(0, 8)
  const hash = createHash('sha256').update(metadata.uid).digest('hex').slice(0, 10)
  return `k8s-${short(metadata.namespace)}-${short(metadata.name)}-${hash}`
}
