import type { Problem } from '../../conditions/conditions.ts'
import type { Reason } from '../../conditions/reasons.ts'
import { domainFinder } from '../../hostname/domains.ts'
import { counted } from '../../text/counted.ts'
import { listed } from '../../text/listed.ts'
import { keepsOtherZones } from '../admit/claim-zones.ts'
import type { Held } from '../admit/held.ts'
import { isStuck } from '../admit/release.ts'
import type { Attachment } from '../attach/attach.ts'
import { overriddenCertificates, overriddenScheme } from '../gateways/class-overrides.ts'
import { isNeutral } from '../gateways/foreign-listeners.ts'
import type { GatewayView } from '../gateways/gateway-view.ts'
import { unreachableServices } from '../gateways/unreachable-services.ts'
import type { Observation } from '../observe/observe.ts'
import type { Placement } from '../place/place.ts'

/** Everything that keeps the pool from doing what its spec says, the most serious problem first. */
export function problemsOf(
  seen: Observation,
  placement: Placement,
  attachments: readonly Attachment[]
): Problem[] {
  const gateways = [...placement.gateways.map(({ gateway }) => gateway), ...placement.leaving]
  const problems = [
    poolInDeletion(seen, placement),
    unreadableObjects(seen),
    overriddenScheme(seen),
    overriddenCertificates(seen),
    unreachableServices(seen),
    closedListeners(seen, gateways),
    overlappingClaims(placement),
    withheldCertificates(attachments),
    otherRegions(seen, attachments),
    ...waitingClaims(placement),
    claimsInOtherZone(seen, placement),
    claimsOutsideAllowlist(seen, placement),
    stuckClaims(seen)
  ]
  return problems.filter(problem => problem !== undefined)
}

function poolInDeletion(seen: Observation, { held, leaving }: Placement): Problem | undefined {
  if (!seen.finalizing) return undefined
  const hostnames = held.length + seen.unreadableClaims.length
  if (hostnames === 0) return gatewaysFirst(leaving)
  const requested = held.filter(({ request }) => request !== undefined)
  // The other hostnames go by themselves, once their grace is over.
  const waitsForPerson = requested.length + seen.unreadableClaims.length > 0
  const names = listed(requested.map(({ claim }) => claim.hostname))
  const byRequests = requested.length === 0 ? '' : `; requests still hold: ${names}`
  return {
    reason: waitsForPerson ? 'ClaimsLeft' : 'Deleting',
    message:
      `the pool is being deleted and waits for ${counted(hostnames, 'hostname')}, ` +
      `${hostnames - requested.length} of them in deletion${byRequests}`
  }
}

function gatewaysFirst(leaving: readonly GatewayView[]): Problem {
  const states = leaving.filter(({ exists }) => exists).map(({ state }) => state)
  const stuck = states.find(({ reason }) => reason === 'GatewayStuck')
  const shown = stuck ?? states[0]
  const details = shown === undefined ? '' : `: ${shown.message}`
  const message = `the pool is being deleted, its Gateways first${details}`
  return { reason: stuck?.reason ?? 'Deleting', message }
}

function unreadableObjects(seen: Observation): Problem | undefined {
  const claims = seen.unreadableClaims.map(
    ({ object, problem }) => `DomainClaim ${object.metadata.name} (${problem})`
  )
  const requests = seen.requests.unanswerable.map(
    name => `GatewayHostnameRequest ${name} (broken metadata)`
  )
  const names = [...claims, ...requests]
  if (names.length === 0) return undefined
  const count = `${counted(names.length, 'object')} that cannot be read`
  return { reason: 'UnreadableObjects', message: `${count}, kept as observed: ${listed(names)}` }
}

/**
 * Reports the listeners that the pool has closed but cannot remove, because another field manager
 * owns them too.
 */
function closedListeners(
  { pool }: Observation,
  gateways: readonly GatewayView[]
): Problem | undefined {
  const closed = gateways.flatMap(gateway =>
    gateway.listeners.filter(isNeutral).map(listener => ({ gateway: gateway.name, ...listener }))
  )
  const [first] = closed
  if (first === undefined) return undefined
  const names = closed.map(({ name, gateway, otherManagers }) => {
    const managers = otherManagers.length === 0 ? '' : ` (${otherManagers.join(', ')})`
    return `${name} of Gateway ${gateway}${managers}`
  })
  const command = `kubectl edit gateway -n ${pool.spec.gatewayNamespace} ${first.gateway}`
  return {
    reason: 'ForeignListeners',
    message:
      'listeners without a hostname of this pool are closed but cannot be removed, because ' +
      `another field manager has applied them too: ${listed(names)} (${command})`
  }
}

function overlappingClaims({ held }: Placement): Problem | undefined {
  const names = held.flatMap(({ claim, blockedBy: older }) => {
    if (older === undefined) return []
    const [own, other] = [claim, older].map(
      ({ hostname, namespace }) => `${hostname} of namespace ${namespace}`
    )
    return `${own} overlaps ${other}`
  })
  if (names.length === 0) return undefined
  const what = 'hostnames without a listener, because an older hostname overlaps them'
  return { reason: 'HostnameOverlaps', message: `${what}: ${listed(names)}` }
}

