import type { DomainClaim } from '../../hooks/api/domain-claim.ts'
import { ownershipName } from '../../hooks/dns/ownership.ts'
import type { RecordChange, RecordSet } from '../../hooks/dns/records.ts'
import type { Result } from '../../hooks/domain-claim/act/act.ts'
import { decide } from '../../hooks/domain-claim/decide/decide.ts'
import type { Action } from '../../hooks/domain-claim/facts/action.ts'
import type { Observation, SeenCertificate } from '../../hooks/domain-claim/facts/observation.ts'
import type { StepContext } from '../../hooks/domain-claim/facts/step-context.ts'
import { report } from '../../hooks/domain-claim/report/report.ts'
import {
  arn,
  described,
  hostname,
  seenWith,
  validation,
  validationRecord
} from './claim-observation.ts'

/** A zone and an account as plain values: what the hooks' plans are carried out on, without AWS. */
export type Model = {
  records: readonly RecordSet[]
  certificates: readonly SeenCertificate[]
  requested: number
}

/** Everything of the model, looked at just now. */
export function look(claim: DomainClaim, model: Model, context: StepContext): Observation {
  const named = (name: string) => model.records.filter(r => r.name === name)
  const own = claim.status?.certificate?.arn
  const isGone = own !== undefined && !model.certificates.some(c => c.arn === own)
  const txt = named(ownershipName(validationRecord.name)).find(r => r.type === 'TXT')
  const isKnown =
    model.certificates.length > 0 || claim.status?.certificate?.validationRecord !== undefined
  return seenWith({
    addresses: named(hostname),
    owner: named(ownershipName(hostname)).find(r => r.type === 'TXT'),
    recordsAsOf: context.now,
    certificates: model.certificates.map(c => ({
      ...c,
      described: { ...described(...inUseBy(c)), asOf: context.now }
    })),
    certificatesAsOf: context.now,
    gone: isGone ? [own] : [],
    validation: isKnown ? validation(named(validationRecord.name), txt) : undefined,
    sharing: { arns: [], asOf: context.now },
    changeInSync: claim.status?.alias?.changeID === undefined ? undefined : true
  })
}

function inUseBy(certificate: SeenCertificate): readonly string[] {
  return certificate.described?.inUseBy ?? []
}

/** Carries out one action; throws where Route 53 would refuse. */
function carryOut(model: Model, action: Action, now: number): Model {
  switch (action.do) {
    case 'requestCertificate': {
      const made = {
        arn: arn(`new-${model.requested}`),
        status: 'PENDING_VALIDATION',
        inUse: false,
        createdAt: now,
        tagged: true
      }
      return {
        ...model,
        requested: model.requested + 1,
        certificates: [...model.certificates, made]
      }
    }
    case 'deleteCertificate':
      return { ...model, certificates: model.certificates.filter(c => c.arn !== action.arn) }
    case 'removeTags':
      return {
        ...model,
        certificates: model.certificates.map(c =>
          c.arn === action.arn ? { ...c, tagged: false } : c
        )
      }
    case 'changeRecords':
      return { ...model, records: changed(model.records, action.change) }
    default:
      return action satisfies never
  }
}

function changed(
  records: readonly RecordSet[],
  { remove, create }: RecordChange
): readonly RecordSet[] {
  const byKey = new Map(records.map(record => [keyOf(record), record]))
  for (const record of remove) {
    if (JSON.stringify(byKey.get(keyOf(record))) !== JSON.stringify(record))
      throw new Error(`no such ${keyOf(record)}`)
    byKey.delete(keyOf(record))
  }
  for (const record of create) {
    if (byKey.has(keyOf(record))) throw new Error(`${keyOf(record)} exists`)
    byKey.set(keyOf(record), record)
  }
  return [...byKey.values()]
}

function keyOf(record: RecordSet): string {
  return `${record.name} ${record.type} ${record.setIdentifier ?? ''}`
}

export type Played = {
  claim: DomainClaim
  model: Model
  actions: readonly Action[]
  finished: boolean
}

/** One sync on the model: decides, carries out, reports. */
export function play(claim: DomainClaim, model: Model, context: StepContext): Played {
  const seen = look(claim, model, context)
  const decision = decide(claim, seen, context)
  let next = model
  const results: Result[] = []
  for (const action of decision.actions) {
    next = carryOut(next, action, context.now)
    const made =
      action.do === 'requestCertificate' ? { arn: next.certificates.at(-1)?.arn ?? '' } : {}
    results.push({
      action,
      ok: true,
      ...made,
      ...(action.do === 'changeRecords' ? { changeID: 'C1' } : {})
    })
  }
  const status = JSON.parse(JSON.stringify(report(claim, { seen, decision, results }, context)))
  return {
    claim: { ...claim, status },
    model: next,
    actions: decision.actions,
    finished: decision.finished
  }
}
