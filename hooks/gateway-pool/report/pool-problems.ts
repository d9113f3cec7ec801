import type { Finding } from '../../conditions/conditions.ts'
import { counted } from '../../text/counted.ts'
import { listed } from '../../text/listed.ts'
import { isStuck } from '../admit/release.ts'
import type { Attachment } from '../attach/attach.ts'
import { isNeutral } from '../gateways/foreign-listeners.ts'
import { regionOf } from '../gateways/target.ts'
import type { Observation } from '../observe/observe.ts'

type Trouble = Pick<Finding, 'reason' | 'message'>

/** Listeners that nobody wants and that cannot go, because somebody else owns them too. */
export function foreignListeners(seen: Observation): Trouble | undefined {
  const { gatewayNamespace } = seen.pool.spec
  const found = [...seen.listeners].flatMap(([gateway, listeners]) =>
    listeners
      .filter(isNeutral)
      .map(({ name, otherManagers }) => ({ gateway, text: describe(name, gateway, otherManagers) }))
  )
  const [first] = found
  if (first === undefined) return undefined
  return {
    reason: 'ForeignListeners',
    message: `listeners without a hostname of this pool are closed and cannot be removed, because somebody else has applied them too: ${listed(found.map(({ text }) => text))}. Take them out by hand: kubectl edit gateway -n ${gatewayNamespace} ${first.gateway}`
  }
}

/** Claims that do not get done with AWS. They no longer hold up others, but somebody has to look. */
export function stuckClaims(seen: Observation): Trouble | undefined {
  const stuck = seen.claims.filter(claim => isStuck(claim, seen.now)).map(({ name }) => name)
  if (stuck.length === 0) return undefined
  return {
    reason: 'ClaimsStuck',
    message: `${counted(stuck.length, 'hostname')} on the way out for more than ten minutes: ${listed(stuck)}. Look why: kubectl describe domainclaim ${stuck[0]}`
  }
}

/** Certificates that are issued and do not get on their load balancers; the first has the reason. */
export function withheldCertificates(attachments: readonly Attachment[]): Trouble | undefined {
  const all = attachments.flatMap(({ withheld }) => [...withheld])
  const [first] = all
  if (first === undefined) return undefined
  const [, { reason, message }] = first
  const hostnames = all
    .filter(([, one]) => one.message === message)
    .map(([{ hostname }]) => hostname)
  return {
    reason,
    message: `hostnames without a certificate on their load balancer: ${listed(hostnames)}. ${message}`
  }
}

/** Load balancers that could not use the certificates of new hostnames; their claims keep the region for life. */
export function otherRegions(
  seen: Observation,
  attachments: readonly Attachment[]
): Trouble | undefined {
  const there = attachments.map(({ slot, target }) => ({
    name: slot.name,
    region: regionOf(target?.dnsName)
  }))
  const [first, ...more] = there.filter(
    ({ region }) => region !== undefined && region !== seen.region
  )
  if (first === undefined) return undefined
  const names = [first, ...more].map(({ name }) => name)
  return {
    reason: 'RegionMismatch',
    message: `new hostnames get certificates of ${seen.region}, and load balancers of this pool are in ${first.region}: ${listed(names)}. Set AWS_REGION of the hooks right, or make a pool with spec.region`
  }
}

function describe(name: string, gateway: string, managers: readonly string[]): string {
  const who = managers.length === 0 ? '' : ` (${managers.join(', ')})`
  return `${name} of Gateway ${gateway}${who}`
}
