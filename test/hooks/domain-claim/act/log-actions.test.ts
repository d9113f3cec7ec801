import t from 'tap'
import { AWSFailure, type FailureKind } from '../../../../hooks/aws/failure.ts'
import { logFor } from '../../../../hooks/domain-claim/act/log-actions.ts'
import { claimWith } from '../../../helpers/claim-observation.ts'
import { aClaim, createClaimWorld } from '../../../helpers/claim-world.ts'

type Line = { level: string; message: string } & Record<string, unknown>

function createLog() {
  const lines: Line[] = []
  const write = (level: string) => (fields: object, message: string) =>
    void lines.push({ level, message, ...fields })
  return { lines, log: { info: write('info'), warn: write('warn'), error: write('error') } }
}

const step = 'CertificateRequested'
const action = { step, do: 'deleteCertificate', arn: 'arn:1' } as const

t.test('what AWS refuses is a warning, what was never sent is no line', async t => {
  for (const [kind, expected] of [
    ['denied', ['warn AWS refused', 'warn AWS not read']],
    ['throttled', ['warn AWS refused', 'warn AWS not read']],
    ['unavailable', ['warn AWS refused', 'warn AWS not read']],
    ['late', []]
  ] as readonly [FailureKind, readonly string[]][]) {
    const { lines, log } = createLog()
    const listener = logFor(claimWith(), log)
    const failure = new AWSFailure(kind, 'DeleteCertificate', 'SomeCode', 'words')
    listener.acted({ action, ok: false, failure })
    listener.couldNotLook(failure)
    t.strictSame(
      lines.map(({ level, message }) => `${level} ${message}`),
      expected,
      kind
    )
    for (const line of lines)
      t.match(line, { operation: 'DeleteCertificate', code: 'SomeCode', error: 'words' })
  }
})

t.test('a look that fails is one line a sync, with whose it is and which call', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, 'shop.example.com')
  const { lines, log } = createLog()
  world.cloud.faults.next('ListCertificates', {
    before: { do: 'error', code: 'AccessDeniedException', message: 'not authorized' }
  })
  await world.call(claim, { log })
  t.match(lines, [
    {
      level: 'warn',
      message: 'AWS not read',
      hostname: 'shop.example.com',
      namespace: 'shop',
      name: 'shop',
      operation: 'ListCertificates',
      code: 'AccessDeniedException',
      error: 'not authorized'
    }
  ])
  t.equal(lines.length, 1)
})

t.test('a second look that fails after a refused change is told too', async t => {
  const world = createClaimWorld()
  const claim = aClaim(world, 'shop.example.com')
  await world.step(claim)
  await world.clock.advance(10_000)
  const { lines, log } = createLog()
  world.cloud.faults.next('ChangeResourceRecordSets', {
    before: { do: 'error', code: 'InvalidChangeBatch', message: 'already exists' }
  })
  world.cloud.faults.use(({ operation }) =>
    operation === 'ListResourceRecordSets' && lines.length > 0
      ? { before: { do: 'error', code: 'ServiceUnavailable', message: 'down' } }
      : undefined
  )
  await world.call(claim, { log })
  t.strictSame(
    lines.map(({ message, operation, code }) => `${message} ${operation} ${code}`),
    [
      'AWS refused ChangeResourceRecordSets InvalidChangeBatch',
      'AWS not read ListResourceRecordSets ServiceUnavailable'
    ]
  )
})
