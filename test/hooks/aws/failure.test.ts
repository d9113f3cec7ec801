import { ACMClient } from '@aws-sdk/client-acm'
import t from 'tap'
import {
  AWSFailure,
  classify,
  describeFailure,
  type FailureKind,
  reasonOf
} from '../../../hooks/aws/failure.ts'
import type { FaultPlan } from '../../../simulator/aws/faults.ts'
import { createEdge, type Edge, outcomeOf, region } from './edge.ts'

const missingARN =
  'arn:aws:acm:eu-central-1:123456789012:certificate/00000000-0000-4000-8000-000000000000'
const record = { name: 'a.example.com', type: 'A', ttlSeconds: 60, values: ['192.0.2.1'] }

function error(code: string, status = 400): FaultPlan {
  return { before: { do: 'error', code, status, message: 'Words.' } }
}

function refusal(message: string): FaultPlan {
  return { before: { do: 'error', code: 'InvalidChangeBatch', status: 400, message } }
}

/** What happens to one call of a service, and the failure that the SDK's answer becomes. */
const acmTable: [given: string, plan: FaultPlan, expected: string][] = [
  ['denied', error('AccessDeniedException'), 'denied AccessDeniedException'],
  ['unknown key', error('UnrecognizedClientException', 403), 'denied UnrecognizedClientException'],
  [
    'wrong signature, or a wrong clock',
    error('InvalidSignatureException'),
    'denied InvalidSignatureException'
  ],
  ['token expired', error('ExpiredTokenException'), 'denied ExpiredTokenException'],
  ['another error with 403', error('SomethingNew', 403), 'denied SomethingNew'],
  ['another error with 401', error('SomethingNew', 401), 'denied SomethingNew'],
  ['throttled', { before: { do: 'throttle' } }, 'throttled ThrottlingException'],
  [
    'throttled in another spelling',
    error('TooManyRequestsException', 429),
    'throttled TooManyRequestsException'
  ],
  ['another error with 429', error('SomethingNew', 429), 'throttled SomethingNew'],
  ['quota', error('LimitExceededException'), 'quota LimitExceededException'],
  ['not found', error('ResourceNotFoundException'), 'notFound ResourceNotFoundException'],
  ['in use', error('ResourceInUseException'), 'inUse ResourceInUseException'],
  ['called wrong', error('InvalidParameterException'), 'rejected InvalidParameterException'],
  ['a code like a property of every object', error('toString'), 'rejected toString'],
  ['AWS is ill', error('InternalFailure', 500), 'unavailable InternalFailure'],
  ['AWS is ill in a new way', error('SomethingNew', 503), 'unavailable SomethingNew'],
  [
    'HTML with 200',
    { before: { do: 'replace', body: '<html><p>Sign in</p></html>' } },
    'unavailable SyntaxError'
  ],
  ['nothing with 200', { before: { do: 'replace', body: '' } }, 'unavailable EmptyAnswer'],
  ['{} with 200', { before: { do: 'replace', body: '{}' } }, 'unavailable EmptyAnswer'],
  ['dropped', { before: { do: 'drop' } }, 'unavailable ECONNRESET'],
  ['no answer in time', { before: { do: 'delay', milliseconds: 60_000 } }, 'unavailable Timeout']
]

const route53Table: [given: string, plan: FaultPlan, expected: string][] = [
  ['denied', error('AccessDenied', 403), 'denied AccessDenied'],
  ['signature', error('SignatureDoesNotMatch', 403), 'denied SignatureDoesNotMatch'],
  ['token expired', error('ExpiredToken', 403), 'denied ExpiredToken'],
  ['throttled', { before: { do: 'throttle' } }, 'throttled Throttling'],
  [
    'another change under way',
    error('PriorRequestNotComplete'),
    'throttled PriorRequestNotComplete'
  ],
  ['quota', error('LimitsExceeded'), 'quota LimitsExceeded'],
  ['no such zone', error('NoSuchHostedZone', 404), 'notFound NoSuchHostedZone'],
  ['batch refused', error('InvalidChangeBatch'), 'refused InvalidChangeBatch'],
  [
    'a full zone',
    refusal('Exceeded limit MAX_RRSETS_BY_ZONE for zone: Z1'),
    'quota InvalidChangeBatch'
  ],
  [
    'too long a batch',
    refusal('Number of records limit of 1000 exceeded.'),
    'refused InvalidChangeBatch'
  ],
  ['called wrong', error('InvalidInput'), 'rejected InvalidInput'],
  ['AWS is ill', error('ServiceUnavailable', 503), 'unavailable ServiceUnavailable'],
  [
    'HTML with 200',
    { before: { do: 'replace', body: '<html><p>Sign in</p></html>' } },
    'unavailable EmptyAnswer'
  ],
  [
    'broken HTML with 200',
    { before: { do: 'replace', body: '<html><p>Sign in' } },
    'unavailable Error'
  ],
  ['nothing with 200', { before: { do: 'replace', body: '' } }, 'unavailable EmptyAnswer'],
  ['{} with 200', { before: { do: 'replace', body: '{}' } }, 'unavailable Error'],
  ['dropped', { before: { do: 'drop' } }, 'unavailable ECONNRESET'],
  ['no answer in time', { before: { do: 'delay', milliseconds: 60_000 } }, 'unavailable Timeout']
]

