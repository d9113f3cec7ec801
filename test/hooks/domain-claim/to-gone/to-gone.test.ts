import t from 'tap'
import type { DomainClaimStatus } from '../../../../hooks/api/domain-claim.ts'
import { toGone } from '../../../../hooks/domain-claim/to-gone/to-gone.ts'
import {
  actionsOf,
  alb,
  aliasTo,
  arn,
  balancer,
  certificate,
  claimWith,
  context,
  described,
  hour,
  longAgo,
  now,
  oldALB,
  seenWith,
  statusOf,
  summary,
  txtOf,
  validation,
  validationCNAME,
  validationTXT
} from '../../../helpers/claim-observation.ts'

const deletedAt = now - hour / 2
const claim = claimWith({ deletedAt, status: statusOf('one') })
const justDeleted = claimWith({ deletedAt: now - 10_000, status: statusOf('one') })
const unknown = claimWith({ deletedAt })
const retained = claimWith({
  deletedAt,
  status: statusOf('one'),
  spec: { deletionPolicy: 'Retain' }
})
const abandoned = claimWith({
  deletedAt,
  status: statusOf('one'),
  annotations: { 'gateway-orchestrator.io/abandon': 'true' }
})
const keeping = claimWith({
  deletedAt,
  spec: { dns: { validationTTLSeconds: 300, validationRecords: 'Keep' } }
})
const ours = { addresses: [aliasTo(alb)], owner: txtOf() }
const elsewhere = { addresses: [aliasTo(oldALB)], owner: txtOf() }
const both = txtOf({ types: ['A', 'AAAA'] })
const half = { addresses: [aliasTo(alb), aliasTo(oldALB, 'AAAA')], owner: both }
const weighted = {
  addresses: [aliasTo(alb, 'A', { setIdentifier: 'blue' }), aliasTo(alb, 'AAAA')],
  owner: both
}
const free = certificate('one', { inUse: false, described: described() })
const record = { validation: validation([validationCNAME], validationTXT()) }
const alone = { arns: [], asOf: now }

t.test('the alias and its TXT', async t => {
  for (const [given, of, seen, expected, actions] of [
    ['ours', claim, ours, 'acting Deleting', ['remove A TXT create']],
    ['pointed elsewhere by hand', claim, elsewhere, 'acting Deleting', ['remove TXT create']],
    [
      'half of it pointed elsewhere by hand',
      claim,
      half,
      'acting Deleting',
      ['remove A TXT create']
    ],
    ['half of it, to be retained', retained, half, 'acting Deleting', ['remove TXT create']],
    ['beside a weighted record', claim, weighted, 'acting Deleting', ['remove AAAA TXT create']],
    ['only the TXT is left', claim, { owner: txtOf() }, 'acting Deleting', ['remove TXT create']],
    ['to be retained', retained, ours, 'acting Deleting', ['remove TXT create']],
    ['abandoned', abandoned, ours, 'acting Deleting', ['remove TXT create']],
    ['without its TXT', claim, { addresses: [aliasTo(alb)] }, 'done', []],
    ["another cluster's", claim, { ...ours, owner: txtOf({ cluster: 'theirs' }) }, 'done', []],
    ['nothing', claim, {}, 'done', []],
    ['nothing, before the deletion began', claim, { recordsAsOf: longAgo }, 'looking zone', []],
    ['the zone is gone', claim, { ...ours, hostedZone: undefined }, 'done', []]
  ] as const) {
    const outcome = toGone.aliasRemoved(of, seenWith(seen), context)
    t.equal(summary(outcome), expected, given)
    t.strictSame(actionsOf(outcome), actions, given)
  }
})

