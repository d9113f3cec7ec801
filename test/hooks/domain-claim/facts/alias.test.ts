import t from 'tap'
import { readOwnership } from '../../../../hooks/dns/ownership.ts'
import {
  aliasChange,
  aliasNames,
  aliasState,
  isAsWanted,
  isRemembered,
  wantedAlias
} from '../../../../hooks/domain-claim/facts/alias.ts'
import {
  alb,
  aliasTo,
  claimWith,
  cluster,
  hostname,
  oldALB,
  recordOf,
  seenWith,
  target,
  txtOf,
  uid
} from '../../../helpers/claim-observation.ts'

const claim = claimWith()

t.test('the hand-over that is offered is the one that works', async t => {
  for (const [given, addresses, offered] of [
    ['an address', [recordOf('A', '192.0.2.1')], true],
    ['two addresses in one record', [recordOf('A', '192.0.2.2', '192.0.2.1')], true],
    ['a CNAME', [recordOf('CNAME', 'Old.Example.NET.')], true],
    ['an alias of both families', [aliasTo(oldALB), aliasTo(oldALB, 'AAAA')], true],
    [
      'records that point to different places',
      [recordOf('A', '192.0.2.1'), recordOf('AAAA', '2001:db8::1')],
      false
    ],
    ['a weighted record', [aliasTo(oldALB, 'A', { setIdentifier: 'blue' })], false]
  ] as const) {
    const state = aliasState(claim, seenWith({ addresses }), cluster)
    t.equal(state.is, 'foreign', given)
    const [, value] = / TXT (".*")$/.exec(state.is === 'foreign' ? state.message : '') ?? []
    t.equal(value !== undefined, offered, given)
    if (value === undefined) continue
    const owner = { ...txtOf(), values: [value] }
    t.equal(
      aliasState(claim, seenWith({ addresses, owner }), cluster).is,
      'ours',
      `${given}: taken up`
    )
  }
})

t.test('a hand-over beside a TXT of ours goes on counting its revisions', async t => {
  const state = aliasState(
    claim,
    seenWith({ addresses: [aliasTo(oldALB)], owner: txtOf({ revision: 7 }) }),
    cluster
  )
  t.match(
    state.is === 'foreign' ? state.message : '',
    /_gateway-orchestrator\.\S+ TXT .*revision=8/
  )
})

t.test('what is wanted', async t => {
  t.strictSame(
    wantedAlias(hostname, { ...target, recordTypes: ['A', 'AAAA'] }).map(r => r.type),
    ['A', 'AAAA']
  )
  t.strictSame(aliasNames('*.example.com'), [
    '*.example.com',
    '_gateway-orchestrator._wildcard.example.com'
  ])
  const state = aliasState(claim, seenWith({ addresses: [aliasTo(alb)], owner: txtOf() }), cluster)
  t.ok(isAsWanted(claim, target, state))
  for (const other of [
    { ...target, dnsName: oldALB },
    { ...target, recordTypes: ['A' as const, 'AAAA' as const] },
    { ...target, evaluateTargetHealth: false },
    { ...target, hostedZoneID: 'Z0' }
  ])
    t.notOk(isAsWanted(claim, other, state))
})

t.test('a change removes exactly what was read, and counts up', async t => {
  const owner = txtOf({ revision: 41, target: oldALB, uid: 'before' })
  const capital = aliasTo(`DUALSTACK.${oldALB.toUpperCase()}.`)
  const seen = seenWith({ addresses: [capital], owner })
  const change = aliasChange(claim, target, aliasState(claim, seen, cluster), cluster)
  t.strictSame(change.remove, [owner, capital], 'as in the zone, or the exact DELETE fails')
  t.strictSame(readOwnership(change.create.at(-1)), {
    cluster,
    claim: hostname,
    uid,
    recordTypes: ['A'],
    target: alb,
    revision: 42
  })
})

t.test('what the status remembers of the alias', async t => {
  for (const [given, alias, expected] of [
    ['nothing', undefined, false],
    ['just so', { target: alb, recordTypes: ['A'] }, true],
    ['in capitals', { target: alb.toUpperCase(), recordTypes: ['A'] }, true],
    ['another target', { target: oldALB, recordTypes: ['A'] }, false],
    ['other types', { target: alb, recordTypes: ['A', 'AAAA'] }, false]
  ] as const) {
    const status =
      alias === undefined ? {} : { alias: { ...alias, recordTypes: [...alias.recordTypes] } }
    t.equal(isRemembered(claimWith({ status }), target), expected, given)
  }
})
