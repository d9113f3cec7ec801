import type { DomainClaimSpec, Target } from '../../api/domain-claim.ts'
import { newReleaseTime } from '../admit/release.ts'
import { otherManagersOf } from '../observe/field-managers.ts'
import type { Observation } from '../observe/observe.ts'
import type { SeenClaim } from '../observe/read-claims.ts'

/*
 * Fields of a claim's spec that another field manager owns too, as after a restore from a backup.
 * Our apply cannot remove such a field: left out, it would stay for ever. So we first write another
 * value with the same meaning, which makes the field ours alone, and leave it out in the next sync.
 */

/** A time to write into releasedAt while it is co-owned; `undefined` when it can be left out. */
export function releaseToTakeOver(
  { object }: SeenClaim,
  { now, pool }: Observation
): string | undefined {
  const { releasedAt } = object.spec
  if (releasedAt === undefined || !isCoOwned(object, 'releasedAt')) return undefined
  const { releaseGraceSeconds } = pool.spec
  const time = newReleaseTime(now, releaseGraceSeconds)
  return time === releasedAt ? newReleaseTime(now + 10_000, releaseGraceSeconds) : time
}

/**
 * A target to write while it is co-owned; `undefined` when it can be left out. It is the same
 * target with a dot at the end of its name, or without that dot.
 */
export function targetToTakeOver({ object }: SeenClaim): Target | undefined {
  const { target } = object.spec
  if (target === undefined || !isCoOwned(object, 'target')) return undefined
  const { dnsName } = target
  return { ...target, dnsName: dnsName.endsWith('.') ? dnsName.slice(0, -1) : `${dnsName}.` }
}

/** Whether gatewayStatus has to be kept up to date, because it is co-owned and would stay. */
export function keepsGatewayStatus({ object }: SeenClaim): boolean {
  return object.spec.gatewayStatus !== undefined && isCoOwned(object, 'gatewayStatus')
}

type OptionalKeys<T> = { [K in keyof T]-?: object extends Pick<T, K> ? K : never }[keyof T]

/** The fields that the pool leaves out at some time. `validationZoneID` never changes. */
type Removable = Exclude<OptionalKeys<DomainClaimSpec>, 'validationZoneID'>

/** What takes each of these fields over. A new optional field does not compile without it. */
const takeOver = {
  releasedAt: releaseToTakeOver,
  target: targetToTakeOver,
  gatewayStatus: keepsGatewayStatus
} satisfies Record<Removable, unknown>

type Field = keyof typeof takeOver

function isCoOwned(claim: SeenClaim['object'], field: Field): boolean {
  return otherManagersOf(claim, [`f:${field}`]).length > 0
}