t.test('the certificates', async t => {
  for (const [given, of, seen, expected, actions] of [
    ['in an old listing', claim, { certificatesAsOf: longAgo }, 'looking certificates', []],
    ['not listed', claim, {}, 'looking describe', []],
    ['not known to ACM', claim, { gone: [arn('one')] }, 'done', []],
    ['none, none known', unknown, {}, 'done', []],
    [
      'in use',
      claim,
      { certificates: [certificate('one', { described: described(balancer()) })] },
      'waiting CertificateInUse',
      []
    ],
    [
      'in use, and nobody asked by whom',
      claim,
      { certificates: [certificate('one')] },
      'looking describe',
      []
    ],
    [
      'in use, and the load balancer has had little time to release it',
      justDeleted,
      { certificates: [certificate('one')] },
      'waiting Deleting',
      []
    ],
    [
      'unused, says the listing',
      claim,
      { certificates: [certificate('one', { inUse: false })] },
      'acting Deleting',
      ['delete one']
    ],
    [
      'unused, says the listing, but its validation record is not known',
      unknown,
      { certificates: [certificate('one', { inUse: false })] },
      'looking describe',
      []
    ],
    [
      'so young that ACM may not know it',
      claim,
      { certificates: [certificate('one', { inUse: false, createdAt: now - 59_000 })] },
      'looking describe',
      []
    ],
    [
      'deleted since the listing was read',
      claim,
      {
        certificates: [certificate('one', { inUse: false, isDeleted: true })],
        deletionAnsweredAt: now
      },
      'looking certificates',
      []
    ],
    [
      'deleted, not listed, and the listing is from before',
      claim,
      { deletionAnsweredAt: now },
      'looking certificates',
      []
    ],
    [
      'deleted before, and still listed',
      claim,
      {
        certificates: [certificate('one', { inUse: false, isDeleted: true })],
        deletionAnsweredAt: now - 10_000
      },
      'looking describe',
      []
    ],
    [
      'deleted before, and ACM still knows it',
      claim,
      { certificates: [{ ...free, isDeleted: true }], deletionAnsweredAt: now - 10_000 },
      'acting Deleting',
      ['delete one']
    ],
    ['unused', claim, { certificates: [free] }, 'acting Deleting', ['delete one']],
    [
      'unused, its validation record not noted',
      unknown,
      { certificates: [free], validation: validation([]) },
      'waiting Deleting',
      []
    ],
    [
      'unused, nobody looked whose',
      claim,
      {
        certificates: [
          { arn: arn('one'), status: 'ISSUED', inUse: false, createdAt: 0, described: described() }
        ]
      },
      'looking tags',
      []
    ],
    [
      "somebody else's of that name",
      unknown,
      { certificates: [certificate('two', { tagged: false })] },
      'done',
      []
    ],
    [
      'two',
      claim,
      { certificates: [free, { ...free, arn: arn('two') }] },
      'acting Deleting',
      ['delete one', 'delete two']
    ],
    [
      'deleted a moment ago, and still listed',
      claim,
      { certificates: [{ ...free, isDeleted: true }], deletionAnsweredAt: now - 9999 },
      'waiting Deleting',
      []
    ],
    [
      'deleted, and nobody knows when',
      claim,
      { certificates: [certificate('one', { inUse: false, isDeleted: true })] },
      'looking describe',
      []
    ],
    [
      'not yet known to ACM',
      claim,
      { certificates: [{ ...free, isNew: true }] },
      'waiting Deleting',
      []
    ],
    [
      'to be retained',
      retained,
      { certificates: [certificate('one')] },
      'acting Deleting',
      ['untag one']
    ],
    ['to be retained, not listed', retained, {}, 'looking describe', []],
    [
      'abandoned',
      abandoned,
      { certificates: [certificate('one')] },
      'acting Deleting',
      ['untag one']
    ],
    [
      'abandoned, without our tags',
      abandoned,
      { certificates: [certificate('one', { tagged: false })] },
      'done',
      []
    ]
  ] as const) {
    const outcome = toGone.certificatesRemoved(of, seenWith(seen), context)
    t.equal(summary(outcome), expected, given)
    t.strictSame(actionsOf(outcome), actions, given)
  }
})

t.test('the validation record', async t => {
  for (const [given, of, seen, expected, actions] of [
    ['none known', claim, {}, 'done', []],
    ['ours, nobody looked who needs it', claim, record, 'looking sharing', []],
    [
      'ours, nobody looked lately',
      claim,
      { ...record, sharing: { arns: [], asOf: longAgo } },
      'looking sharing',
      []
    ],
    [
      'ours, nobody needs it',
      claim,
      { ...record, sharing: alone },
      'acting Deleting',
      ['remove CNAME TXT create']
    ],
    [
      'ours, somebody needs it',
      claim,
      { ...record, sharing: { arns: [arn('two')], asOf: now } },
      'done',
      []
    ],
    [
      'seen before the deletion began',
      claim,
      { ...record, sharing: alone, recordsAsOf: longAgo },
      'looking zone',
      []
    ],
    [
      'only its TXT is left',
      claim,
      { validation: validation([], validationTXT()), sharing: alone },
      'acting Deleting',
      ['remove TXT create']
    ],
    [
      'without a TXT',
      claim,
      { validation: validation([validationCNAME]), sharing: alone },
      'done',
      []
    ],
    [
      "another cluster's",
      claim,
      { validation: validation([validationCNAME], validationTXT('theirs')), sharing: alone },
      'done',
      []
    ],
    ['to be kept', keeping, { ...record, sharing: alone }, 'done', []],
    ['to be retained', retained, { ...record, sharing: alone }, 'done', []],
    ['its zone is gone', claim, { ...record, validationZone: undefined }, 'done', []]
  ] as const) {
    const outcome = toGone.validationRemoved(of, seenWith(seen), context)
    t.equal(summary(outcome), expected, given)
    t.strictSame(actionsOf(outcome), actions, given)
  }
})

