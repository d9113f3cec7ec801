import t from 'tap'
import type { Condition } from '../../../../hooks/api/objects.ts'
import { certificateIssued } from '../../../../hooks/domain-claim/to-ready/certificate-issued.ts'
import {
  certificate,
  claimWith,
  context,
  day,
  described,
  now,
  seenWith,
  summary,
  validation,
  validationCNAME
} from '../../../helpers/claim-observation.ts'

for (const [given, certificates, expected, message] of [
  ['none', [], 'waiting RequestingCertificate', /waits for a certificate/],
  [
    'pending',
    [certificate('one', { status: 'PENDING_VALIDATION' })],
    'waiting ValidationPending',
    /public DNS to return _23e2724a8077\.shop\.example\.com CNAME _9a084aef1c3e/
  ],
  ['issued', [certificate('one')], 'done', /is issued/],
  [
    'issued, with months to go',
    [certificate('one', { notAfter: now + 90 * day })],
    'done',
    /is issued/
  ],
  [
    'issued, about to end',
    [certificate('one', { notAfter: now + 9 * day })],
    'done',
    /2026-03-10 and ACM has not renewed it/
  ],
  [
    'ACM waits for the record to renew it',
    [
      certificate('one', {
        notAfter: now + 50 * day,
        described: { ...described(), renewal: { status: 'PENDING_VALIDATION' } }
      })
    ],
    'done',
    /cannot renew it \(PENDING_VALIDATION\): less than 60 days are left\. The platform team/
  ],
  [
    'the renewal failed',
    [
      certificate('one', {
        notAfter: now + 2 * day,
        described: { ...described(), renewal: { status: 'FAILED', reason: 'CAA_ERROR' } }
      })
    ],
    'done',
    /cannot renew it \(FAILED \(CAA_ERROR\)\): less than 2 days are left/
  ],
  [
    'ACM renews it by itself',
    [
      certificate('one', {
        notAfter: now + 50 * day,
        described: { ...described(), renewal: { status: 'PENDING_AUTO_RENEWAL' } }
      })
    ],
    'done',
    /is issued/
  ],
  [
    'at its end, though ACM still says ISSUED',
    [certificate('one', { notAfter: now - day })],
    'waiting CertificateExpired',
    /EXPIRED since 2026-02-28 12:00 UTC/
  ],
  [
    'pending, while an expired one serves',
    [
      certificate('one', { status: 'EXPIRED', notAfter: now - day }),
      certificate('two', { status: 'PENDING_VALIDATION', inUse: false })
    ],
    'waiting CertificateExpired',
    /^EXPIRED since 2026-02-28 12:00 UTC; for the next certificate, ACM waits for the public DNS/
  ],
  ['failed, not asked why', [certificate('one', { status: 'FAILED' })], 'looking describe', /^$/],
  [
    'failed',
    [
      certificate('one', {
        status: 'FAILED',
        described: { ...described(), failureReason: 'CAA_ERROR' }
      })
    ],
    'waiting CertificateFailed',
    /ACM: FAILED \(CAA_ERROR\)/
  ],
  [
    'timed out',
    [certificate('one', { status: 'VALIDATION_TIMED_OUT', described: described() })],
    'waiting CertificateFailed',
    /VALIDATION_TIMED_OUT/
  ],
  [
    'expired',
    [certificate('one', { status: 'EXPIRED', described: described() })],
    'waiting CertificateExpired',
    /EXPIRED/
  ],
  [
    'revoked',
    [certificate('one', { status: 'REVOKED', described: described() })],
    'waiting CertificateExpired',
    /REVOKED/
  ]
] as const) {
  t.test(given, async t => {
    const outcome = certificateIssued(
      claimWith(),
      seenWith({ certificates, validation: validation([]) }),
      context
    )
    t.equal(summary(outcome), expected)
    t.match('message' in outcome ? outcome.message : '', message)
  })
}

/** The step of a certificate that was requested a day ago, whose record ACM waits for. */
function pendingSince(isWritten: boolean, status: 'True' | 'False', lastTransitionTime: number) {
  const condition: Condition = {
    type: 'DNSValidated',
    status,
    reason: 'Done',
    message: '',
    lastTransitionTime: new Date(lastTransitionTime).toISOString()
  }
  return certificateIssued(
    claimWith({ status: { conditions: [condition] } }),
    seenWith({
      certificates: [certificate('one', { status: 'PENDING_VALIDATION' })],
      validation: validation(isWritten ? [validationCNAME] : [])
    }),
    context
  )
}

t.test('ACM is looked at when it has usually issued, counted from the record', async t => {
  for (const [given, outcome, seconds] of [
    ['the record was just written', pendingSince(true, 'False', now - day), 53],
    ['it is there since a moment', pendingSince(true, 'True', now - 1000), 52],
    ['it is there since a day', pendingSince(true, 'True', now - day), 300],
    ['it cannot be written', pendingSince(false, 'False', now - day), 300]
  ] as const)
    t.match(outcome, { is: 'waiting', askAgainAfter: seconds }, given)
})
