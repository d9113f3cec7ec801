import type { FailureReason } from '../aws/faults.ts'
import { type FaultRates, faultKinds } from './fault-kinds.ts'

/** The names of the pools in schedules. */
export type PoolName = 'public' | 'other'

/** The fields of a pool that differ between schedules, and that the platform team edits. */
export type PoolPlan = {
  readonly name: PoolName
  readonly domains: readonly string[]
  /** The domains whose aliases are in a private hosted zone. */
  readonly privateDomains: readonly string[]
  /** The hosted zone that the pool names for all its domains by mistake; absent if it is right. */
  readonly wrongZone?: 'Z0TYPO' | 'Z0OTHER'
  /** Which namespaces may request hostnames: all, or those with the label `allowedLabel`. */
  readonly namespaces: 'All' | 'Selector'
  readonly maxHostnamesPerNamespace: number
  readonly ipAddressType: 'ipv4' | 'dualstack'
  readonly maxHostnamesPerGateway: number
  readonly maxGateways: number
  readonly releaseGraceSeconds: number
  readonly deletionBrake: { readonly percent: number; readonly atLeast: number }
  readonly deletionPolicy: 'Delete' | 'Retain'
  readonly validationRecords: 'Delete' | 'Keep'
}

/** The scheme in the parameters of the GatewayClass; with `none` the class has no parameters. */
export type ClassScheme = 'internal' | 'internet-facing' | 'none'
/** The types of wildcard records that people create. */
export type WildcardType = 'A' | 'CNAME' | 'MX'

/** What a person does. A deed with a `hostname` affects its records, certificates or claim. */
export type Deed =
  | { readonly do: 'request'; namespace: string; name: string; hostname: string; pool: PoolName }
  | { readonly do: 'withdraw'; namespace: string; name: string }
  | { readonly do: 'withdrawAll'; pool: PoolName }
  | { readonly do: 'deleteNamespace'; namespace: string }
  | { readonly do: 'makeNamespace'; namespace: string }
  | { readonly do: 'labelNamespace'; namespace: string; isAllowed: boolean }
  | { readonly do: 'editPool'; plan: PoolPlan }
  | { readonly do: 'deletePool'; pool: PoolName }
  | { readonly do: 'allowDeletions'; pool: PoolName; isRightNumber: boolean }
  | { readonly do: 'deleteGateway'; pool: PoolName; number: number }
  | { readonly do: 'putForeign'; hostname: string; type: 'A' | 'CNAME' }
  | { readonly do: 'putForeignTXT'; hostname: string }
  | { readonly do: 'putForeignValidation'; hostname: string }
  | { readonly do: 'removeForeign'; hostname: string }
  | { readonly do: 'putWildcard'; domain: string; type: WildcardType; number: number }
  | { readonly do: 'removeWildcard'; domain: string }
  | { readonly do: 'putBinding'; hostname: string; value: string }
  | { readonly do: 'externalDNSWrites'; hostname: string }
  | { readonly do: 'rivalTakes'; hostname: string }
  | { readonly do: 'rivalGivesUp'; hostname: string }
  | { readonly do: 'removeAlias'; hostname: string }
  | { readonly do: 'removeTXT'; hostname: string }
  | { readonly do: 'removeValidation'; hostname: string }
  | { readonly do: 'vanishCertificate'; hostname: string }
  | { readonly do: 'expireCertificate'; hostname: string }
  | { readonly do: 'failCertificates'; hostname: string; reason: FailureReason }
  | { readonly do: 'mendCertificates'; hostname: string }
  | { readonly do: 'requestForeignCertificate'; hostname: string; region: string }
  | { readonly do: 'replaceLoadBalancer'; pool: PoolName; number: number }
  | { readonly do: 'configureClass'; scheme: ClassScheme }
  | { readonly do: 'restoreClaim'; hostname: string }
  | { readonly do: 'wipeStatus'; hostname: string }
  | { readonly do: 'abandon'; hostname: string }
  | { readonly do: 'restartHooks' }

/** The deed of one kind. */
export type DeedOf<Kind extends Deed['do']> = Extract<Deed, { do: Kind }>

/** A deed and its time in seconds since the start. */
export type Scheduled = Deed & { readonly at: number }

/** Everything that a run depends on. The same schedule always gives the same run. */
export type Schedule = {
  readonly seed: number
  readonly pools: readonly PoolPlan[]
  readonly deeds: readonly Scheduled[]
  readonly faults: FaultRates
}

/**
 * Describes a schedule as lines of readable text: its pools, its deeds with their times, and its
 * kinds of faults with their rates.
 */
export function describeSchedule({ seed, pools, deeds, faults }: Schedule): string[] {
  return [
    `schedule of seed ${seed}`,
    ...pools.map(plan => `  pool      ${JSON.stringify(plan)}`),
    ...deeds.map(deed => `  ${clockTime(deed.at)}  ${describeDeed(deed)}`),
    ...Object.entries(faults).map(
      ([kind, rate]) => `  fault     ${faultKinds[kind as keyof FaultRates]} (${rate})`
    )
  ]
}

/** Seconds as `h:mm:ss`. */
export function clockTime(seconds: number): string {
  const two = (number: number) => String(Math.floor(number)).padStart(2, '0')
  return `${Math.floor(seconds / 3600)}:${two((seconds % 3600) / 60)}:${two(seconds % 60)}`
}

function describeDeed({ at: _, do: what, ...fields }: Scheduled): string {
  const details = Object.values(fields).map(value =>
    typeof value === 'object' ? JSON.stringify(value) : value
  )
  return [what, ...details].join(' ')
}
