/**
 * A hosted zone as callers name it. Callers hand it on whole and compare it by `zoneKey` only, so
 * that hosted zones of other AWS accounts can come later without touching the callers again.
 */
export type ZoneRef = {
  /** Id that Route 53 gave the zone, such as `Z0123456789`. */
  readonly id: string
  /** Id of the AWS account that has the zone; absent for the account of the hooks themselves. */
  readonly account?: string
}

/** The key of a zone in caches and comparisons: the same for two references to the same zone. */
export function zoneKey({ id, account }: ZoneRef): string {
  return account === undefined ? id : `${account}/${id}`
}

/** The zone in words, for messages and logs. */
export function describeZone({ id, account }: ZoneRef): string {
  return account === undefined ? `hosted zone ${id}` : `hosted zone ${id} of AWS account ${account}`
}
