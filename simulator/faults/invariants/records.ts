import { keyOfRecord } from '../people.ts'
import { leavesAllBehind, type Truth } from '../truth.ts'
import { copiedName, type Owner, ownerOf, type ZoneRecord } from '../zone-records.ts'
import { type Finding, firstOf, type Invariant } from './invariant.ts'

export const foreignRecordsStay: Invariant = {
  name: 'no foreign record is changed or removed',
  begin: () => ({
    afterStep: (truth, step) => {
      if (!('aws' in step)) return undefined
      const records = new Map(truth.records().map(record => [keyOfRecord(record), record]))
      return firstOf(truth.people.foreignRecords, ([key, expected]) => {
        const found = records.get(key)
        if (found === undefined) return `${key} is gone`
        if (isSame(found, expected)) return undefined
        return `${key} was changed to ${found.values} ${found.target ?? ''}`
      })
    }
  })
}

function isSame(left: ZoneRecord, right: ZoneRecord): boolean {
  return left.values.join() === right.values.join() && left.target === right.target
}

export const aliasWithTXT: Invariant = {
  name: 'no alias stands without its TXT, and no TXT without its alias',
  begin: () => {
    let owners: readonly Owner[] = []
    return {
      afterStep: (truth, step) => {
        if (!('aws' in step)) return undefined
        giveUpRetained(owners, truth)
        owners = truth.owners()
        return unpaired(owners, truth)
      }
    }
  }
}

function unpaired(owners: readonly Owner[], truth: Truth): Finding {
  const aliases = truth.records().filter(({ target }) => target !== undefined)
  const undisturbed = owners.filter(owner => !isDisturbed(owner, truth))
  return (
    firstOf(undisturbed, owner => missingAlias(owner, aliases)) ??
    firstOf(aliases, alias => strayAlias(alias, owners, truth))
  )
}

/** Whether people disturbed the hostname, and the hooks have not rewritten its TXT record since. */
function isDisturbed({ hostname }: Owner, { people, records }: Truth): boolean {
  const oldTXT = people.txtWhenDisturbed(hostname)
  if (oldTXT === undefined) return false
  return records().some(
    record => ownerOf(record)?.hostname === hostname && record.values.join() === oldTXT
  )
}

function missingAlias(owner: Owner, aliases: readonly ZoneRecord[]): Finding {
  const { zoneID, hostname, types, target } = owner
  const found = aliases.filter(
    alias => alias.zoneID === zoneID && alias.name === hostname && alias.target === target
  )
  const missing = types.find(type => !found.some(alias => alias.type === type))
  if (missing === undefined) return undefined
  return `the TXT of ${hostname} lists ${missing} to ${target}, which is not there`
}

function strayAlias(
  alias: ZoneRecord,
  owners: readonly Owner[],
  { people, records }: Truth
): Finding {
  const key = keyOfRecord(alias)
  const isKnown = people.foreignRecords.has(key) || people.bareAliases.has(key)
  if (isKnown || owners.some(owner => isListed(alias, owner))) return undefined
  if (copiedName(alias, records()) !== undefined) return undefined
  return `${alias.name} ${alias.type} to ${alias.target} has no TXT`
}

function isListed(alias: ZoneRecord, { zoneID, hostname, types }: Owner): boolean {
  return alias.zoneID === zoneID && alias.name === hostname && types.includes(alias.type)
}

/**
 * Makes the aliases foreign that deleted claims leave behind. Such an alias belongs to people as
 * soon as its TXT record is gone.
 */
function giveUpRetained(ownersBefore: readonly Owner[], truth: Truth): void {
  const owners = truth.owners()
  const isStillOwned = ({ zoneID, hostname }: Owner) =>
    owners.some(owner => owner.zoneID === zoneID && owner.hostname === hostname)
  const retained = ownersBefore
    .filter(owner => !isStillOwned(owner))
    .filter(owner => isRetaining(owner, truth))
  for (const owner of retained)
    for (const record of truth.records())
      if (isListed(record, owner) && record.target === owner.target)
        truth.people.makeForeign(record)
}

function isRetaining({ claim: name }: Owner, truth: Truth): boolean {
  const claim = truth.claims().find(({ metadata }) => metadata.name === name)
  return claim?.metadata.deletionTimestamp !== undefined && leavesAllBehind(claim)
}

export const aliasWithClaim: Invariant = {
  name: 'no alias of ours points to a load balancer without a claim',
  begin: () => ({
    afterStep: findUnclaimedAlias,
    settled: findUnclaimedAlias,
    emptied: findUnclaimedAlias
  })
}

function findUnclaimedAlias(truth: Truth): Finding {
  const names = new Set(truth.claims().map(({ metadata }) => metadata.name))
  const stray = truth.owners().find(({ claim }) => !names.has(claim ?? ''))
  if (stray === undefined || isRestoring(truth)) return undefined
  return `the TXT of ${stray.hostname} names ${stray.claim}, which does not exist`
}

/** Whether a claim is being restored from a backup at this moment, and so does not exist. */
function isRestoring({ people, claims }: Truth): boolean {
  const { claimsInRestore } = people
  if (claimsInRestore.size === 0) return false
  return !claims().some(({ metadata }) => claimsInRestore.has(metadata.name))
}
