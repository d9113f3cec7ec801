import t from 'tap'
import type { KubernetesObject } from '../../../hooks/api/objects.ts'
import { conditionOf } from '../../../hooks/conditions/conditions.ts'
import { answerTo } from '../../../hooks/hostname-request/answer.ts'
import { syncHostnameRequest } from '../../../hooks/hostname-request/sync.ts'
import { aClaim, aDenial, aRequest, aSync, created } from './builders.ts'

/** When the requests of these tests are told for the first time to wait (s after the creation). */
const toldAfter = 10

const nothing = undefined
const ours = aClaim()
const other = (name: string, namespace = 'shop') => ({ requestRef: { namespace, name, uid: 'u2' } })
const terminating = { deletionTimestamp: '2026-01-01T00:00:00Z' }
const releasedAt = '2026-01-01T00:00:00Z'
const broken = { ...ours, spec: { hostname: 7 } }
const late = toldAfter + 60

/** A request that was told to wait when most pools have answered. */
function waiting() {
  const { status } = syncHostnameRequest(aSync(aRequest()), { now: created + toldAfter * 1000 })
  return { ...aRequest(), status }
}

t.test('what the pool has made of a request', async t => {
  for (const [given, claim, denial, seconds, accepted, claimed] of [
    [
      'no answer yet',
      nothing,
      nothing,
      late - 1,
      'Unknown WaitingForPool',
      'Unknown WaitingForEarlierStep'
    ],
    [
      'no answer for a minute',
      nothing,
      nothing,
      late,
      'Unknown NoAnswerFromPool',
      'Unknown WaitingForEarlierStep'
    ],
    [
      'a denial',
      nothing,
      aDenial('DomainNotAllowed'),
      1,
      'False DomainNotAllowed',
      'Unknown WaitingForEarlierStep'
    ],
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
    [
      'our claim, released by mistake',
      aClaim({ releasedAt }),
      nothing,
      1,
      'True Accepted',
      'True Done'
    ],
    [
      'our claim, Terminating',
      aClaim({}, {}, terminating),
      nothing,
      1,
      'Unknown Deleting',
      'False Deleting'
    ],
    [
      "another's claim, Terminating",
      aClaim(other('a', 'b'), {}, terminating),
      nothing,
      1,
      'Unknown Deleting',
      'False Deleting'
    ],
    [
      'Terminating and denied',
      aClaim({}, {}, terminating),
      aDenial('PoolFull'),
      1,
      'False PoolFull',
      'False Deleting'
    ],
    [
      'another namespace has it',
      aClaim(other('a', 'b')),
      nothing,
      1,
      'Unknown HostnameTaken',
      'False HostnameTaken'
    ],
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
    [
      'our own namespace has it',
      aClaim(other('other')),
      nothing,
      1,
      'Unknown HostnameTaken',
      'False HostnameTaken'
    ],
    [
      '… and released it',
      aClaim({ ...other('other'), releasedAt }),
      nothing,
      1,
      'Unknown WaitingForPool',
      'False WaitingForPool'
    ],
    [
      'our predecessor has it',
      aClaim(other('shop')),
      nothing,
      1,
      'Unknown WaitingForPool',
      'False WaitingForPool'
    ],
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
    [
      'a claim that cannot be read',
      broken,
      nothing,
      1,
      'Unknown UnreadableObjects',
      'Unknown UnreadableObjects'
    ]
  ] as const satisfies readonly [
    string,
    KubernetesObject | undefined,
    KubernetesObject | undefined,
    number,
    string,
    string
  ][]) {
    const answer = answerTo(waiting(), { claim, denial, now: created + seconds * 1000 })
    t.equal(`${answer.accepted.status} ${answer.accepted.reason}`, accepted, `${given}: Accepted`)
    t.equal(`${answer.claimed.status} ${answer.claimed.reason}`, claimed, `${given}: Claimed`)
    t.equal(answer.claim !== undefined, answer.claimed.status === 'True', `${given}: has the claim`)
  }
})

