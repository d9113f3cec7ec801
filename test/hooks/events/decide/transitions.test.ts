import fc from 'fast-check'
import t from 'tap'
import type { Condition } from '../../../../hooks/api/objects.ts'
import { requestEvents } from '../../../../hooks/events/decide/request-events.ts'
import { conditionsOf, type Words } from '../conditions.ts'

const request = {
  apiVersion: 'gateway-orchestrator.io/v1alpha1',
  kind: 'GatewayHostnameRequest',
  metadata: { namespace: 'shop', name: 'web', uid: 'u' },
  spec: {}
}

type Said = Readonly<Record<string, Words>>

const earlier = 'Unknown WaitingForEarlierStep'
const waiting: Said = {
  Accepted: 'True Accepted',
  Claimed: 'True Done',
  CertificateRequested: earlier,
  CertificateIssued: earlier,
  Ready: 'False WaitingForEarlierStep'
}
const issued: Said = {
  ...waiting,
  CertificateRequested: 'True Done',
  CertificateIssued: 'True Done'
}
const ready: Said = { ...issued, Ready: 'True Ready' }

/** What was told before, what is answered now, and the events. */
const table: Record<string, readonly [Said, Said, readonly string[]]> = {
  'a new request is told nothing yet': [{}, {}, []],
  accepted: [{}, waiting, ['Normal Accepted Admit']],
  refused: [
    {},
    { Accepted: 'False HostnameTaken', Ready: 'False HostnameTaken' },
    ['Warning HostnameTaken Provision']
  ],
  'refused for another reason': [
    { Accepted: 'False HostnameTaken', Ready: 'False HostnameTaken' },
    { Accepted: 'False PoolFull', Ready: 'False PoolFull' },
    ['Warning PoolFull Provision']
  ],
  'refused as before': [
    { Accepted: 'False HostnameTaken', Ready: 'False HostnameTaken' },
    { Accepted: 'False HostnameTaken', Ready: 'False HostnameTaken' },
    []
  ],
  'nobody answers': [
    {},
    { Accepted: 'Unknown NoAnswerFromPool', Ready: 'False NoAnswerFromPool' },
    ['Warning NoAnswerFromPool Provision']
  ],
  'it waits for a moment': [waiting, { ...waiting, Ready: 'False WaitingForPool' }, []],
  'a step is done': [
    waiting,
    { ...waiting, CertificateRequested: 'True Done', Ready: 'False WaitingForACM' },
    ['Normal CertificateRequested Provision']
  ],
  'a wait that may be stuck': [
    waiting,
    { ...waiting, Ready: 'False ValidationPending' },
    ['Normal ValidationPending Provision']
  ],
  'a failure': [
    { ...waiting, Ready: 'False ValidationPending' },
    { ...waiting, Ready: 'False CertificateFailed' },
    ['Warning CertificateFailed Provision']
  ],
  'a conflict': [
    issued,
    { ...issued, Ready: 'False ForeignRecord' },
    ['Warning ForeignRecord Provision']
  ],
  'the last step, and Ready': [
    { ...waiting, CertificateRequested: 'True Done', Ready: 'False ValidationPending' },
    ready,
    ['Normal CertificateIssued Provision', 'Normal Ready Provision']
  ],
  Ready: [issued, ready, ['Normal Ready Provision']],
  'Ready as before': [ready, ready, []],
  'Ready at once, because its claim was taken over': [
    {},
    ready,
    ['Normal Accepted Admit', 'Normal Ready Provision']
  ],
  'Ready no more, by a reason that else is told to nobody': [
    ready,
    { ...ready, CertificateIssued: 'Unknown AWSUnavailable', Ready: 'False AWSUnavailable' },
    ['Warning AWSUnavailable Provision']
  ],
  'Ready again: the step was only not visible': [
    { ...ready, CertificateIssued: 'Unknown AWSUnavailable', Ready: 'False AWSUnavailable' },
    ready,
    ['Normal Ready Provision']
  ],
  'Ready no more, because it is deleted': [
    ready,
    { ...ready, Ready: 'False Deleting' },
    ['Normal Deleting Remove']
  ],
  'Ready, with a warning': [
    ready,
    { ...ready, CertificateIssued: 'True RenewalFailing' },
    ['Warning RenewalFailing Provision']
  ],
  'Ready, with the same warning': [
    { ...ready, CertificateIssued: 'True RenewalFailing' },
    { ...ready, CertificateIssued: 'True RenewalFailing' },
    []
  ],
  'the warning ends': [{ ...ready, CertificateIssued: 'True RenewalFailing' }, ready, []],
  'an upgrade adds a step to a request that is Ready': [
    ready,
    { NewStep: 'True Done', ...ready },
    []
  ],
  'a reason of another version': [waiting, { ...waiting, Ready: 'False OfAnotherVersion' }, []]
}

function told(before: readonly Condition[], after: readonly Condition[]): string[] {
  const events = requestEvents(request, before, { conditions: after })
  return events.map(({ type, reason, action }) => `${type} ${reason} ${action}`)
}

for (const [what, [before, after, expected]] of Object.entries(table))
  t.test(what, async t => {
    t.strictSame(told(conditionsOf(before), conditionsOf(after)), expected)
    t.strictSame(
      told(conditionsOf(after), conditionsOf(after, 'another message')),
      [],
      'the same again, in other words, is no event'
    )
  })

const reason = fc.constantFrom(
  ...(['True Done', 'True Ready', 'True RenewalFailing', 'False ForeignRecord'] as const),
  ...(['False WaitingForACM', 'Unknown AWSUnavailable', 'Unknown WaitingForEarlierStep'] as const)
)
const said = fc.dictionary(
  fc.constantFrom('Accepted', 'Claimed', 'CertificateIssued', 'DNSAliasReady', 'Ready', 'Stalled'),
  reason
)

t.test('no event for an equal status, and at most one for each condition', async () => {
  fc.assert(fc.property(said, one => told(conditionsOf(one), conditionsOf(one)).length === 0))
  fc.assert(
    fc.property(said, said, (before, after) => {
      const events = told(conditionsOf(before), conditionsOf(after))
      return events.length <= Object.keys(after).length
    })
  )
})

t.test('the event is about the request, and says what the condition says', async t => {
  const [event] = requestEvents(request, [], { conditions: conditionsOf(waiting, 'the message') })
  t.match(event, {
    note: 'the message',
    regarding: { kind: 'GatewayHostnameRequest', namespace: 'shop', name: 'web', uid: 'u' }
  })
})
