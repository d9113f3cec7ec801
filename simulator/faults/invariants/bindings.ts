import type { DomainClaim } from '../../../hooks/api/domain-claim.ts'
import { isReady } from '../conditions.ts'
import type { Truth } from '../truth.ts'
import type { ZoneRecord } from '../zone-records.ts'
import { type Finding, firstOf, type Invariant } from './invariant.ts'
import { unseenMilliseconds } from './ready.ts'

export const clientsFollowUs: Invariant = {
  name: 'no Ready while an HTTPS or SVCB record leads clients elsewhere',
  begin: () => ({
    afterStep: truth => firstOf(readyClaims(truth), claim => diverted(claim, truth, isNoticed)),
    settled: truth => firstOf(readyClaims(truth), claim => diverted(claim, truth, () => true))
  })
}

function readyClaims({ claims }: Truth): readonly DomainClaim[] {
  return claims().filter(claim => isReady(claim) && claim.metadata.deletionTimestamp === undefined)
}

/** Whether the record is so old that its claim must have seen it. */
function isNoticed({ since }: ZoneRecord, { now }: Truth): boolean {
  return now() - since > unseenMilliseconds
}

function diverted(
  { spec: { hostname, hostedZoneID } }: DomainClaim,
  truth: Truth,
  counts: (record: ZoneRecord, truth: Truth) => boolean
): Finding {
  const found = truth
    .records()
    .filter(({ zoneID, name }) => zoneID === hostedZoneID && name === hostname)
    .filter(({ type }) => type === 'HTTPS' || type === 'SVCB')
    .find(({ values }) => values.some(value => leadsElsewhere(value)))
  if (found === undefined || !counts(found, truth)) return undefined
  return `${hostname} is Ready, and its ${found.type} is ${found.values.join()}`
}

/**
 * Whether a value that a schedule writes leads clients elsewhere. A mistake in the hooks' own
 * reader would hide itself here, so this is a second reader.
 */
function leadsElsewhere(value: string): boolean {
  const [priority, target, ...parameters] = value.split(' ')
  return priority === '0' || target !== '.' || parameters.some(text => text.startsWith('port='))
}
