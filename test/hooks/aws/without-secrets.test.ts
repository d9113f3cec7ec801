import t from 'tap'
import { AWSFailure, classify, describeFailure } from '../../../hooks/aws/failure.ts'
import { withoutSecrets } from '../../../hooks/aws/without-secrets.ts'

const token = `IQoJb3JpZ2luX2VjE${'a1B2c3D4'.repeat(40)}==`

t.test('secrets and sessions are removed, and the rest stays', async t => {
  for (const [message, expected] of [
    [
      'User: arn:aws:sts::111122223333:assumed-role/orchestrator/eks-prod-hooks-7f9 is not ' +
        'authorized to perform: acm:RequestCertificate',
      'User: arn:aws:sts::111122223333:assumed-role/orchestrator is not authorized to perform: ' +
        'acm:RequestCertificate'
    ],
    ['The key ASIAIOSFODNN7EXAMPLE is not active', 'The key (access key id) is not active'],
    [`the token ${token} is not valid`, 'the token (hidden) is not valid'],
    [
      'The request signature we calculated does not match. Check your key.\n\nThe Canonical ' +
        `String for this request should have been\n'POST\n/\n\nx-amz-security-token:${token}'`,
      'The request signature we calculated does not match. Check your key.'
    ],
    [
      "Authorization 'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260801/eu-west-1/acm/" +
        "aws4_request, SignedHeaders=host;x-amz-date, Signature=fe5f80f77d5fa3beca038' bad",
      "Authorization 'AWS4-HMAC-SHA256 Credential=(hidden), SignedHeaders=host;x-amz-date, " +
        "Signature=(hidden)' bad"
    ],
    [
      'Could not find arn:aws:acm:eu-central-1:111122223333:certificate/' +
        '11111111-2222-3333-4444-555555555555',
      'Could not find arn:aws:acm:eu-central-1:111122223333:certificate/' +
        '11111111-2222-3333-4444-555555555555'
    ],
    ['[Tried to create resource record set [name=a.example.com., type=A]]', undefined]
  ] as const)
    t.equal(withoutSecrets(message), expected ?? message)
})

t.test('a failure has no secrets, neither in its message nor in its stack', async t => {
  const thrown = Object.assign(new Error(`no ASIAIOSFODNN7EXAMPLE ${token}`), {
    name: 'SignatureDoesNotMatch',
    $response: { headers: { 'x-amz-security-token': token } }
  })
  const failure = classify('ListCertificates', thrown)
  t.type(failure, AWSFailure)
  const shown = `${failure.stack} ${JSON.stringify(failure)} ${describeFailure(failure)}`
  t.notMatch(shown, /ASIA|a1B2c3D4/)
  t.equal(failure.cause, undefined)
})

t.test('whatever is thrown can be told', async t => {
  for (const odd of [null, undefined, 7, 'text', { toString: 1 }, Object.create(null), [], () => 1])
    t.match(describeFailure(classify('ListCertificates', odd)), /^ListCertificates: /)
})