const acmCalls: [string, (edge: Edge) => Promise<unknown>][] = [
  ['ListCertificates', ({ acm, newFence }) => acm.listCertificates(newFence())],
  ['DescribeCertificate', ({ acm, newFence }) => acm.describeCertificate(missingARN, newFence())],
  [
    'RequestCertificate',
    ({ acm, newFence }) =>
      acm.requestCertificate(
        { hostname: 'a.example.com', token: 'token', tags: { a: 'b' } },
        newFence()
      )
  ],
  ['ListTagsForCertificate', ({ acm, newFence }) => acm.listTags(missingARN, newFence())]
]

const route53Calls: [string, (edge: Edge) => Promise<unknown>][] = [
  [
    'ListResourceRecordSets',
    ({ route53, newFence }) => route53.listRecords({ id: 'Z1' }, newFence())
  ],
  ['GetHostedZone', ({ route53, newFence }) => route53.getHostedZone({ id: 'Z1' }, newFence())],
  ['GetChange', ({ route53, newFence }) => route53.isInSync({ id: 'Z1' }, 'C1', newFence())],
  [
    'ChangeResourceRecordSets',
    ({ route53, newFence }) =>
      route53.changeRecords({ id: 'Z1' }, [{ remove: [], create: [record] }], newFence())
  ]
]

t.test('what ACM and Route 53 can answer, by kind', async t => {
  for (const [calls, table] of [
    [acmCalls, acmTable],
    [route53Calls, route53Table]
  ] as const) {
    for (const [operation, call] of calls) {
      for (const [given, plan, expected] of table) {
        const edge = createEdge({ quotas: 'none' })
        edge.cloud.faults.next(operation, plan)
        t.equal(await edge.outcome(call(edge)), expected, `${operation}: ${given}`)
      }
    }
  }
})

t.test("the embedded AWS's own refusals", async t => {
  const edge = createEdge()
  const { id } = edge.cloud.zones.create('example.com')
  const change = () =>
    edge.outcome(
      edge.route53.changeRecords({ id }, [{ remove: [], create: [record] }], edge.newFence())
    )
  t.equal(await change(), 'ok')
  t.equal(await change(), 'throttled PriorRequestNotComplete')
  await edge.clock.advance(1000)
  t.equal(await change(), 'refused InvalidChangeBatch')
  t.equal(
    await edge.outcome(edge.acm.describeCertificate(missingARN, edge.newFence())),
    'notFound ResourceNotFoundException'
  )
  t.equal(
    await edge.outcome(edge.route53.getHostedZone({ id: 'Z0' }, edge.newFence())),
    'notFound NoSuchHostedZone'
  )
  t.equal(
    await edge.outcome(edge.route53.isInSync({ id: 'Z0' }, 'C0', edge.newFence())),
    'notFound NoSuchChange'
  )
})

t.test('credentials that cannot be had are a denial', async t => {
  for (const name of [
    'CredentialsProviderError',
    'InvalidIdentityToken',
    'ExpiredTokenException'
  ]) {
    const client = new ACMClient({
      region,
      credentials: () => Promise.reject(Object.assign(new Error('Words.'), { name }))
    })
    const call = client.config.credentials().catch(error => {
      throw classify('ListCertificates', error)
    })
    t.equal(await outcomeOf(call), `denied ${name}`)
  }
})

t.test('whatever is thrown becomes a failure', async t => {
  for (const thrown of [
    undefined,
    null,
    'words',
    7,
    {},
    new Error('words'),
    new TypeError('words')
  ]) {
    const failure = classify('ListCertificates', thrown)
    t.type(failure, AWSFailure)
    t.equal(failure.kind, 'unavailable')
    t.type(failure.message, 'string')
  }
  const failure = new AWSFailure('late', 'GetChange', 'NotSent', 'words')
  t.equal(classify('ListCertificates', failure), failure, 'a failure stays as it is')
})

t.test('each kind has a reason', async t => {
  const reasons: Record<FailureKind, string> = {
    denied: 'AWSAccessDenied',
    throttled: 'AWSThrottled',
    late: 'AWSThrottled',
    quota: 'AWSQuotaExceeded',
    rejected: 'AWSRejected',
    refused: 'AWSRejected',
    unavailable: 'AWSUnavailable',
    notFound: 'AWSUnavailable',
    inUse: 'AWSUnavailable'
  }
  for (const [kind, reason] of Object.entries(reasons))
    t.equal(
      reasonOf(new AWSFailure(kind as FailureKind, 'GetChange', 'Code', 'words')),
      reason,
      kind
    )
})

