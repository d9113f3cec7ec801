import { keyOfRecord } from '../people.ts'
import { keepsAll, type Sight } from '../sight.ts'
import { type Owner, ownerOf, type ZoneRecord } from '../zone-records.ts'
import { type Finding, firstOf, type Invariant } from './invariant.ts'

export const foreignRecordsStay: Invariant = {
  name: 'no foreign record is changed or removed',
  begin: () => ({
    afterStep: (sight, step) => {
      if (!('aws' in step)) return undefined
      const records = new Map(sight.records().map(record => [keyOfRecord(record), record]))
      return firstOf(sight.people.foreign, ([key, wanted]) => {
        const found = records.get(key)
        if (found === undefined) return `${key} is gone`
        return isSame(found, wanted)
          ? undefined
          : `${key} was changed to ${found.values} ${found.target ?? ''}`
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
      afterStep: (sight, step) => {
        if (!('aws' in step)) return undefined
        leaveRetained(owners, sight)
        owners = sight.owners()
        return unpaired(owners, sight)
      }
    }
  }
}

function unpaired(owners: readonly Owner[], sight: Sight): Finding {
  const aliases = sight.records().filter(({ target }) => target !== undefined)
  return (
    firstOf(owners, owner =>
      isOfPeople(owner, sight) ? undefined : missingAlias(owner, aliases)
    ) ?? firstOf(aliases, alias => strayAlias(alias, owners, sight))
  )
}

/** What people did at a hostname is between them and its TXT, until the hooks write that anew. */
function isOfPeople({ hostname }: Owner, { people, records }: Sight): boolean {
  const disturbed = people.txtWhenDisturbed(hostname)
  return (
    disturbed !== undefined &&
    records().some(r => ownerOf(r)?.hostname === hostname && r.values.join() === disturbed)
  )
}

function missingAlias(
  { zoneID, hostname, types, target }: Owner,
  aliases: readonly ZoneRecord[]
): Finding {
  const found = aliases.filter(
    alias => alias.zoneID === zoneID && alias.name === hostname && alias.target === target
  )
  const missing = types.find(type => !found.some(alias => alias.type === type))
  return missing === undefined
    ? undefined
    : `the TXT of ${hostname} lists ${missing} to ${target}, which is not there`
}

function strayAlias(alias: ZoneRecord, owners: readonly Owner[], { people }: Sight): Finding {
  if (people.foreign.has(keyOfRecord(alias)) || owners.some(owner => lists(owner, alias)))
    return undefined
  return `${alias.name} ${alias.type} to ${alias.target} has no TXT`
}

function lists({ zoneID, hostname, types }: Owner, alias: ZoneRecord): boolean {
  return zoneID === alias.zoneID && hostname === alias.name && types.includes(alias.type)
}

/** An alias that a claim leaves behind on purpose is nobody's business from then on, just when its TXT has gone. */
function leaveRetained(before: readonly Owner[], sight: Sight): void {
  const now = sight.owners()
  const gone = before.filter(
    owner => !now.some(({ zoneID, hostname }) => isAt(owner, zoneID, hostname))
  )
  for (const owner of gone.filter(owner => leavesAlias(owner, sight)))
    for (const record of sight.records())
      if (lists(owner, record) && record.target === owner.target) sight.people.adopt(record)
}

function isAt(owner: Owner, zoneID: string, hostname: string): boolean {
  return owner.zoneID === zoneID && owner.hostname === hostname
}

function leavesAlias({ claim: name }: Owner, sight: Sight): boolean {
  const claim = sight.claims().find(({ metadata }) => metadata.name === name)
  return claim?.metadata.deletionTimestamp !== undefined && keepsAll(claim)
}

export const aliasWithClaim: Invariant = {
  name: 'no alias of ours points to a load balancer without a claim',
  begin: () => ({ afterStep: ownerless, settled: ownerless, emptied: ownerless })
}

function ownerless(sight: Sight): Finding {
  const names = new Set(sight.claims().map(({ metadata }) => metadata.name))
  const stray = sight.owners().find(({ claim }) => !names.has(claim ?? ''))
  if (stray === undefined || isBeingRestored(sight)) return undefined
  return `the alias of ${stray.hostname} is of ${stray.claim}, which does not exist`
}

/** Between the removal and the return of a claim from a backup nobody looks. */
function isBeingRestored({ people, claims }: Sight): boolean {
  return (
    people.restoring.size > 0 &&
    !claims().some(({ metadata }) => people.restoring.has(metadata.name))
  )
}
