import fc from 'fast-check'
import t from 'tap'
import { claimConditions, type DomainClaim } from '../../../../hooks/api/domain-claim.ts'
import { isTrue } from '../../../../hooks/conditions/conditions.ts'
import { readOwnership } from '../../../../hooks/dns/ownership.ts'
import type { RecordSet } from '../../../../hooks/dns/records.ts'
import { decide } from '../../../../hooks/domain-claim/decide/decide.ts'
import type { Action } from '../../../../hooks/domain-claim/facts/action.ts'
import { aliasState, isAsWanted } from '../../../../hooks/domain-claim/facts/alias.ts'
import { currentCertificate } from '../../../../hooks/domain-claim/facts/certificate.ts'
import type { Observation } from '../../../../hooks/domain-claim/facts/observation.ts'
import { report } from '../../../../hooks/domain-claim/report/report.ts'
import { sameTarget } from '../../../../hooks/load-balancer/dns-name.ts'
import { dyingClaim, livingClaim, observation } from '../../../helpers/claim-arbitraries.ts'
import {
  alb,
  aliasTo,
  balancer,
  certificate,
  claimWith,
  cluster,
  context,
  described,
  now,
  seenWith,
  statusOf,
  txtOf,
  validation,
  validationCNAME,
  validationTXT
} from '../../../helpers/claim-observation.ts'

const anyClaim = fc.oneof(livingClaim, dyingClaim)
const runs = { numRuns: 2_000, seed: 20_260_301 }

/** Holds a property of every decision. */
function always(property: (claim: DomainClaim, seen: Observation) => void): void {
  fc.assert(fc.property(anyClaim, observation, property), runs)
}

type Change = Extract<Action, { do: 'changeRecords' }>

function changesOf(claim: DomainClaim, seen: Observation, what: Change['what']): Change[] {
  return decide(claim, seen, context)
    .actions.filter(a => a.do === 'changeRecords')
    .filter(a => a.what === what)
}

function expect(condition: boolean, message: string): void {
  if (!condition) throw new Error(message)
}

t.test('the steps to Ready are decided in the order of the conditions of the API', async t => {
  const { steps } = decide(claimWith(), seenWith(), context)
  t.strictSame(
    steps.map(({ step }) => step),
    claimConditions
  )
})

t.test('each action names the step that wants it', async () => {
  always((claim, seen) => {
    const { actions, steps } = decide(claim, seen, context)
    for (const { step, ...action } of actions) {
      const outcome = steps.find(candidate => candidate.step === step)?.outcome
      const wanted = outcome === undefined || outcome.is === 'looking' ? [] : outcome.actions
      expect(JSON.stringify(wanted).includes(JSON.stringify(action)), `${step} does not want it`)
    }
  })
})

t.test('nothing is done while something has to be looked at', async () => {
  always((claim, seen) => {
    const { looks, actions, finished } = decide(claim, seen, context)
    expect(looks.length === 0 || (actions.length === 0 && !finished), 'acts before it has looked')
  })
})

t.test('looks end: what was looked at just now is not asked for again', async () => {
  always((claim, seen) => {
    const certificates = seen.certificates.map(c => ({
      ...c,
      tagged: c.tagged ?? true,
      described: c.described ?? described()
    }))
    const own = claim.status?.certificate?.arn
    const gone = own === undefined || certificates.some(c => c.arn === own) ? [] : [own]
    // However long the looks took: they began with this sync or later.
    const asOf = now + 20_000
    const fresh = {
      ...seen,
      certificates,
      gone,
      recordsAsOf: asOf,
      certificatesAsOf: asOf,
      sharing: { arns: [], asOf }
    }
    const later = { ...context, now: now + 25_000 }
    expect(
      decide(claim, fresh, later).looks.length === 0,
      JSON.stringify(decide(claim, fresh, later).looks)
    )
  })
})

t.test(
  'of the alias nothing is removed that a TXT of this cluster and claim does not list',
  async () => {
    always((claim, seen) => {
      for (const { change } of changesOf(claim, seen, 'alias')) {
        if (change.remove.length === 0) continue
        const ours = readOwnership(seen.owner)
        expect(
          ours?.cluster === cluster && ours.claim === claim.metadata.name,
          'removes beside a foreign TXT'
        )
        for (const record of change.remove.filter(r => r !== seen.owner)) {
          expect(seen.addresses.includes(record), 'removes what was not seen')
          expect(record.setIdentifier === undefined, 'removes a weighted record')
          expect(
            ours?.recordTypes.includes(record.type) ?? false,
            'removes a type that is not listed'
          )
          expect(sameTarget(pointsTo(record), ours?.target ?? ''), 'removes what points elsewhere')
        }
      }
    })
  }
)

function pointsTo(record: RecordSet): string {
  return record.alias?.dnsName ?? record.values?.join('+') ?? ''
}

