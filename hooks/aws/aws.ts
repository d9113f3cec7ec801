import { usualPerYear } from '../usual-per-year.ts'
import { type AcmAccess, createAcmAccess } from './acm-access.ts'
import { type ClientOptions, settingsFrom } from './client-settings.ts'
import { createZoneAccess, type ZoneAccess } from './zone-access.ts'

/** All of AWS that the hooks use. All requests of this process share its caches and budgets. */
export type AWS = AcmAccess & ZoneAccess

export type AWSOptions = ClientOptions & {
  /**
   * How many certificates the account may request in one region within 365 days. If absent, it is
   * ACM's usual number.
   */
  certificatesPerYear?: number
}

/**
 * Makes the access to AWS for one process. Everything that uses the result shares its budgets and
 * caches.
 */
export function createAWS(options: AWSOptions): AWS {
  const settings = settingsFrom(options)
  return {
    ...createAcmAccess(settings, options.certificatesPerYear ?? usualPerYear),
    ...createZoneAccess(settings)
  }
}
