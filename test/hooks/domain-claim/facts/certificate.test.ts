import t from 'tap'
import {
  attemptOf,
  certifiedName,
  currentCertificate,
  hasEnded,
  idempotencyToken,
  isTaggedFor,
  reasonOfEnding,
  tagsOf,
  uncountedEnding
} from '../../../../hooks/domain-claim/facts/certificate.ts'
import {
  isValidationOurs,
  isWantedByACM,
  rememberedValidation
} from '../../../../hooks/domain-claim/facts/validation-record.ts'
import {
  arn,
  certificate,
  claimWith,
  cluster,
  now,
  seenWith,
  statusOf,
  txtOf,
  uid,
  validation,
  validationCNAME,
  validationRecord,
  validationTXT
} from '../../../helpers/claim-observation.ts'

t.test('which of several certificates serves the claim', async t => {
  const pending = { status: 'PENDING_VALIDATION', inUse: false }
  for (const [given, certificates, expected] of [
    ['none', [], undefined],
    [
      'issued before pending',
      [certificate('old', { ...pending, createdAt: 1 }), certificate('new')],
      'new'
    ],
    [
      'pending before ended, even in use',
      [certificate('old', { status: 'EXPIRED' }), certificate('new', pending)],
      'new'
    ],
    [
      'used before unused',
      [certificate('old', { inUse: false, createdAt: 1 }), certificate('new')],
      'new'
    ],
    ['the oldest of those used', [certificate('new'), certificate('old', { createdAt: 1 })], 'old'],
    [
      'the newest of those ended',
      [
        certificate('old', { status: 'FAILED', createdAt: 1 }),
        certificate('new', { status: 'FAILED' })
      ],
      'new'
    ],
    ['twins: whichever, but always the same', [certificate('b'), certificate('a')], 'a']
  ] as const) {
    t.equal(
      currentCertificate(certificates)?.arn,
      expected === undefined ? undefined : arn(expected),
      given
    )
    t.equal(
      currentCertificate([...certificates].reverse())?.arn,
      currentCertificate(certificates)?.arn,
      given
    )
  }
})

t.test('what has ended, and the reason it gets', async t => {
  for (const [status, ended, reason] of [
    ['PENDING_VALIDATION', false, undefined],
    ['ISSUED', false, undefined],
    ['FAILED', true, 'CertificateFailed'],
    ['VALIDATION_TIMED_OUT', true, 'CertificateFailed'],
    ['INACTIVE', true, 'CertificateFailed'],
    ['EXPIRED', true, 'CertificateExpired'],
    ['REVOKED', true, 'CertificateExpired']
  ] as const) {
    t.equal(hasEnded(status), ended, status)
    if (reason !== undefined) t.equal(reasonOfEnding(status), reason, status)
  }
  t.equal(reasonOfEnding('NotFound'), 'CertificateGone')
})

t.test('an ending is counted once', async t => {
  const ended = { arn: arn('one'), reason: 'FAILED', at: new Date(now).toISOString() }
  for (const [given, status, seen, expected] of [
    ['a good one', statusOf('one'), { certificates: [certificate('one')] }, undefined],
    [
      'failed',
      statusOf('one'),
      { certificates: [certificate('one', { status: 'FAILED' })] },
      'FAILED'
    ],
    [
      'failed, counted',
      statusOf('one', { ended }),
      { certificates: [certificate('one', { status: 'FAILED' })] },
      undefined
    ],
    [
      'another one failed since',
      statusOf('two', { ended }),
      { certificates: [certificate('two', { status: 'FAILED' })] },
      'FAILED'
    ],
    ['gone', statusOf('one'), { gone: [arn('one')] }, 'NotFound'],
    ['gone, counted', statusOf('one', { ended }), { gone: [arn('one')] }, undefined],
    ['not listed, not asked', statusOf('one'), {}, undefined],
    ['none known', {}, {}, undefined]
  ] as const)
    t.equal(uncountedEnding(claimWith({ status }), seenWith(seen))?.reason, expected, given)
})

t.test(
  'tags and tokens are the same at every try of an attempt, and of its kind alone',
  async t => {
    const claim = claimWith()
    const tags = tagsOf(claim, cluster, 3)
    t.strictSame(
      tags,
      tagsOf(claimWith({ status: statusOf('x'), spec: { releasedAt: 'now' } }), cluster, 3)
    )
    t.ok(isTaggedFor(tags, claim.metadata.name, cluster))
    t.notOk(isTaggedFor(tags, claim.metadata.name, 'other'))
    t.notOk(isTaggedFor({}, claim.metadata.name, cluster))
    t.equal(attemptOf(tags), 3)
    for (const nonsense of ['', '-1', '1.5', 'many', '1e99'])
      t.equal(attemptOf({ 'gateway-orchestrator.io/attempt': nonsense }), 0)
    const tokens = [0, 1, 2, 7, 35, 36, 46_655, 46_656, 1e15, 1e21].map(n =>
      idempotencyToken(uid, n)
    )
    t.equal(new Set(tokens).size, tokens.length)
    for (const token of tokens) t.match(token, /^\w{1,32}$/)
    t.not(idempotencyToken(uid, 1), idempotencyToken(uid.replace('1', '2'), 1))
  }
)

t.test('the validation record', async t => {
  t.equal(certifiedName('*.example.com'), 'example.com')
  t.ok(isWantedByACM(validationCNAME, validationRecord))
  t.notOk(isWantedByACM({ ...validationCNAME, values: ['other.'] }, validationRecord))
  t.notOk(
    isWantedByACM(
      { ...validationCNAME, values: [...(validationCNAME.values ?? []), 'b.'] },
      validationRecord
    )
  )
  t.notOk(isWantedByACM({ ...validationCNAME, type: 'TXT' }, validationRecord))
  t.ok(isValidationOurs(validation([], validationTXT()), cluster))
  t.notOk(isValidationOurs(validation([], validationTXT('theirs')), cluster))
  t.notOk(isValidationOurs(validation([], txtOf()), cluster), "an alias's TXT is another thing")
  t.notOk(isValidationOurs(validation([]), cluster))
})

t.test('a status that was edited names no record', async t => {
  for (const [given, record, expected] of [
    ["ACM's", validationRecord, true],
    ['another name', { ...validationRecord, name: '_23e2724a8077.other.example.com' }, false],
    ['a name below', { ...validationRecord, name: '_23e2724a8077.a.shop.example.com' }, false],
    ['no underscore', { ...validationRecord, name: 'www.shop.example.com' }, false],
    ['another type', { ...validationRecord, type: 'A' }, false],
    ['a value of somebody else', { ...validationRecord, value: 'evil.example.net' }, false]
  ] as const) {
    const claim = claimWith({ status: statusOf('one', { validationRecord: record }) })
    t.equal(rememberedValidation(claim) !== undefined, expected, given)
  }
})
