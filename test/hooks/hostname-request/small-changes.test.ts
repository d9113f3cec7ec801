import t from 'tap'
import type { HostnameRequestStatus } from '../../../hooks/api/gateway-hostname-request.ts'
import type { Condition } from '../../../hooks/api/objects.ts'
import { withoutSmallChanges } from '../../../hooks/hostname-request/small-changes.ts'
import { aRequest, created } from './builders.ts'

const stepTypes = ['Claimed', 'CertificateRequested', 'CertificateIssued', 'CertificateAttached']

type Told = {
  /** How many of the steps are done. */
  done?: number
  reason?: string
  message?: string
  /** The reason of the steps after the first that is not done. */
  later?: string
  summary?: 'Reconciling' | 'Stalled' | 'none'
  generation?: number
  more?: object
}

function status(told: Told): HostnameRequestStatus {
  const { done = 1, reason = 'RequestingCertificate', message = 'a', generation = 2 } = told
  const { later = 'WaitingForEarlierStep', summary = 'Reconciling', more = {} } = told
  const isReady = reason === 'Ready'
  const condition = (type: string, status: Condition['status'], reason: string): Condition => ({
    type,
    status,
    reason,
    message: `${type}: ${message}`,
    lastTransitionTime: '2026-01-01T00:00:00Z',
    observedGeneration: generation
  })
  const steps = stepTypes.map((type, i) => {
    if (isReady || i < done) return condition(type, 'True', 'Done')
    return condition(type, 'False', i === done ? reason : later)
  })
  const ready = condition('Ready', isReady ? 'True' : 'False', reason)
  const isSummed = !isReady && summary !== 'none'
  const summed = isSummed ? [condition(summary, 'True', reason)] : []
  return { conditions: [...steps, ready, ...summed], ...more } as HostnameRequestStatus
}

/** What is written of `after` for a request of this age that was told `before`. */
function written(
  before: HostnameRequestStatus | undefined,
  after: HostnameRequestStatus,
  age = 60
) {
  const told = before && { ...before, observedGeneration: 2 }
  const request = { ...aRequest(), ...(told && { status: told }) }
  return withoutSmallChanges(request, after, created + age * 1000)
}

const certificate = { certificate: { arn: 'arn:aws:acm:eu-central-1:1:certificate/1' } }

const rows: Record<string, readonly (readonly [string, Told, Told])[]> = {
  news: [
    [
      'the status of a step',
      { done: 1, reason: 'ValidationPending' },
      { done: 2, reason: 'ValidationPending' }
    ],
    ['the reason of Ready', {}, { reason: 'ValidationPending' }],
    ['the reason of Ready, back again', { reason: 'ValidationPending' }, {}],
    ['Ready becomes True', { done: 3, reason: 'WaitingForGateway' }, { reason: 'Ready' }],
    ['Ready was True', { reason: 'Ready' }, { done: 3, reason: 'WaitingForGateway' }],
    ['a message while Ready is True', { reason: 'Ready' }, { reason: 'Ready', message: 'b' }],
    ['the ARN while Ready is True', { reason: 'Ready' }, { reason: 'Ready', more: certificate }],
    [
      'a message while the request waits for a person',
      { reason: 'CAAForbids', summary: 'Stalled' },
      { reason: 'CAAForbids', summary: 'Stalled', message: 'b' }
    ],
    ['it begins to wait for a person', {}, { summary: 'Stalled' }],
    ['it no longer waits for a person', { summary: 'Stalled' }, {}],
    ['the generation of the request', { generation: 1 }, { generation: 2 }],
    [
      'a reason that passes, after another one than the one before it',
      { reason: 'ValidationPending' },
      { reason: 'WaitingForACM' }
    ],
    [
      'the reason after one that passes',
      { reason: 'RequestingCertificate' },
      { reason: 'ValidationPending' }
    ]
  ],
  small: [
    ['nothing', {}, {}],
    ['only messages', {}, { message: 'b' }],
    ['reasons of other steps', {}, { later: 'WaitingForGateway' }],
    ['the ARN', {}, { more: certificate }],
    ['the address', {}, { more: { address: 'lb.elb.amazonaws.com' } }],
    ['the ARN goes', { more: certificate }, {}],
    [
      'WaitingForACM, which passes within seconds',
      { reason: 'RequestingCertificate' },
      { reason: 'WaitingForACM' }
    ],
    [
      'WaitingForACM, though a step is done by it',
      { done: 1, reason: 'RequestingCertificate' },
      { done: 2, reason: 'WaitingForACM' }
    ],
    [
      'WaitingForAttachment, which passes within seconds',
      { done: 3, reason: 'WaitingForGateway' },
      { done: 3, reason: 'WaitingForAttachment' }
    ]
  ]
}

for (const [given, before, after] of rows.news ?? [])
  t.test(`news: ${given}`, async t => {
    t.strictSame(written(status(before), status(after)), status(after))
  })

for (const [given, before, after] of rows.small ?? [])
  t.test(`no news in the first ten minutes: ${given}`, async t => {
    t.strictSame(written(status(before), status(after)), status(before), 'what was told stays')
    t.strictSame(written(status(before), status(after), 599.9), status(before))
    t.strictSame(written(status(before), status(after), 600), status(after), 'later it is told')
  })

t.test('what was told nothing is told all', async t => {
  const after = status({})
  t.strictSame(written(undefined, after), after)
  t.strictSame(written({}, after), after)
})

t.test('a status that was edited by hand is written anew', async t => {
  const broken = { conditions: 7 } as unknown as HostnameRequestStatus
  t.strictSame(written(broken, status({})), status({}))
  const without = {
    conditions: status({}).conditions?.filter(({ type }) => type !== 'Ready') ?? []
  }
  t.strictSame(written(without, status({})), status({}))
})

t.test('a request of no known age is told all', async t => {
  const request = { ...aRequest(), status: status({}) }
  delete (request.metadata as { creationTimestamp?: string }).creationTimestamp
  const after = status({ message: 'b' })
  t.strictSame(withoutSmallChanges(request, after, created), after)
})
