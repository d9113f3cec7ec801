import t from 'tap'
import { certificateRequested } from '../../../../hooks/domain-claim/to-ready/certificate-requested.ts'
import {
  actionsOf,
  arn,
  certificate,
  claimWith,
  context,
  day,
  described,
  hour,
  longAgo,
  minute,
  now,
  recordOf,
  seenWith,
  statusOf,
  summary
} from '../../../helpers/claim-observation.ts'

const fresh = claimWith()
const known = claimWith({ status: statusOf('one') })
const failed = {
  status: 'FAILED',
  inUse: false,
  described: { ...described(), failureReason: 'CAA_ERROR' }
}
const unused = { inUse: false, described: described() }

/** A claim whose certificate ended some time ago, as its status tells. */
function ended(reason: string, ago: number, attempts = 1) {
  const at = new Date(now - ago).toISOString()
  return claimWith({
    status: statusOf('one', { attempts, ended: { arn: arn('one'), reason, at } })
  })
}

for (const [given, claim, seen, expected, actions] of [
  ['nothing yet', fresh, {}, 'acting RequestingCertificate', ['request shop.example.com']],
  ['nothing in an old listing', fresh, { certificatesAsOf: longAgo }, 'looking certificates', []],
  [
    'a foreign record at the name',
    fresh,
    { addresses: [recordOf('A', '192.0.2.1')] },
    'failed ForeignRecord',
    []
  ],
  ['no zone', fresh, { hostedZone: undefined }, 'failed ZoneNotFound', []],
  [
    'nobody wants it any more',
    claimWith({ spec: { releasedAt: 'now' } }),
    {},
    'waiting Released',
    []
  ],
  [
    'one that is pending',
    known,
    { certificates: [certificate('one', { status: 'PENDING_VALIDATION' })] },
    'done',
    []
  ],
  ['one that is issued', known, { certificates: [certificate('one')] }, 'done', []],
  ['one that the status had forgotten', fresh, { certificates: [certificate('one')] }, 'done', []],
  ['the one of the status is not listed', known, {}, 'looking describe', []],
  ['… and ACM does not know it', known, { gone: [arn('one')] }, 'waiting CertificateGone', []],
  [
    '… and that is counted',
    ended('NotFound', 0),
    { gone: [arn('one')] },
    'acting RequestingCertificate',
    ['request shop.example.com']
  ],
  [
    'two, both in use',
    known,
    { certificates: [certificate('one'), certificate('two')] },
    'done',
    []
  ],
  [
    'two, one of no use',
    known,
    { certificates: [certificate('one'), certificate('two', unused)] },
    'done',
    ['delete two']
  ],
  [
    '… and its users are not asked yet',
    known,
    { certificates: [certificate('one'), certificate('two', { inUse: false })] },
    'looking describe',
    []
  ],
  [
    '… and it is not tagged as ours',
    known,
    { certificates: [certificate('one'), certificate('two', { ...unused, tagged: false })] },
    'done',
    []
  ],
  [
    '… and ACM does not know it yet',
    known,
    { certificates: [certificate('one'), certificate('two', { ...unused, isNew: true })] },
    'done',
    []
  ],
  [
    'it failed',
    known,
    { certificates: [certificate('one', { ...failed })] },
    'waiting CertificateFailed',
    []
  ],
  [
    'it failed, the reason is not asked yet',
    known,
    { certificates: [certificate('one', { status: 'FAILED', inUse: true })] },
    'looking describe',
    []
  ],
  [
    'its failure is counted',
    ended('FAILED', 0),
    { certificates: [certificate('one', failed)] },
    'failed CertificateFailed',
    ['delete one']
  ],
  ['four minutes later', ended('FAILED', 4 * minute), {}, 'failed CertificateFailed', []],
  [
    'five minutes later',
    ended('FAILED', 5 * minute),
    {},
    'acting RequestingCertificate',
    ['request shop.example.com']
  ],
  [
    'the second failure, 19 minutes later',
    ended('FAILED', 19 * minute, 2),
    {},
    'failed CertificateFailed',
    []
  ],
  [
    'the second failure, 20 minutes later',
    ended('FAILED', 20 * minute, 2),
    {},
    'acting RequestingCertificate',
    ['request shop.example.com']
  ],
  [
    'the fifth failure, 23 hours later',
    ended('FAILED', 23 * hour, 5),
    {},
    'failed CertificateFailed',
    []
  ],
  [
    'the eighth failure, a week later',
    ended('FAILED', 7 * day, 8),
    {},
    'failed CertificateAttemptsExhausted',
    []
  ],
  [
    'the eighth failure, a month later',
    ended('FAILED', 30 * day, 8),
    {},
    'acting RequestingCertificate',
    ['request shop.example.com']
  ],
  [
    'it expired in use: the successor at once',
    ended('EXPIRED', 0),
    { certificates: [certificate('one', { status: 'EXPIRED' })] },
    'acting RequestingCertificate',
    ['request shop.example.com']
  ],
  [
    'the successor is pending, the old one in use',
    claimWith({ status: statusOf('two') }),
    {
      certificates: [
        certificate('one', { status: 'EXPIRED' }),
        certificate('two', { status: 'PENDING_VALIDATION', inUse: false })
      ]
    },
    'done',
    []
  ],
  [
    'the swap is done',
    claimWith({ status: statusOf('two') }),
    { certificates: [certificate('one', { ...unused, status: 'EXPIRED' }), certificate('two')] },
    'done',
    ['delete one']
  ]
] as const) {
  t.test(given, async t => {
    const outcome = certificateRequested(claim, seenWith(seen), context)
    t.equal(summary(outcome), expected)
    t.strictSame(actionsOf(outcome), actions)
  })
}
