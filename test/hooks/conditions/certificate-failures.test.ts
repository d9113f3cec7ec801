import { FailureReason } from '@aws-sdk/client-acm'
import t from 'tap'
import { adviceOnFailure, isKnown } from '../../../hooks/conditions/certificate-failures.ts'

const hostname = 'shop.apps.example.com'

t.test('each reason of the SDK has advice, and those of public certificates their own', async t => {
  const reasons = Object.values(FailureReason)
  const adviceOn = (reason: string) => adviceOnFailure(hostname, 'FAILED', reason)
  for (const reason of reasons) t.ok(isKnown(reason), reason)
  const own = reasons.filter(reason => !reason.startsWith('PCA_')).map(adviceOn)
  t.equal(new Set(own).size, own.length)
})

for (const [given, name, status, reason, expected] of [
  [
    'CAA',
    hostname,
    'FAILED',
    'CAA_ERROR',
    /0 issue "amazon\.com" at shop\.apps\.example\.com or its nearest parent/
  ],
  [
    'CAA of a wildcard',
    '*.apps.example.com',
    'FAILED',
    'CAA_ERROR',
    /0 issuewild "amazon\.com" at apps\.example\.com or/
  ],
  ['a time-out', hostname, 'VALIDATION_TIMED_OUT', undefined, /72 hours.*delegated/],
  ['a known bad domain', hostname, 'FAILED', 'DOMAIN_NOT_ALLOWED', /Safe Browsing.*Support/],
  ['a famous name', hostname, 'FAILED', 'ADDITIONAL_VERIFICATION_REQUIRED', /Support/],
  ['no public domain', hostname, 'FAILED', 'INVALID_PUBLIC_DOMAIN', /registered public domain/],
  ['a reason that the SDK does not know', hostname, 'FAILED', 'SOMETHING_NEW', /next certificate/],
  ['a name like a property of every object', hostname, 'FAILED', 'toString', /next certificate/],
  ['no reason', hostname, 'FAILED', undefined, /next certificate/]
] as const) {
  t.test(given, async t => {
    t.match(adviceOnFailure(name, status, reason), expected)
  })
}