/**
 * Reports issued certificates that do not get on their load balancers: the message of the first
 * one, and all hostnames that have the same message.
 */
function withheldCertificates(attachments: readonly Attachment[]): Problem | undefined {
  const all = attachments.flatMap(({ withheld }) => [...withheld])
  const [first] = all
  if (first === undefined) return undefined
  const [, { reason, message }] = first
  const alike = all.filter(([, withheld]) => withheld.message === message)
  const hostnames = listed(alike.map(([{ hostname }]) => hostname))
  const what = 'hostnames without a certificate on their load balancer'
  return { reason, message: `${what}: ${hostnames}. ${message}` }
}

/**
 * Reports load balancers that cannot use the certificates of new hostnames, because they are in
 * another region. A claim keeps the region that it got at first.
 */
function otherRegions(seen: Observation, attachments: readonly Attachment[]): Problem | undefined {
  const elsewhere = attachments
    .map(({ gateway }) => gateway)
    .filter(({ target }) => target !== undefined)
    .filter(({ region }) => region !== undefined && region !== seen.region)
  const [first] = elsewhere
  if (first === undefined) return undefined
  const names = listed(elsewhere.map(({ name }) => name))
  return {
    reason: 'RegionMismatch',
    message:
      `new hostnames get certificates of ${seen.region}, ` +
      `but load balancers of this pool are in ${first.region}: ${names}`
  }
}

/**
 * The reasons of claims that wait for the platform team, in words for the reader of the pool: the
 * team looks at its pool, not at the claims.
 */
const waitingForPlatform = {
  CertificateExpired: 'hostnames whose certificate has expired or was revoked',
  RenewalFailing: 'hostnames whose certificate expires soon, as ACM cannot renew it',
  RenewalOverdue: 'hostnames whose certificate expires soon, as ACM has not renewed it',
  ZoneNotFound: 'hostnames whose hosted zone does not exist',
  ZoneAccessDenied: 'hostnames whose hosted zone AWS does not let the hooks use',
  ZoneIsPrivate: 'hostnames whose certificate cannot be validated, as their zone is private',
  HostnameOutsideZone: 'hostnames whose hosted zone is of another domain',
  NameDelegatedAway: 'hostnames that their hosted zone delegates to other name servers',
  AWSNoCredentials: 'hostnames that wait, as the hooks have no credentials for AWS',
  AWSRegionUnusable: 'hostnames that wait, as AWS does not serve the hooks in their region',
  AWSDeniedByOrganization: 'hostnames that wait, as the AWS organization denies a call',
  AWSTagPolicy: 'hostnames without a certificate, as a tag policy refuses its tags',
  WrongALBZone: 'hostnames without an alias, as their load balancer is in another zone'
} as const satisfies Partial<Record<Reason, string>>

/** Reports the claims that wait for the platform team: one problem for each reason. */
function waitingClaims({ held }: Placement): readonly Problem[] {
  const living = held.filter(({ claim }) => !claim.terminating)
  const byReason = Map.groupBy(living, ({ claim }) => claim.notReadyFor ?? claim.warning)
  return Object.entries(waitingForPlatform).flatMap(([reason, words]) => {
    const hostnames = byReason.get(reason)?.map(nameWithZone)
    const problem = { reason: reason as Reason, message: `${words}: ${listed(hostnames ?? [])}` }
    return hostnames === undefined ? [] : [problem]
  })
}

function nameWithZone({ claim }: Held): string {
  return `${claim.hostname} (${claim.object.spec.hostedZoneID})`
}

/** Reports hostnames that stay in a hosted zone that the pool no longer names. */
function claimsInOtherZone(seen: Observation, { held }: Placement): Problem | undefined {
  const domainOf = domainFinder(seen.pool.spec.domains)
  const others = held.filter(({ claim }) => {
    const domain = domainOf(claim.hostname)
    return domain !== undefined && keepsOtherZones(claim, domain)
  })
  if (others.length === 0) return undefined
  const what = 'hostnames that keep another hosted zone than the pool names'
  return { reason: 'ClaimsInOtherZone', message: `${what}: ${listed(others.map(nameWithZone))}` }
}

function claimsOutsideAllowlist(seen: Observation, { held }: Placement): Problem | undefined {
  const domainOf = domainFinder(seen.pool.spec.domains)
  const hostnames = held.map(({ claim }) => claim.hostname)
  const outside = hostnames.filter(hostname => domainOf(hostname) === undefined)
  if (outside.length === 0) return undefined
  return {
    reason: 'ClaimsOutsideAllowlist',
    message: `hostnames that no domain of the pool covers keep working: ${listed(outside)}`
  }
}

/**
 * Reports claims whose deletion does not finish. They do not hold up other claims, but a person has
 * to look at them.
 */
function stuckClaims(seen: Observation): Problem | undefined {
  const stuck = seen.claims.filter(claim => isStuck(claim, seen.now)).map(({ name }) => name)
  const [first] = stuck
  if (first === undefined) return undefined
  const count = `${counted(stuck.length, 'hostname')} in deletion for more than ten minutes`
  const command = `kubectl describe domainclaim ${first}`
  return { reason: 'ClaimsStuck', message: `${count}: ${listed(stuck)} (${command})` }
}