t.test('a failure in words does not change from try to try', async t => {
  for (const [message, expected] of [
    ['Rate exceeded', 'GetChange: Code: Rate exceeded'],
    ['Rate exceeded (Request ID: 0f-a1)', 'GetChange: Code: Rate exceeded'],
    ['Rate exceeded, RequestId: 0f-a1', 'GetChange: Code: Rate exceeded'],
    ['Unexpected token\n  Deserialization error: to see …', 'GetChange: Code: Unexpected token'],
    ['so '.repeat(5000), `GetChange: Code: ${'so '.repeat(5000)}`.slice(0, 1000)]
  ] as const)
    t.equal(describeFailure(new AWSFailure('unavailable', 'GetChange', 'Code', message)), expected)
})

const notAuthorized = 'User: arn:aws:sts::1:assumed-role/hooks/s-1 is not authorized to perform: x'

/** An error as the SDK, STS or a socket throws it, and the reason that a condition gets. */
for (const [given, operation, thrown, expected] of [
  [
    'no credentials',
    'ListCertificates',
    { name: 'CredentialsProviderError', message: 'Could not load credentials from any providers' },
    'AWSNoCredentials'
  ],
  [
    'a token that has expired',
    'ListCertificates',
    { name: 'ExpiredTokenException', message: 'The security token has expired' },
    'AWSNoCredentials'
  ],
  [
    'a zone of another account',
    'GetHostedZone',
    { name: 'AccessDenied', message: notAuthorized },
    'ZoneAccessDenied'
  ],
  [
    'a change in a zone of another account',
    'ChangeResourceRecordSets',
    { name: 'AccessDenied', message: notAuthorized },
    'ZoneAccessDenied'
  ],
  [
    'a call that names no zone',
    'GetChange',
    { name: 'AccessDenied', message: notAuthorized },
    'AWSAccessDenied'
  ],
  [
    'the IAM policy',
    'RequestCertificate',
    { name: 'AccessDeniedException', message: notAuthorized },
    'AWSAccessDenied'
  ],
  [
    'a service control policy',
    'RequestCertificate',
    {
      name: 'AccessDeniedException',
      message: `${notAuthorized} with an explicit deny in a service control policy`
    },
    'AWSDeniedByOrganization'
  ],
  [
    'a service control policy over a zone',
    'GetHostedZone',
    {
      name: 'AccessDenied',
      message: `${notAuthorized} with an explicit deny in a service control policy`
    },
    'AWSDeniedByOrganization'
  ],
  [
    'a region that does not exist',
    'ListCertificates',
    {
      name: 'Error',
      code: 'ENOTFOUND',
      message: 'getaddrinfo ENOTFOUND acm.eu-centrall-1.amazonaws.com'
    },
    'AWSRegionUnusable'
  ],
  [
    'a name server that is down',
    'GetHostedZone',
    { name: 'Error', code: 'ENOTFOUND', message: 'getaddrinfo ENOTFOUND route53.amazonaws.com' },
    'AWSUnavailable'
  ],
  [
    'a region that is not enabled',
    'ListCertificates',
    { name: 'UnrecognizedClientException', message: 'The security token is invalid' },
    'AWSRegionUnusable'
  ],
  [
    'no authentication',
    'ListCertificates',
    { name: 'AuthFailure', message: '' },
    'AWSRegionUnusable'
  ],
  [
    'a clock that is wrong',
    'ListCertificates',
    { name: 'InvalidSignatureException', message: 'Signature expired: 20260301T120000Z is now' },
    'AWSSignatureRefused'
  ],
  [
    'a tag policy',
    'RequestCertificate',
    { name: 'TagPolicyException', message: 'The tag policy does not allow' },
    'AWSTagPolicy'
  ],
  [
    'an alias in the wrong zone of load balancers',
    'ChangeResourceRecordSets',
    {
      name: 'InvalidChangeBatch',
      message:
        '[Tried to create an alias that targets a.elb.amazonaws.com., type A in zone Z215, but ' +
        'the alias target name does not lie within the target zone]'
    },
    'WrongALBZone'
  ],
  [
    'a full zone',
    'ChangeResourceRecordSets',
    { name: 'InvalidChangeBatch', message: 'Exceeded limit MAX_RRSETS_BY_ZONE' },
    'AWSQuotaExceeded'
  ],
  ['throttled', 'GetChange', { name: 'Throttling', message: 'Rate exceeded' }, 'AWSThrottled']
] as const) {
  t.test(`advice that fits: ${given}`, async t => {
    const failure = classify(operation, thrown)
    t.equal(reasonOf(failure), expected)
    const told = `${describeFailure(failure)} ${failure.message}`
    t.notMatch(told, /s-1/, 'no role session')
    if (expected === 'AWSSignatureRefused') t.notMatch(describeFailure(failure), /2026/, 'no time')
  })
}
