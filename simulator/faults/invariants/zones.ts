import { firstOf, type Invariant } from './invariant.ts'

export const recordsInOwnZone: Invariant = {
  name: 'the records of a claim are only in the zone that its spec names',
  begin: () => ({
    afterStep: truth =>
      firstOf(truth.owners(), ({ claim: name, zoneID }) => {
        const claim = truth.claims().find(({ metadata }) => metadata.name === name)
        if (claim === undefined || claim.spec.hostedZoneID === zoneID) return undefined
        return `${name} has records in ${zoneID}, and its zone is ${claim.spec.hostedZoneID}`
      })
  })
}
