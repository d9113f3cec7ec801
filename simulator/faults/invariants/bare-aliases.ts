import { registrationName } from '../../external-dns/external-dns.ts'
import { type BareAlias, keyOfRecord } from '../people.ts'
import type { Truth } from '../truth.ts'
import { txtNameOf, type ZoneRecord } from '../zone-records.ts'
import { type Finding, firstOf, type Invariant } from './invariant.ts'

/**
 * People have deleted the TXT record of an alias. The hooks may write the TXT record again, and
 * from then on the alias is theirs again. Before that, they may not touch it.
 */
export const bareAliasesAreOwnedAgain: Invariant = {
  name: 'an alias whose TXT people deleted stays, and gets its TXT again',
  begin: () => ({
    afterStep: (truth, step) => {
      if (!('aws' in step)) return undefined
      forgetOwned(truth)
      return firstOf(truth.people.bareAliases, ([key, { record }]) => touched(key, record, truth))
    },
    settled: findLeftBare,
    emptied: findLeftBare
  })
}

/**
 * Drops the aliases that have a TXT record of ours again. The batch that creates the TXT record
 * also removes a record whose type is not wanted any more.
 */
function forgetOwned(truth: Truth): void {
  const { bareAliases } = truth.people
  if (bareAliases.size === 0) return
  const found = truth.owners()
  for (const [key, { record }] of bareAliases) {
    const isOwned = found.some(
      ({ zoneID, hostname, types }) =>
        zoneID === record.zoneID &&
        hostname === record.name &&
        (types.includes(record.type) || recordOf(key, truth) === undefined)
    )
    if (isOwned) bareAliases.delete(key)
  }
}

function touched(key: string, expected: ZoneRecord, truth: Truth): Finding {
  const found = recordOf(key, truth)
  if (found === undefined) return `${key} is gone, although it had no TXT`
  return found.target === expected.target ? undefined : `${key} was changed, although it had no TXT`
}

function recordOf(key: string, truth: Truth): ZoneRecord | undefined {
  return truth.records().find(record => keyOfRecord(record) === key)
}

function findLeftBare(truth: Truth): Finding {
  return firstOf(truth.people.bareAliases, ([key, alias]) =>
    isDoubtful(alias, truth) ? undefined : `${key} did not get its TXT again`
  )
}

/**
 * Whether the claim may not know the alias: its status did not prove it, or people did anything
 * else since. The claim lost its status or its certificate, or there were other records at the
 * hostname.
 */
function isDoubtful({ record, since, isUnproven }: BareAlias, { people }: Truth): boolean {
  const { name: hostname } = record
  const hasOtherRecords =
    people.changedAt(hostname) > since || people.changedAt(txtNameOf(hostname)) > since
  const names = [
    hostname,
    txtNameOf(hostname),
    ...['A', 'AAAA'].map(type => registrationName(type, hostname))
  ]
  return (
    isUnproven ||
    hasOtherRecords ||
    people.statusLost.has(hostname) ||
    people.abandoned.has(hostname) ||
    (people.destroyedCertificates.get(hostname) ?? 0) > 0 ||
    [...people.foreignRecords.values()].some(({ name }) => names.includes(name))
  )
}
