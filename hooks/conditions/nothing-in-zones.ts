import { fieldOf } from '../api/field-of.ts'
import { conditionOf } from './conditions.ts'
import { readConditions } from './read-conditions.ts'
import type { Reason } from './reasons.ts'

/** The condition of a claim that says whether a certificate was requested: its first step. */
const firstStep = 'CertificateRequested'

/** The reason of a claim whose hosted zone the hooks may not read. */
const unreadableZone: Reason = 'ZoneAccessDenied'

/**
 * Whether a claim that is read from the API server certainly has no record in any hosted zone, so
 * that its zones may change. The claim hook writes no record before the status has a certificate.
 * A claim that was restored from a backup has no status, but may have records. So the first
 * condition has to say that everything was looked at, or that nobody could look into the zone.
 */
export function hasNothingInZones({ spec, status }: { spec: object; status?: unknown }): boolean {
  if (fieldOf(spec, 'target') !== undefined || keepsZones(status)) return false
  if (fieldOf(status, 'alias') !== undefined) return false
  const condition = conditionOf(readConditions(status), firstStep)
  return condition?.status === 'False' || condition?.reason === unreadableZone
}

/** Whether the status in the API server says that the claim keeps its hosted zones for life. */
export function keepsZones(status: unknown): boolean {
  return fieldOf(status, 'certificate') !== undefined
}
