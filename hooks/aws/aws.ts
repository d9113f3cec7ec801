import { defaultCertificatesPerYear } from '../default-certificates-per-year.ts'
import { type AcmAccess, createAcmAccess } from './acm-access.ts'
import { type ClientOptions, settingsFrom } from './client-settings.ts'
import type { AWSFigures } from './figures.ts'
import { createZoneAccess, type ZoneAccess } from './zone-access.ts'

/** All of AWS that the hooks use. All requests of this process share its caches and budgets. */
export type AWS = AcmAccess &
  ZoneAccess & {
    /** What this process knows of AWS now, for metrics. It makes no call. */
    figures: () => AWSFigures
  }

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
  const acm = createAcmAccess(settings, options.certificatesPerYear ?? defaultCertificatesPerYear)
  const zones = createZoneAccess(settings)
  return {
    ...acm,
    ...zones,
    figures() {
      const ofAcm = acm.acmFigures()
      const ofZones = zones.zoneFigures()
      return { ...ofAcm, ...ofZones, budgets: [...ofAcm.budgets, ...ofZones.budgets] }
    }
  }
}
