import type { DomainClaimSpec, Target } from '../../api/domain-claim.ts'
import { otherManagersOf } from '../../wire/field-managers.ts'
import { newReleaseTime } from '../admit/release.ts'
import type { Observation } from '../observe/observe.ts'
import type { SeenClaim } from '../observe/read-claims.ts'

/*
 * After a restore from a backup, another field manager may own fields of a claim's spec too. Our
 * apply cannot remove such a field: if we leave it out, it stays for ever. So we first write
 * another value with the same meaning, which makes the field ours alone. Then the next sync can
 * leave the field out.
 */

/**
 * The time to write into `releasedAt` while another field manager owns this field too; `undefined`
 * if the field can be left out.
 */
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
 * The target to write while another field manager owns this field too; `undefined` if the field can
 * be left out. The target stays the same, but its name gets a dot at the end, or loses it.
 */
export function targetToTakeOver({ object }: SeenClaim): Target | undefined {
  const { target } = object.spec
  if (target === undefined || !isCoOwned(object, 'target')) return undefined
  const { dnsName } = target
  return { ...target, dnsName: dnsName.endsWith('.') ? dnsName.slice(0, -1) : `${dnsName}.` }
}

/**
 * Whether `gatewayStatus` has to be kept up to date. If another field manager owns this field too,
 * our apply cannot remove it, and an old value would stay.
 */
export function keepsGatewayStatus({ object }: SeenClaim): boolean {
  return object.spec.gatewayStatus !== undefined && isCoOwned(object, 'gatewayStatus')
}

type OptionalKeys<T> = { [K in keyof T]-?: object extends Pick<T, K> ? K : never }[keyof T]

/**
 * The optional fields that the pool can leave out. `validationZoneID` is never left out again, and
 * the pool always writes `targetType`: only claims from before an upgrade lack it. If
 * `noRetryBefore` stays, it has no effect any more once its time has come.
 */
type Removable = Exclude<
  OptionalKeys<DomainClaimSpec>,
  'validationZoneID' | 'targetType' | 'noRetryBefore'
>

/** How each of these fields is handled. A new optional field does not compile until it is here. */
const takeOver = {
  releasedAt: releaseToTakeOver,
  target: targetToTakeOver,
  gatewayStatus: keepsGatewayStatus
} satisfies Record<Removable, unknown>

type Field = keyof typeof takeOver

function isCoOwned(claim: SeenClaim['object'], field: Field): boolean {
  return otherManagersOf(claim, [`f:${field}`]).length > 0
}
