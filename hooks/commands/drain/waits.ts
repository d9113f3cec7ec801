import { fieldOf } from '../../api/field-of.ts'
import { group } from '../../api/schema.ts'
import { conditionOf } from '../../conditions/conditions.ts'
import { readConditions } from '../../conditions/read-conditions.ts'
import type { ReadObject } from '../cluster/cluster-reader.ts'

/** Why a claim is still there, and what a person can do about it. */
export function whyClaimWaits(claim: ReadObject, pools: readonly ReadObject[]): string {
  const { name, deletionTimestamp } = claim.metadata
  if (deletionTimestamp !== undefined)
    return readyMessage(claim) ?? 'the records and the certificate are being removed from AWS'
  const poolName = `${fieldOf(claim.spec, 'poolName')}`
  const pool = pools.find(({ metadata }) => metadata.name === poolName)
  if (pool === undefined) return withoutPool(name, poolName)
  const releasedAt = fieldOf(claim.spec, 'releasedAt')
  if (typeof releasedAt !== 'string') return `pool ${poolName} has not released it yet`
  const braked = brakeOf(pool)
  if (braked !== undefined) return braked
  return inGrace(releasedAt, pool)
}

/**
 * Whether a claim waits for a time, or for a person: its pool keeps it until the grace is over, or
 * until somebody lifts the brake.
 */
export function isKept({ metadata, spec }: ReadObject): boolean {
  return metadata.deletionTimestamp === undefined && fieldOf(spec, 'releasedAt') !== undefined
}

/** No policy lets a claim go that nobody has released, except by the annotation. */
function withoutPool(name: string, pool: string): string {
  return (
    `its pool ${pool} does not exist, so nobody releases it. To delete it: ` +
    `\`kubectl annotate domainclaim ${name} ${group}/allow-delete=true\`, then ` +
    `\`kubectl delete domainclaim ${name}\``
  )
}

/** The message of a pool that holds its hostnames back, with the command that lets them go. */
function brakeOf(pool: ReadObject): string | undefined {
  const accepted = conditionOf(readConditions(pool.status), 'Accepted')
  if (accepted?.reason !== 'DeletionBraked') return undefined
  return `pool ${pool.metadata.name} holds its hostnames back: ${accepted.message}`
}

function inGrace(releasedAt: string, { metadata: { name }, spec }: ReadObject): string {
  const seconds = Number(fieldOf(spec, 'releaseGraceSeconds') ?? 0)
  const end = new Date(Date.parse(releasedAt) + seconds * 1000)
  if (seconds === 0 || Number.isNaN(end.getTime()))
    return `pool ${name} has released it, and deletes it next`
  return (
    `pool ${name} keeps it until its grace ends (${end.toISOString()}). To go on at once: ` +
    `\`kubectl patch gatewaypool ${name} --type=merge -p '{"spec":{"releaseGraceSeconds":0}}'\``
  )
}

/** Why a pool is still there; `undefined` while it holds hostnames, which say it themselves. */
export function whyPoolWaits(pool: ReadObject): string | undefined {
  const { name, deletionTimestamp } = pool.metadata
  const count = Number(fieldOf(pool.status, 'hostnames') ?? 0)
  if (deletionTimestamp !== undefined) return readyMessage(pool) ?? 'its Gateways are being removed'
  return count > 0 ? undefined : `pool ${name} waits until its requests are gone`
}

function readyMessage({ status }: ReadObject): string | undefined {
  const ready = conditionOf(readConditions(status), 'Ready')
  return ready === undefined || ready.status === 'True' ? undefined : ready.message
}
