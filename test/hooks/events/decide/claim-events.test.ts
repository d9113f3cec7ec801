import t from 'tap'
import type { DomainClaim, DomainClaimStatus } from '../../../../hooks/api/domain-claim.ts'
import { AWSFailure } from '../../../../hooks/aws/failure.ts'
import { ownershipRecord } from '../../../../hooks/dns/ownership.ts'
import type { RecordSet } from '../../../../hooks/dns/records.ts'
import type { Result } from '../../../../hooks/domain-claim/act/act.ts'
import type { StepAction } from '../../../../hooks/domain-claim/facts/action.ts'
import { claimEvents } from '../../../../hooks/events/decide/claim-events.ts'

const name = 'web.example.com'
const claim = {
  apiVersion: 'gateway-orchestrator.io/v1alpha1',
  kind: 'DomainClaim',
  metadata: { name, uid: 'c' },
  spec: {
    hostname: name,
    requestRef: { namespace: 'shop', name: 'web', uid: 'u' },
    deletionPolicy: 'Delete'
  }
} as unknown as DomainClaim

function alias(target: string): RecordSet[] {
  const to = { dnsName: target, hostedZoneID: 'ZALB', evaluateTargetHealth: false }
  const owner = { cluster: 'x', claim: name, uid: 'c', recordTypes: ['A'], target, revision: 1 }
  return [{ name, type: 'A', alias: to }, ownershipRecord(name, owner)]
}

const cname: RecordSet = { name: `_a.${name}`, type: 'CNAME', values: ['_b.acm'] }
const zone = { id: 'Z1' }

function records(
  what: 'alias' | 'validation',
  remove: RecordSet[],
  create: RecordSet[]
): StepAction {
  return { do: 'changeRecords', what, zone, change: { remove, create }, step: 's' }
}

const done = (action: StepAction): Result => ({ action, ok: true })
const refused = (action: StepAction): Result => ({
  action,
  ok: false,
  failure: new AWSFailure('refused', 'ChangeResourceRecordSets', 'X', 'no')
})

const at = (target: string, more: object = {}): DomainClaimStatus => ({
  alias: { target, recordTypes: ['A'], ...more }
})
const validated = (repairs: number): DomainClaimStatus => ({
  certificate: { attempts: 0, validation: { repairs, repairedAt: '2026-01-01T00:00:00Z' } }
})
const drifted = { repairs: 1, repairedAt: '2026-01-01T00:00:00Z' }

type Row = {
  before?: DomainClaimStatus
  status?: DomainClaimStatus
  results: Result[]
  /** On the claim. */
  told: string[]
  /** On the request. */
  team: string[]
}

const both = (...told: string[]) => ({ told, team: told })

const table: Record<string, Row> = {
  'the validation record': {
    status: validated(0),
    results: [done(records('validation', [], [cname]))],
    ...both('Normal ValidationRecordCreated Provision')
  },
  'the validation record again': {
    before: validated(0),
    status: validated(1),
    results: [done(records('validation', [], [cname]))],
    ...both('Warning ValidationRecordRepaired Repair')
  },
  'copies only': {
    status: validated(0),
    results: [done(records('validation', [], [{ name: 'x', type: 'A', values: ['192.0.2.1'] }]))],
    ...both()
  },
  'the alias': {
    status: at('a'),
    results: [done(records('alias', [], alias('a')))],
    ...both('Normal AliasCreated Provision')
  },
  'the alias moves to another load balancer': {
    before: at('a'),
    status: at('b'),
    results: [done(records('alias', alias('a'), alias('b')))],
    ...both('Normal AliasMoved Provision')
  },
  'the alias is written again, because somebody else has changed it': {
    before: at('a'),
    status: at('a', drifted),
    results: [done(records('alias', [], alias('a')))],
    ...both('Warning AliasRepaired Repair')
  },
  'the alias changes, long after a repair': {
    before: at('a', drifted),
    status: at('a', drifted),
    results: [done(records('alias', alias('a'), alias('a')))],
    told: ['Normal AliasChanged Provision'],
    team: []
  },
  'the alias goes': {
    before: at('a'),
    results: [done(records('alias', alias('a'), []))],
    ...both('Normal AliasRemoved Remove')
  },
  'the rest goes': {
    results: [
      done(records('validation', [cname], [])),
      done({ do: 'deleteCertificate', arn: 'arn', step: 's' }),
      done({ do: 'removeTags', arn: 'arn', keys: [], step: 's' })
    ],
    told: ['Normal ValidationRecordRemoved Remove', 'Normal CertificateDeleted Remove'],
    team: []
  },
  'AWS refuses: a condition says it': {
    status: at('a'),
    results: [refused(records('alias', [], alias('a')))],
    ...both()
  }
}

function wordsOf(kind: string, { before, status = {}, results }: Row): string[] {
  const isFinished = false
  return claimEvents({ claim, before, status, results, isFinished })
    .filter(({ regarding }) => regarding.kind === kind)
    .map(({ type, reason, action }) => `${type} ${reason} ${action}`)
}

for (const [what, row] of Object.entries(table))
  t.test(what, async t => {
    t.strictSame(wordsOf('DomainClaim', row), row.told)
    t.strictSame(wordsOf('GatewayHostnameRequest', row), row.team)
  })

t.test('the note names zone and records, but not the ownership record: it changes', async t => {
  const results = [done(records('alias', alias('a'), alias('b')))]
  const events = claimEvents({
    claim,
    before: at('a'),
    status: at('b'),
    results,
    isFinished: false
  })
  t.strictSame(
    events.map(({ note }) => note),
    Array(2).fill(
      'In hosted zone Z1: removed web.example.com A alias to a; created web.example.com A alias to b'
    )
  )
})

t.test('the end is told on the claim and on its request, instead of a condition', async t => {
  const Deleting = { type: 'Ready', status: 'False', reason: 'Deleting', message: '' } as const
  const lastTransitionTime = '2026-01-01T00:00:00Z'
  const status = { conditions: [{ ...Deleting, lastTransitionTime }] }
  const events = claimEvents({ claim, before: {}, status, results: [], isFinished: true })
  t.match(events, [
    { reason: 'Gone', regarding: { kind: 'DomainClaim' }, note: /removed from AWS/ },
    { reason: 'Gone', regarding: { namespace: 'shop', name: 'web' }, related: { name } }
  ])
  t.equal(events.length, 2)
  const retained = { ...claim, spec: { ...claim.spec, deletionPolicy: 'Retain' as const } }
  const [end] = claimEvents({ claim: retained, before: {}, status, results: [], isFinished: true })
  t.match(end?.note, /stay in AWS/)
})
