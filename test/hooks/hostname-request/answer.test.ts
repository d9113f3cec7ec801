import t from 'tap'
import type { KubernetesObject } from '../../../hooks/api/objects.ts'
import { timestamp } from '../../../hooks/conditions/conditions.ts'
import { answerTo } from '../../../hooks/hostname-request/answer.ts'
import { aClaim, aDenial, aRequest, created } from './builders.ts'

const nothing = undefined
const ours = aClaim()
const other = (name: string, namespace = 'shop') => ({ requestRef: { namespace, name, uid: 'u2' } })
const terminating = { deletionTimestamp: '2026-01-01T00:00:00Z' }
const releasedAt = '2026-01-01T00:00:00Z'
const broken = { ...ours, spec: { hostname: 7 } }
const late = 60

t.test('what the pool has made of a request', async t => {
  for (const [given, claim, denial, seconds, accepted, claimed] of [
    ['no answer yet', nothing, nothing, 59, 'Unknown WaitingForPool', 'Unknown WaitingForEarlierStep'],
    ['no answer for a minute', nothing, nothing, late, 'Unknown NoAnswerFromPool', 'Unknown WaitingForEarlierStep'],
    ['a denial', nothing, aDenial('DomainNotAllowed'), 1, 'False DomainNotAllowed', 'Unknown WaitingForEarlierStep'],
    [
      'a denial of no known reason',
      nothing,
      aDenial('x'),
      1,
      'Unknown UnreadableObjects',
      'Unknown WaitingForEarlierStep'
    ],
    ['our claim', ours, nothing, 1, 'True Accepted', 'True Done'],
    ['our claim, late', ours, nothing, late, 'True Accepted', 'True Done'],
    ['our claim and a leftover denial', ours, aDenial('PoolFull'), 1, 'True Accepted', 'True Done'],
    ['our claim, released by mistake', aClaim({ releasedAt }), nothing, 1, 'True Accepted', 'True Done'],
    ['our claim, Terminating', aClaim({}, {}, terminating), nothing, 1, 'Unknown Deleting', 'False Deleting'],
    [
      "another's claim, Terminating",
      aClaim(other('a', 'b'), {}, terminating),
      nothing,
      1,
      'Unknown Deleting',
      'False Deleting'
    ],
    ['Terminating and denied', aClaim({}, {}, terminating), aDenial('PoolFull'), 1, 'False PoolFull', 'False Deleting'],
    ['another namespace has it', aClaim(other('a', 'b')), nothing, 1, 'Unknown HostnameTaken', 'False HostnameTaken'],
    [
      '… and we are told',
      aClaim(other('a', 'b')),
      aDenial('HostnameTaken'),
      1,
      'False HostnameTaken',
      'False HostnameTaken'
    ],
    [
      '… and released it',
      aClaim({ ...other('shop', 'b'), releasedAt }),
      nothing,
      1,
      'Unknown HostnameTaken',
      'False HostnameTaken'
    ],
    ['our own namespace has it', aClaim(other('other')), nothing, 1, 'Unknown HostnameTaken', 'False HostnameTaken'],
    [
      '… and released it',
      aClaim({ ...other('other'), releasedAt }),
      nothing,
      1,
      'Unknown WaitingForPool',
      'False WaitingForPool'
    ],
    ['our predecessor has it', aClaim(other('shop')), nothing, 1, 'Unknown WaitingForPool', 'False WaitingForPool'],
    [
      '… and nobody passes it on',
      aClaim(other('shop')),
      nothing,
      late,
      'Unknown NoAnswerFromPool',
      'False NoAnswerFromPool'
    ],
    [
      'our predecessor has it, through another pool',
      aClaim({ ...other('shop'), poolName: 'inner' }),
      nothing,
      late,
      'Unknown HostnameTaken',
      'False HostnameTaken'
    ],
    [
      '… and released it',
      aClaim({ ...other('shop'), poolName: 'inner', releasedAt }),
      nothing,
      late,
      'Unknown HostnameTaken',
      'False HostnameTaken'
    ],
    ['a claim that cannot be read', broken, nothing, 1, 'Unknown UnreadableObjects', 'Unknown UnreadableObjects']
  ] as const satisfies readonly [
    string,
    KubernetesObject | undefined,
    KubernetesObject | undefined,
    number,
    string,
    string
  ][]) {
    const answer = answerTo(aRequest(), { claim, denial, now: created + seconds * 1000 })
    t.equal(`${answer.accepted.status} ${answer.accepted.reason}`, accepted, `${given}: Accepted`)
    t.equal(`${answer.claimed.status} ${answer.claimed.reason}`, claimed, `${given}: Claimed`)
    t.equal(answer.claim !== undefined, answer.claimed.status === 'True', `${given}: has the claim`)
  }
})

t.test('patience counts from when the answer was lost, else from the creation', async t => {
  const at = (seconds: number) => created + seconds * 1000
  for (const [given, before, since, seconds, expected] of [
    ['never said anything', undefined, 0, 59, 'WaitingForPool'],
    ['never said anything', undefined, 0, 60, 'NoAnswerFromPool'],
    ['refused until now', 'False HostnameTaken', 10, 3600, 'WaitingForPool'],
    ['accepted until now', 'True Accepted', 10, 3600, 'WaitingForPool'],
    ['its claim was going until now', 'Unknown Deleting', 10, 3600, 'WaitingForPool'],
    ['waits since the refusal went', 'Unknown WaitingForPool', 3600, 3659, 'WaitingForPool'],
    ['waits since the refusal went', 'Unknown WaitingForPool', 3600, 3660, 'NoAnswerFromPool'],
    ['has said so already', 'Unknown NoAnswerFromPool', 3600, 3661, 'NoAnswerFromPool']
  ] as const) {
    const request = aRequest()
    const [status = '', reason = ''] = before?.split(' ') ?? []
    const lastTransitionTime = timestamp(at(since))
    if (before !== undefined)
      request.status = {
        conditions: [{ type: 'Accepted', status: status as 'True', reason, message: '', lastTransitionTime }]
      }
    const { accepted } = answerTo(request, { claim: nothing, denial: nothing, now: at(seconds) })
    t.equal(accepted.reason, expected, `${given}, after ${seconds} s`)
  }
})

t.test('messages help and do not tell on others', async t => {
  const taken = answerTo(aRequest(), {
    claim: aClaim(other('secret-name', 'secret-space')),
    denial: nothing,
    now: created
  })
  t.notMatch(JSON.stringify(taken), /secret/)
  const silent = answerTo(aRequest(), { claim: nothing, denial: nothing, now: created + 60_000 })
  t.match(silent.accepted.message, 'kubectl describe gatewaypool public')
  t.match(silent.accepted.message, 'ask the platform team')
  const elsewhere = answerTo(aRequest(), {
    claim: aClaim({ ...other('older'), poolName: 'inner' }),
    denial: nothing,
    now: created
  })
  t.match(elsewhere.claimed.message, /GatewayHostnameRequest older of this namespace.*through GatewayPool inner/)
  const going = answerTo(aRequest(), { claim: aClaim({}, {}, terminating), denial: nothing, now: created })
  t.match(going.accepted.message, /DomainClaim shop\.apps\.example\.com is being deleted.*requested anew/)
  const theirs = answerTo(aRequest(), {
    claim: aClaim(other('a', 'b'), {}, terminating),
    denial: nothing,
    now: created
  })
  t.match(theirs.accepted.message, /is being given up.*Then it is free/)
  t.equal(
    answerTo(aRequest(), { claim: nothing, denial: aDenial('PoolFull', 'Full.'), now: created }).accepted.message,
    'Full.'
  )
})