t.test('alias and TXT change together, in one batch', async () => {
  always((claim, seen) => {
    for (const { change } of changesOf(claim, seen, 'alias')) {
      const txts = (records: readonly RecordSet[]) => records.filter(r => r.type === 'TXT').length
      if (change.create.length > 0) {
        expect(
          txts(change.create) === 1 && change.create.length > 1,
          'creates one without the other'
        )
        expect(claim.metadata.deletionTimestamp === undefined, 'creates while going away')
      }
      if (change.remove.length > 0)
        expect(change.remove.includes(seen.owner as RecordSet), 'removes without the TXT')
      expect(txts(change.remove) === (seen.owner === undefined ? 0 : 1), 'leaves a TXT behind')
    }
  })
})

t.test(
  'a validation record is removed only if this cluster made it and nobody needs it',
  async () => {
    always((claim, seen) => {
      for (const { change } of changesOf(claim, seen, 'validation')) {
        if (change.remove.length === 0) continue
        expect(claim.metadata.deletionTimestamp !== undefined, 'removes while alive')
        expect(
          readOwnership(seen.validation?.owner)?.cluster === cluster,
          'removes what another cluster made'
        )
        expect(
          seen.sharing?.arns.length === 0 && seen.sharing.asOf === now,
          'removes what others need'
        )
      }
    })
  }
)

t.test('no certificate is deleted that is in use, not ours, or the one that serves', async () => {
  always((claim, seen) => {
    for (const action of decide(claim, seen, context).actions) {
      if (action.do !== 'deleteCertificate') continue
      const found = seen.certificates.find(c => c.arn === action.arn)
      const isGoing = claim.metadata.deletionTimestamp !== undefined
      const users = found?.described?.inUseBy ?? (isGoing ? [] : undefined)
      expect(
        found?.tagged === true && !found.inUse && users?.length === 0,
        'deletes without evidence'
      )
      expect(!found?.isDeleted || found.described?.asOf === now, 'deletes again without asking ACM')
      const serves = currentCertificate(seen.certificates)
      expect(
        isGoing || serves?.arn !== action.arn || serves.status !== 'ISSUED',
        'deletes what serves'
      )
    }
  })
})

t.test(
  'nothing is requested for a claim that is going, released, or has a certificate',
  async () => {
    always((claim, seen) => {
      const isRequesting = decide(claim, seen, context).actions.some(
        a => a.do === 'requestCertificate'
      )
      if (!isRequesting) return
      expect(
        claim.metadata.deletionTimestamp === undefined && claim.spec.releasedAt === undefined,
        'requests for nobody'
      )
      const good = seen.certificates.filter(
        c => c.status === 'ISSUED' || c.status === 'PENDING_VALIDATION'
      )
      expect(good.length === 0 && seen.certificatesAsOf === now, 'requests a second one')
    })
  }
)

const wellSeen = seenWith({
  addresses: [aliasTo(alb)],
  owner: txtOf(),
  certificates: [certificate('one', { described: described(balancer()) })],
  validation: validation([validationCNAME], validationTXT()),
  changeInSync: true
})
const wellClaim = claimWith({
  status: { ...statusOf('one'), alias: { target: alb, recordTypes: ['A'], revision: 1 } }
})

/** All is well, but for up to three things. */
const nearlyWell = fc
  .tuple(observation, fc.subarray(Object.keys(wellSeen) as (keyof Observation)[], { maxLength: 3 }))
  .map(
    ([seen, keys]): Observation => ({
      ...wellSeen,
      ...Object.fromEntries(keys.map(key => [key, seen[key]]))
    })
  )

t.test('Ready means: issued, attached, alias as wanted, and in sync', async t => {
  let ready = 0
  fc.assert(
    fc.property(fc.oneof(fc.constant(wellClaim), livingClaim), nearlyWell, (claim, seen) => {
      const decision = decide(claim, seen, context)
      const { conditions } = report(claim, { seen, decision, results: [] }, context)
      if (!isTrue(conditions, 'Ready')) return
      ready++
      const chosen = currentCertificate(seen.certificates)
      const { target } = claim.spec
      expect(chosen?.status === 'ISSUED' && chosen.inUse, 'not issued, or not in use')
      const isNamed = chosen?.described?.inUseBy.includes(balancer()) ?? false
      expect(
        isNamed || claim.status?.certificate?.attachedTo === 'k8s-edge-public1',
        'used by others only'
      )
      expect(
        target !== undefined && isAsWanted(claim, target, aliasState(claim, seen, cluster)),
        'alias not as wanted'
      )
      expect(
        claim.status?.alias?.revision === readOwnership(seen.owner)?.revision,
        'written by whom, and when?'
      )
      expect(
        claim.status?.alias?.changeID === undefined || seen.changeInSync === true,
        'not in sync'
      )
      expect(
        seen.validation === undefined || seen.validation.records.includes(validationCNAME),
        'cannot be renewed'
      )
      expect(seen.delegation === undefined && seen.hostedZone !== undefined, 'out of reach')
    }),
    runs
  )
  t.ok(ready > 100, `${ready} of ${runs.numRuns} were Ready`)
})

t.test('the same input gives the same bytes', async () => {
  always((claim, seen) => {
    const [one, two] = [claim, structuredClone(claim)].map(of => {
      const decision = decide(of, structuredClone(seen), context)
      return JSON.stringify([decision, report(of, { seen, decision, results: [] }, context)])
    })
    expect(one === two, 'differs')
  })
})
