import { keyOfRecord } from '../people.ts'
import type { Truth } from '../truth.ts'
import type { Finding, Invariant } from './invariant.ts'
import { mayOutlive, noteKeptRecord } from './validation-records.ts'

export const nothingIsLeft: Invariant = {
  name: 'once everything is deleted, nothing is left',
  begin: () => {
    const keptNames = new Set<string>()
    return {
      afterStep: (truth, step) => {
        noteKeptRecord(keptNames, truth, step)
        return undefined
      },
      emptied: truth => findLeftover(keptNames, truth)
    }
  }
}

function findLeftover(keptNames: ReadonlySet<string>, truth: Truth): Finding {
  const { bareAliases, foreignRecords } = truth.people
  const [object] = [...truth.claims(), ...truth.gateways(), ...truth.configurations()]
  if (object !== undefined) return `${object.kind} ${object.metadata.name} is left`
  const own = truth.records().filter(record => {
    const key = keyOfRecord(record)
    return !foreignRecords.has(key) && !bareAliases.has(key)
  })
  const leftover = own.find(record => !mayOutlive(record, keptNames, truth))
  return leftover && `${leftover.name} ${leftover.type} is left`
}