t.test('the last look falls together with the removal of the validation record', async t => {
  const of = (ago: number) => claimWith({ deletedAt: now - ago, status: statusOf('one') })
  const seenAgo = (ago: number) => seenWith({ ...record, sharing: alone, recordsAsOf: now - ago })
  for (const [deleted, seen, expected] of [
    [14_000, 10_000, 'acting Deleting'],
    [30_000, 15_000, 'looking zone'],
    [30_000, 14_000, 'acting Deleting']
  ] as const)
    t.equal(summary(toGone.validationRemoved(of(deleted), seenAgo(seen), context)), expected)
})

t.test('in a large zone, one reading serves the last looks of many', async t => {
  const of = (ago: number) => claimWith({ deletedAt: now - ago, status: statusOf('one') })
  for (const [pages, seen, expected] of [
    [1, 900, 'looking zone'],
    [15, 900, 'waiting Deleting 10'],
    [15, 10_400, 'waiting Deleting 1'],
    [15, 10_500, 'looking zone'],
    [15, -3_600_000, 'acting Deleting']
  ] as const) {
    const seenWithPages = seenWith({
      ...record,
      sharing: alone,
      recordsAsOf: now - seen,
      listingPages: pages
    })
    const removed = toGone.validationRemoved(of(15_200), seenWithPages, context)
    const seconds = 'askAgainAfter' in removed ? ` ${removed.askAgainAfter}` : ''
    t.equal(`${summary(removed)}${seconds}`, expected, `${pages} pages, seen ${seen} ms ago`)
  }
  const settled = seenWith({ recordsAsOf: now - hour / 2, listingPages: 5000 })
  t.equal(summary(toGone.settled(claim, settled, context)), 'waiting Deleting', 'nothing to remove')
})

t.test('the last look', async t => {
  const since = (seconds: number) => ({ cleanSince: new Date(now - seconds * 1000).toISOString() })
  const ended = { arn: arn('one'), reason: 'FAILED', at: new Date(now - hour).toISOString() }
  const onlyEnded = (more: DomainClaimStatus = {}) =>
    claimWith({
      deletedAt,
      status: { ...statusOf('one', { status: 'FAILED', attempts: 1, ended }), ...more }
    })
  for (const [given, of, seen, expected] of [
    ['calls may still be under way', justDeleted, {}, 'waiting Deleting'],
    ['none can be any more', claim, {}, 'done'],
    ['the records were seen before', claim, { recordsAsOf: longAgo }, 'looking zone'],
    [
      'the certificates were seen before',
      claim,
      { certificatesAsOf: longAgo },
      'looking certificates'
    ],
    ['no certificate was ever known, the first clean look', unknown, {}, 'waiting Deleting'],
    ['… 29 s later', claimWith({ deletedAt, status: since(29) }), {}, 'waiting Deleting'],
    ['… 30 s later', claimWith({ deletedAt, status: since(30) }), {}, 'done'],
    ['only an ended one is known, the first clean look', onlyEnded(), {}, 'waiting Deleting'],
    ['… 29 s later', onlyEnded(since(29)), {}, 'waiting Deleting'],
    ['… 30 s later', onlyEnded(since(30)), {}, 'done'],
    [
      'the zone is gone',
      claim,
      { hostedZone: undefined, validationZone: undefined, recordsAsOf: Number.POSITIVE_INFINITY },
      'done'
    ]
  ] as const)
    t.equal(summary(toGone.settled(of, seenWith(seen), context)), expected, given)
})

t.test('Kubernetes cuts times to the second: what was seen within it was seen before', async t => {
  const of = claimWith({ deletedAt: now - 60_000, status: statusOf('one') })
  t.equal(
    summary(toGone.aliasRemoved(of, seenWith({ recordsAsOf: now - 59_500 }), context)),
    'looking zone'
  )
  t.equal(
    summary(toGone.aliasRemoved(of, seenWith({ recordsAsOf: now - 59_000 }), context)),
    'done'
  )
})

t.test(
  'a deletion in the future, by another clock, asks for nothing that cannot be looked at',
  async t => {
    const of = claimWith({ deletedAt: now + 60_000, status: statusOf('one') })
    t.equal(summary(toGone.aliasRemoved(of, seenWith(), { ...context, now: now + 500 })), 'done')
  }
)
