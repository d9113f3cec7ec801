import t from 'tap'
import { chooseCertificate } from '../../../../hooks/gateway-pool/attach/choose-certificate.ts'
import type {
  ReportedCertificate,
  SeenClaim
} from '../../../../hooks/gateway-pool/observe/read-claims.ts'
import type { Configuration } from '../../../../hooks/gateway-pool/observe/read-gateways.ts'
import { arnFor } from '../world.ts'

const hostname = 'a.apps.example.com'
const one = arnFor(hostname, 1)
const two = arnFor(hostname, 2)

function claim(certificate: ReportedCertificate, terminating = false): SeenClaim {
  const object = { spec: { hostname } } as SeenClaim['object']
  return {
    object,
    name: hostname,
    hostname,
    namespace: 'shop',
    age: '',
    terminating,
    adopted: false,
    wasReady: true,
    certificate
  }
}

/** A configuration that carries an ARN; `recorded` says that our record knows whose it is. */
function carrying(arn: string | undefined, recorded = true): Configuration {
  const record = new Map(arn !== undefined && recorded ? [[hostname, arn]] : [])
  return {
    object: {} as Configuration['object'],
    arns: arn === undefined ? [] : [arn],
    assignments: record
  }
}

const ended = (reason: string) => ({ ended: { arn: one, reason } })
const issued = { arn: two, status: 'ISSUED' }
const pending = { arn: two, status: 'PENDING_VALIDATION' }

for (const [given, carried, certificate, expected] of [
  ['nothing', undefined, {}, 'none'],
  ['pending', undefined, pending, 'none'],
  ['issued', undefined, issued, 'two'],
  ['issued without ARN', undefined, { status: 'ISSUED' }, 'none'],
  ['issued and carried', two, issued, 'two'],
  ['carried, and no status', one, {}, 'one'],
  ['carried, and a poorer status', one, { arn: one }, 'one'],
  ['carried, and another is pending', one, pending, 'one'],
  ['carried, and inactive', one, { arn: one, status: 'INACTIVE' }, 'one'],
  ['carried, and another was issued', one, issued, 'two'],
  ['carried, gone', one, ended('NotFound'), 'none'],
  ['carried, gone, successor pending', one, { ...pending, ...ended('NotFound') }, 'none'],
  ['carried, gone, successor issued', one, { ...issued, ...ended('NotFound') }, 'two'],
  ['carried, failed', one, { arn: one, status: 'FAILED' }, 'none'],
  ['carried, timed out', one, ended('VALIDATION_TIMED_OUT'), 'none'],
  ['carried, expired, no successor', one, ended('EXPIRED'), 'one'],
  ['carried, expired, successor pending', one, { ...pending, ...ended('EXPIRED') }, 'one'],
  ['carried, expired, successor issued', one, { ...issued, ...ended('EXPIRED') }, 'two'],
  ['carried, revoked, by its own status', one, { arn: one, status: 'REVOKED' }, 'one'],
  ['another one is gone', two, { ...issued, ...ended('NotFound') }, 'two'],
  [
    'issued, and known to be gone',
    one,
    { arn: one, status: 'ISSUED', ...ended('NotFound') },
    'none'
  ]
] as const) {
  t.test(given, async t => {
    const { wanted } = chooseCertificate(claim(certificate), { configuration: carrying(carried) })
    t.equal(wanted === undefined ? 'none' : wanted === one ? 'one' : 'two', expected)
  })
}

t.test('a terminating claim wants none, and is known by what is carried', async t => {
  t.strictSame(chooseCertificate(claim(issued, true), { configuration: carrying(two) }), {
    carried: two
  })
})

t.test('without our record, the claim’s own word says what is carried', async t => {
  t.strictSame(chooseCertificate(claim(issued), { configuration: carrying(two, false) }), {
    carried: two,
    wanted: two
  })
  t.strictSame(
    chooseCertificate(claim(ended('EXPIRED')), { configuration: carrying(one, false) }),
    {
      carried: one,
      wanted: one
    }
  )
  t.strictSame(chooseCertificate(claim({}), { configuration: carrying(one, false) }), {})
})

t.test('a record of what is not carried says nothing', async t => {
  const configuration = { ...carrying(undefined), record: new Map([[hostname, one]]) }
  t.strictSame(chooseCertificate(claim({}), { configuration }), {})
  t.strictSame(chooseCertificate(claim(issued), { configuration: undefined }), { wanted: two })
})
