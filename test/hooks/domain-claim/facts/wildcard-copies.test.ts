import fc from 'fast-check'
import t from 'tap'
import type { DomainClaim } from '../../../../hooks/api/domain-claim.ts'
import { copiesChange, copiesOf, readCopies } from '../../../../hooks/dns/copies.ts'
import type { RecordChange, RecordSet } from '../../../../hooks/dns/records.ts'
import { decide } from '../../../../hooks/domain-claim/decide/decide.ts'
import type { Observation, SeenWildcard } from '../../../../hooks/domain-claim/facts/observation.ts'
import { dyingClaim, livingClaim, observation } from '../../../helpers/claim-arbitraries.ts'
import { context, described, hostname, longAgo, now } from '../../../helpers/claim-observation.ts'

const name = '*.example.com'
const a: RecordSet = { name, type: 'A', ttlSeconds: 60, values: ['192.0.2.1'] }
const mx: RecordSet = { name, type: 'MX', ttlSeconds: 60, values: ['10 mail.example.net.'] }
const weighted: RecordSet = { ...a, setIdentifier: 'one' }
const wildcards: readonly (readonly RecordSet[])[] = [[], [a], [a, mx], [weighted]]

/** Copies of these records as this cluster, or another one, has made them. */
function copiesBy(cluster: string, ...wildcard: RecordSet[]) {
  const wanted = copiesOf(wildcard, hostname)
  const change = copiesChange({ hostname, cluster, wildcard: name, existing: undefined, wanted })
  const [txt, ...records] = [...(change?.create ?? [])].reverse()
  return readCopies(txt, records)
}

const ours = 'test-cluster'
const moment = fc.constantFrom(now, longAgo)
const closest = fc
  .tuple(
    fc.constantFrom(...wildcards.slice(1)),
    fc.constantFrom([hostname], ['com.example.com', hostname])
  )
  .map(([records, hides]) => ({ records, hides }))

/** What the wildcards of one zone may look like. */
const seenWildcard: fc.Arbitrary<SeenWildcard> = fc
  .record({
    asOf: moment,
    listedAsOf: moment,
    copied: fc.constantFrom(...wildcards),
    answering: fc.option(closest, { nil: undefined }),
    returning: fc.option(closest, { nil: undefined }),
    hidden: fc.option(closest, { nil: undefined }),
    copies: fc.constantFrom(undefined, copiesBy(ours, a), copiesBy(ours, a, mx), copiesBy('b', mx)),
    otherTypes: fc.constantFrom([], ['A'], ['CNAME'], ['MX'])
  })
  .map(parts => JSON.parse(JSON.stringify(parts)) as Omit<SeenWildcard, 'isAny'>)
  .map(parts => ({ ...parts, isAny: parts.copied.length > 0 || parts.answering !== undefined }))

const situation = fc.tuple(
  fc.oneof(livingClaim, dyingClaim),
  fc
    .tuple(observation, seenWildcard)
    .map(([seen, seenIn]) => ({ ...seen, wildcards: { alias: seenIn, validation: seenIn } }))
)

function changesOf(claim: DomainClaim, seen: Observation): RecordChange[] {
  return decide(claim, seen, context).actions.flatMap(action =>
    action.do === 'changeRecords' ? [action.change] : []
  )
}

function always(check: (claim: DomainClaim, seen: Observation) => boolean): void {
  fc.assert(
    fc.property(situation, ([claim, seen]) => check(claim, seen)),
    { numRuns: 2000 }
  )
}

const same = (left: RecordSet | undefined, right: RecordSet) =>
  JSON.stringify(left) === JSON.stringify(right)

t.test('of the copies nothing is removed that their list does not list', async t => {
  always((claim, seen) => {
    const { txt, records = [] } = seen.wildcards?.validation?.copies ?? {}
    const known = [seen.owner, ...seen.addresses, seen.validation?.owner, txt, ...records]
    const all = [...known, ...(seen.validation?.records ?? [])]
    return changesOf(claim, seen).every(({ remove }) =>
      remove.every(record => all.some(found => same(found, record)))
    )
  })
  t.pass()
})

t.test('copies come with their list, in one change', async t => {
  always((claim, seen) =>
    changesOf(claim, seen).every(({ create }) => {
      const copies = create.filter(({ type, ttlSeconds }) => ttlSeconds === 60 && type !== 'CNAME')
      const isListed = create.some(record =>
        record.name.startsWith('_gateway-orchestrator._copies')
      )
      return copies.length === 0 || isListed
    })
  )
  t.pass()
})

t.test('the first record below a name that a wildcard answers for comes with copies', async t => {
  always((claim, seen) => {
    const { answering, copies } = seen.wildcards?.validation ?? {}
    return changesOf(claim, seen).every(({ create }) => {
      const isValidation = create.some(({ values }) => values?.[0]?.includes('acm-validations'))
      if (!isValidation || answering === undefined || copies !== undefined) return true
      return answering.records.every(wanted =>
        create.some(record => same(record, { ...wanted, name: hostname }))
      )
    })
  })
  t.pass()
})

t.test('nothing is written that would hide other names, or an answer without a copy', async t => {
  always((claim, seen) => {
    const { answering } = seen.wildcards?.validation ?? {}
    const isLost =
      (answering?.hides.length ?? 0) > 1 || answering?.records.some(r => r.setIdentifier)
    const creates = decide(claim, seen, context).actions.some(
      action =>
        action.do === 'requestCertificate' ||
        (action.do === 'changeRecords' &&
          action.what === 'validation' &&
          action.change.create.some(({ type }) => type === 'CNAME'))
    )
    return !(isLost && creates)
  })
  t.pass()
})

t.test('looks end: what was looked at just now is not asked for again', async t => {
  const asOf = now + 20_000
  always((claim, seen) => {
    const own = claim.status?.certificate?.arn
    const certificates = seen.certificates.map(c => ({
      ...c,
      tagged: c.tagged ?? true,
      described: c.described ?? described()
    }))
    const isSeen = own === undefined || certificates.some(c => c.arn === own)
    const one = seen.wildcards?.alias
    const fresh = one && { ...one, asOf, listedAsOf: asOf }
    const looked: Observation = {
      ...seen,
      certificates,
      gone: isSeen ? [] : [own],
      recordsAsOf: asOf,
      certificatesAsOf: asOf,
      sharing: { arns: [], asOf },
      ...(fresh && { wildcards: { alias: fresh, validation: fresh } })
    }
    return decide(claim, looked, { ...context, now: now + 25_000 }).looks.length === 0
  })
  t.pass()
})