t.test(
  'patience counts from when the request was first told to wait, and its end is said until ' +
    'there is an answer',
  async t => {
    const at = (seconds: number) => created + seconds * 1000
    const going = aClaim(other('x', 'elsewhere'), {}, terminating)
    for (const [given, ...syncs] of [
      [
        'seen at once',
        [0, nothing, undefined],
        [9, nothing, undefined],
        [10, nothing, 'WaitingForPool'],
        [69, nothing, 'WaitingForPool'],
        [70, nothing, 'NoAnswerFromPool']
      ],
      [
        'seen late',
        [600, nothing, 'WaitingForPool'],
        [659, nothing, 'WaitingForPool'],
        [660, nothing, 'NoAnswerFromPool']
      ],
      [
        'said once, it stays',
        [10, nothing, 'WaitingForPool'],
        [70, nothing, 'NoAnswerFromPool'],
        [71, nothing, 'NoAnswerFromPool'],
        [3600, nothing, 'NoAnswerFromPool']
      ],
      [
        'refused before',
        [0, aDenial('HostnameTaken'), 'HostnameTaken'],
        [3600, nothing, 'WaitingForPool'],
        [3659, nothing, 'WaitingForPool'],
        [3660, nothing, 'NoAnswerFromPool']
      ],
      [
        'accepted before',
        [0, aClaim(), 'Accepted'],
        [3600, nothing, 'WaitingForPool'],
        [3659, nothing, 'WaitingForPool'],
        [3660, nothing, 'NoAnswerFromPool']
      ],
      [
        'a claim that went was in the way',
        [0, going, 'Deleting'],
        [3600, nothing, 'WaitingForPool'],
        [3601, nothing, 'WaitingForPool'],
        [3659, nothing, 'WaitingForPool'],
        [3660, nothing, 'NoAnswerFromPool']
      ],
      [
        'answered late',
        [10, nothing, 'WaitingForPool'],
        [70, nothing, 'NoAnswerFromPool'],
        [71, aClaim(), 'Accepted']
      ]
    ] as const) {
      const request = aRequest()
      for (const [seconds, pool, expected] of syncs) {
        const isDenial = pool?.kind === 'HostnameDenial'
        const parts = pool === nothing ? {} : isDenial ? { denial: pool } : { claim: pool }
        const { status } = syncHostnameRequest(aSync(request, parts), { now: at(seconds) })
        t.equal(
          conditionOf(status.conditions, 'Accepted')?.reason,
          expected,
          `${given}, at ${seconds} s`
        )
        request.status = status
      }
    }
  }
)

t.test('a pool that is alive has five minutes, and one that is not a minute', t => {
  const reasonAfter = (seconds: number, isPoolAlive: boolean) => {
    const moment = { now: created + (toldAfter + seconds) * 1000, isPoolAlive }
    return answerTo(waiting(), { claim: nothing, denial: nothing, ...moment }).accepted.reason
  }
  t.equal(reasonAfter(59, false), 'WaitingForPool')
  t.equal(reasonAfter(60, false), 'NoAnswerFromPool')
  t.equal(reasonAfter(60, true), 'WaitingForPool')
  t.equal(reasonAfter(299, true), 'WaitingForPool')
  t.equal(reasonAfter(300, true), 'NoAnswerFromPool')
  t.end()
})

t.test('messages help and do not tell on others', async t => {
  const taken = answerTo(aRequest(), {
    claim: aClaim(other('secret-name', 'secret-space')),
    denial: nothing,
    now: created
  })
  t.notMatch(JSON.stringify(taken), /secret/)
  const silent = answerTo(waiting(), {
    claim: nothing,
    denial: nothing,
    now: created + late * 1000
  })
  t.match(silent.accepted.message, 'kubectl describe gatewaypool public')
  t.match(silent.accepted.message, 'ask the platform team')
  const elsewhere = answerTo(aRequest(), {
    claim: aClaim({ ...other('older'), poolName: 'inner' }),
    denial: nothing,
    now: created
  })
  t.match(
    elsewhere.claimed.message,
    /GatewayHostnameRequest older of this namespace.*through GatewayPool inner/
  )
  const going = answerTo(aRequest(), {
    claim: aClaim({}, {}, terminating),
    denial: nothing,
    now: created
  })
  t.match(
    going.accepted.message,
    /DomainClaim shop\.apps\.example\.com is being deleted.*requested anew/
  )
  const theirs = answerTo(aRequest(), {
    claim: aClaim(other('a', 'b'), {}, terminating),
    denial: nothing,
    now: created
  })
  t.match(theirs.accepted.message, /is being given up.*Then it is free/)
  t.equal(
    answerTo(aRequest(), { claim: nothing, denial: aDenial('PoolFull', 'Full.'), now: created })
      .accepted.message,
    'Full.'
  )
})
