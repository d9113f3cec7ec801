import { type Choice, isElsewhere } from './certificates.ts'
import { admittedBy } from './foreign-listeners.ts'
import type { Observed } from './observe.ts'
import { gatewayNameOf } from './occupancy.ts'
import type { Claim } from './read-claims.ts'

/** A Gateway, the choices for the claims on it, and its load balancer's region, if that is known. */
type OneGateway = { gateway: string; choices: ReadonlyMap<Claim, Choice>; region: string | undefined }

/**
 * Certificates that the observed configuration carries and that no readable claim explains. Those of a
 * claim that is gone go. They stay while they may belong to a claim that cannot be read, or, where our
 * record says nothing of them, to one that has lost its status.
 * Those of another region than the load balancer's serve nobody, and go.
 */
export function leftoversOn({ gateway, choices, region }: OneGateway, seen: Observed) {
  const configuration = seen.configurations.get(gateway)
  const explained = new Set([...choices.values()].flatMap(({ carried }) => (carried === undefined ? [] : [carried])))
  const unexplained = (configuration?.arns ?? []).filter(arn => !explained.has(arn) && !isElsewhere(arn, region))
  const recorded = new Map([...(configuration?.record ?? [])].filter(([, arn]) => unexplained.includes(arn)))
  const isRecorded = new Set(recorded.values())
  if (hasUnreadableClaim(gateway, seen)) return { arns: unexplained, record: recorded }
  const lost = someoneLostItsStatus(choices) ? unexplained.filter(arn => !isRecorded.has(arn)) : []
  const missed = new Set(missedOn(gateway, seen).map(({ hostname }) => hostname))
  const record = new Map([...recorded].filter(([hostname]) => missed.has(hostname)))
  return { arns: [...lost, ...record.values()], record }
}

/** A hostname in service whose claim is missing from the lists, perhaps only from stale ones. */
export type Missed = { name: string; hostname: string; namespace: string }

/** Hostnames with a claim, and `hostname namespace` of live requests. */
type Names = { held: ReadonlySet<string>; asked: ReadonlySet<string> }

// Asked for at each Gateway: made each time, a pool of many Gateways would take the square of their number.
const names = new WeakMap<Observed, Names>()

function namesIn(seen: Observed): Names {
  const known = names.get(seen)
  if (known !== undefined) return known
  const claims = [...seen.claims, ...seen.otherClaims, ...seen.unreadableClaims]
  const made = {
    held: new Set(claims.map(({ hostname }) => hostname)),
    asked: new Set(seen.requests.readable.map(({ hostname, ref }) => `${hostname} ${ref.namespace}`))
  }
  names.set(seen, made)
  return made
}

/**
 * Hostnames with a listener and a recorded certificate but without a claim, that a live request of the listener's
 * namespace wants. A claim that goes takes its record with it first: here the lists are wrong, or will be right again.
 */
export function missedOn(gateway: string, seen: Observed): Missed[] {
  const record = seen.configurations.get(gateway)?.record
  const { held, asked } = namesIn(seen)
  return (seen.listeners.get(gateway) ?? []).flatMap(listener => {
    const { name, hostname, protocol } = listener
    if (hostname === undefined || protocol !== 'HTTPS' || held.has(hostname) || !record?.has(hostname)) return []
    const namespace = admittedBy(listener, seen.pool.spec.gatewayNamespace)
    return asked.has(`${hostname} ${namespace}`) ? [{ name, hostname, namespace }] : []
  })
}

function hasUnreadableClaim(gateway: string, seen: Observed): boolean {
  return seen.unreadableClaims.some(({ object }) => gatewayNameOf(object.spec) === gateway)
}

function someoneLostItsStatus(choices: ReadonlyMap<Claim, Choice>): boolean {
  return [...choices].some(
    ([claim, { carried }]) => !claim.terminating && carried === undefined && claim.certificate.arn === undefined
  )
}
