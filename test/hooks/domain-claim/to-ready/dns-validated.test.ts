import t from 'tap'
import { timestamp } from '../../../../hooks/conditions/conditions.ts'
import { dnsValidated } from '../../../../hooks/domain-claim/to-ready/dns-validated.ts'
import {
  actionsOf,
  certificate,
  claimWith,
  cluster,
  context,
  described,
  hour,
  longAgo,
  minute,
  now,
  seenWith,
  statusOf,
  summary,
  validation,
  validationCNAME,
  validationTXT,
  zone
} from '../../../helpers/claim-observation.ts'

const known = claimWith({ status: statusOf('one') })
const young = { status: 'PENDING_VALIDATION', inUse: false, createdAt: now - 1_000 }
const told = { status: 'PENDING_VALIDATION', inUse: false, described: described() }
const silent = { status: 'PENDING_VALIDATION', inUse: false, described: { asOf: now, inUseBy: [] } }
const elsewhere = { ...validationCNAME, values: ['elsewhere.example.net.'] }
const capitals = { ...validationCNAME, values: [validationCNAME.values?.[0]?.toUpperCase() ?? ''] }

for (const [given, certificates, seen, expected, actions] of [
  ['no certificate', [], {}, 'waiting RequestingCertificate', []],
  [
    'a certificate that ended',
    [certificate('one', { status: 'FAILED' })],
    {},
    'waiting RequestingCertificate',
    []
  ],
  ['one requested a second ago', [certificate('one', young)], {}, 'waiting WaitingForACM', []],
  [
    'one requested a while ago',
    [certificate('one', { status: 'PENDING_VALIDATION' })],
    {},
    'looking describe',
    []
  ],
  ['ACM names no record yet', [certificate('one', silent)], {}, 'waiting WaitingForACM', []],
  [
    'ACM names the record',
    [certificate('one', told)],
    { validation: validation([]) },
    'acting CreatingValidationRecord',
    ['remove create CNAME TXT']
  ],
  [
    'our TXT is there already',
    [certificate('one', told)],
    { validation: validation([], validationTXT(cluster)) },
    'acting CreatingValidationRecord',
    ['remove create CNAME']
  ],
  [
    "another cluster's TXT is there",
    [certificate('one', told)],
    { validation: validation([], validationTXT('other')) },
    'acting CreatingValidationRecord',
    ['remove create CNAME']
  ],
  [
    'only the status names the record',
    [certificate('one')],
    { validation: validation([]) },
    'looking describe',
    []
  ],
  [
    'the record is there',
    [certificate('one')],
    { validation: validation([validationCNAME]) },
    'done',
    []
  ],
  [
    'the record is there, in capitals',
    [certificate('one')],
    { validation: validation([capitals]) },
    'done',
    []
  ],
  [
    'a stranger is there',
    [certificate('one', told)],
    { validation: validation([elsewhere]) },
    'failed ValidationRecordInTheWay',
    []
  ],
  [
    'a stranger was there long ago',
    [certificate('one', told)],
    { validation: validation([elsewhere]), recordsAsOf: longAgo },
    'looking names',
    []
  ],
  [
    'the zone is private',
    [certificate('one', told)],
    { validation: validation([]), validationZone: { ...zone, private: true } },
    'failed ZoneIsPrivate',
    []
  ],
  [
    'the zone is gone',
    [certificate('one', told)],
    { validation: validation([]), validationZone: undefined },
    'failed ZoneNotFound',
    []
  ]
] as const) {
  t.test(given, async t => {
    const outcome = dnsValidated(known, seenWith({ certificates, ...seen }), context)
    t.equal(summary(outcome), expected)
    t.strictSame(actionsOf(outcome), actions)
  })
}

for (const [given, written, seen, expected] of [
  ['gone for the fourth time', { repairs: 3, ago: minute }, [], 'failed RecordKeepsChanging'],
  ['gone again after an hour', { repairs: 3, ago: hour }, [], 'acting CreatingValidationRecord'],
  ['back on trial', { repairs: 4, ago: minute }, [validationCNAME], 'failed RecordKeepsChanging'],
  ['back for ten minutes', { repairs: 4, ago: 11 * minute }, [validationCNAME], 'done'],
  ['gone for the first time', { repairs: 0, ago: minute }, [], 'acting CreatingValidationRecord']
] as const)
  t.test(`the record is ${given}`, async t => {
    const { repairs, ago } = written
    const counted = { repairs, repairedAt: timestamp(now - ago) }
    const claim = claimWith({ status: statusOf('one', { validation: counted }) })
    const certificates = [certificate('one', { described: described() })]
    const outcome = dnsValidated(
      claim,
      seenWith({ certificates, validation: validation(seen) }),
      context
    )
    t.equal(summary(outcome), expected)
  })

t.test('a record in the way is named, with the cluster that made it', async t => {
  const seen = seenWith({
    certificates: [certificate('one', told)],
    validation: validation([elsewhere], validationTXT('other'))
  })
  const outcome = dnsValidated(known, seen, context)
  t.match(outcome, { message: /CNAME elsewhere\.example\.net\., which cluster other made, is/ })
})
