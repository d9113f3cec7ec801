import t from 'tap'
import { createAnswerNews } from '../../hooks/answer-news.ts'
import type { DesiredObject, KubernetesObject } from '../../hooks/api/objects.ts'
import type { SyncRequest, SyncResponse } from '../../hooks/wire/metacontroller.ts'

/** A status with one condition that says `word`. */
type Word = string | undefined

function says(word: Word): object {
  return word === undefined ? {} : { conditions: [{ type: 'Ready', message: word }] }
}

type Observed = {
  said: Word
  children?: readonly DesiredObject[]
  generation?: number
  seen?: number
}

/** What Metacontroller sends: it has added the generation to the status that it wrote. */
function asking(
  { said, children = [], generation = 1, seen = 1 }: Observed,
  uid = 'u'
): SyncRequest {
  const status = said === undefined ? undefined : { ...says(said), observedGeneration: seen }
  const parent: KubernetesObject = {
    apiVersion: 'v1',
    kind: 'X',
    metadata: { name: 'x', uid, generation },
    spec: {},
    ...(status && { status })
  }
  const withUid = children.map(child => ({ ...child, metadata: { ...child.metadata, uid: 'c' } }))
  return {
    controller: {
      metadata: { name: 'c' },
      spec: { parentResource: { apiVersion: 'v1', resource: 'x' } }
    },
    parent,
    children: { all: Object.fromEntries(withUid.map(child => [child.metadata.name, child])) },
    related: {},
    finalizing: false
  }
}

function child(spec: object): DesiredObject {
  const apiVersion = 'gateway-orchestrator.io/v1alpha1'
  return { apiVersion, kind: 'DomainClaim', metadata: { name: 'a.b' }, spec }
}

type Answered = Partial<SyncResponse> & { word: Word }

/** Asks for the next sync after 300 s, unless the answer is `without` a time. */
function answering({ word, ...more }: Answered): SyncResponse {
  return { status: says(word), children: [], resyncAfterSeconds: 300, ...more }
}

function without({ resyncAfterSeconds: _, ...response }: SyncResponse): SyncResponse {
  return response
}

const one = child({ hostname: 'a.b' })
const other = child({ hostname: 'c.d' })

/** Each row is the life of one parent in one process: what is observed, answered and expected. */
const lives: Record<string, readonly (readonly [Observed, Answered, 200 | 429])[]> = {
  'the first answer of a process is news, even if nothing has changed': [
    [{ said: 'a' }, { word: 'a' }, 200],
    [{ said: 'a' }, { word: 'a' }, 429],
    [{ said: 'a' }, { word: 'a' }, 429]
  ],
  'another status is news': [
    [{ said: 'a' }, { word: 'a' }, 200],
    [{ said: 'a' }, { word: 'b' }, 200],
    [{ said: 'b' }, { word: 'b' }, 429]
  ],
  'a new generation is news: the status names the generation': [
    [{ said: 'a' }, { word: 'a' }, 200],
    [{ said: 'a', generation: 2, seen: 1 }, { word: 'a' }, 200],
    [{ said: 'a', generation: 2, seen: 2 }, { word: 'a' }, 429]
  ],
  'a new parent that is told nothing needs no answer': [
    [{ said: undefined }, { word: undefined }, 429],
    [{ said: undefined }, { word: undefined }, 429],
    [{ said: undefined }, { word: 'a' }, 200],
    [{ said: 'a' }, { word: 'a' }, 429]
  ],
  'a status that is taken back is news': [
    [{ said: 'a' }, { word: undefined }, 200],
    [{ said: 'a' }, { word: undefined }, 200]
  ],
  'while the cache does not show our last answer, each answer is news': [
    [{ said: 'a' }, { word: 'b' }, 200],
    [{ said: 'a' }, { word: 'a' }, 200],
    [{ said: 'b' }, { word: 'a' }, 200],
    [{ said: 'a' }, { word: 'a' }, 429]
  ],
  'a stale cache that shows the answer before the last': [
    [{ said: 'a' }, { word: 'a' }, 200],
    [{ said: 'a' }, { word: 'b' }, 200],
    [{ said: 'a' }, { word: 'b' }, 200],
    [{ said: 'b' }, { word: 'b' }, 429]
  ],
  'somebody else changes the status': [
    [{ said: 'a' }, { word: 'a' }, 200],
    [{ said: 'x' }, { word: 'a' }, 200],
    [{ said: 'a' }, { word: 'a' }, 429]
  ],
  'a child that is missing, differs or is not wanted is news': [
    [{ said: 'a' }, { word: 'a' }, 200],
    [{ said: 'a' }, { word: 'a', children: [one] }, 200],
    [{ said: 'a', children: [other] }, { word: 'a', children: [one] }, 200],
    [{ said: 'a', children: [one] }, { word: 'a', children: [one] }, 429],
    [{ said: 'a', children: [one] }, { word: 'a' }, 200]
  ],
  'a new parent that is told nothing, and gets a child': [
    [{ said: undefined }, { word: undefined, children: [one] }, 200],
    [{ said: undefined, children: [one] }, { word: undefined, children: [one] }, 200],
    [{ said: undefined, children: [one] }, { word: undefined, children: [one] }, 429]
  ],
  'that nothing is left is news': [
    [{ said: 'a' }, { word: 'a', finalized: false }, 200],
    [{ said: 'a' }, { word: 'a', finalized: false }, 429],
    [{ said: 'a' }, { word: 'a', finalized: true }, 200],
    [{ said: undefined }, { word: undefined, finalized: true }, 200]
  ]
}

for (const [given, steps] of Object.entries(lives)) {
  t.test(given, async t => {
    const answerNews = createAnswerNews()
    for (const [i, [observed, answered, status]] of steps.entries()) {
      const response = answering(answered)
      const answer = answerNews(asking(observed), response)
      t.equal(answer.status, status, `sync ${i + 1}`)
      if (status === 200) t.strictSame(answer.body, response, 'the response as it is')
    }
  })
}

t.test('each parent, and each process, has its own first answer', async t => {
  const answerNews = createAnswerNews()
  const status = (uid: string, answer = answerNews) =>
    answer(asking({ said: 'a' }, uid), answering({ word: 'a' })).status
  t.equal(status('u1'), 200)
  t.equal(status('u2'), 200)
  t.equal(status('u1'), 429)
  t.equal(status('u2'), 429)
  t.equal(status('u1', createAnswerNews()), 200)
})

t.test('parents that were forgotten are answered anew', async t => {
  const answerNews = createAnswerNews(2)
  const status = (uid: string) =>
    answerNews(asking({ said: 'a' }, uid), answering({ word: 'a' })).status
  t.strictSame(['u1', 'u2', 'u1', 'u3', 'u2', 'u3'].map(status), [200, 200, 429, 200, 200, 429])
})

t.test(
  'Retry-After is the resync in whole seconds, at least 1, and half an hour without one',
  t => {
    for (const [resyncAfterSeconds, expected] of [
      [300, '300'],
      [4.2, '5'],
      [0.001, '1'],
      [0, '1'],
      [undefined, '1800']
    ] as const) {
      const answerNews = createAnswerNews()
      const timeless = without(answering({ word: undefined }))
      const response = {
        ...timeless,
        ...(resyncAfterSeconds !== undefined && { resyncAfterSeconds })
      }
      const { status, headers } = answerNews(asking({ said: undefined }), response)
      t.strictSame({ status, headers }, { status: 429, headers: { 'retry-after': expected } })
    }
    t.end()
  }
)

t.test('after a status that changes, the next sync comes soon', async t => {
  const ready = (status: 'True' | 'False') => ({
    conditions: [
      {
        type: 'Ready',
        status,
        reason: 'X',
        message: '',
        lastTransitionTime: '2026-01-01T00:00:00Z'
      }
    ]
  })
  for (const [was, is, asked, least, most] of [
    ['False', 'True', undefined, 30, 60],
    ['False', 'True', 900, 30, 60],
    ['False', 'True', 419, 419, 419],
    ['True', 'False', 300, 30, 60],
    ['True', 'False', 5, 5, 5],
    ['False', 'False', 300, 300, 300],
    ['True', 'True', 300, 300, 300]
  ] as const) {
    const request = asking({ said: undefined })
    const parent = { ...request.parent, status: { ...ready(was), observedGeneration: 0 } }
    const resync = asked === undefined ? {} : { resyncAfterSeconds: asked }
    const response = { status: ready(is), children: [], ...resync }
    const { body } = createAnswerNews()({ ...request, parent }, response)
    const { resyncAfterSeconds = 0 } = body as SyncResponse
    t.ok(resyncAfterSeconds >= least && resyncAfterSeconds <= most, `${was} to ${is}, ${asked}`)
  }
})

t.test('… also if the cache never showed that it was Ready', async t => {
  const status = (word: 'True' | 'False') => ({
    conditions: [
      {
        type: 'Ready',
        status: word,
        reason: 'X',
        message: '',
        lastTransitionTime: '2026-01-01T00:00:00Z'
      }
    ]
  })
  const answer = createAnswerNews()
  const sync = (word: 'True' | 'False') => {
    const request = asking({ said: undefined })
    const parent = { ...request.parent, status: { ...status('False'), observedGeneration: 1 } }
    const response = { status: status(word), children: [], resyncAfterSeconds: 300 }
    return (answer({ ...request, parent }, response).body as SyncResponse).resyncAfterSeconds
  }
  sync('True')
  t.ok(Number(sync('False')) <= 60)
})

t.test(
  'a status that changes without a time for the next sync is checked within a minute',
  async t => {
    for (const [was, is, asked, least, most] of [
      ['a', 'b', undefined, 30, 60],
      ['a', 'b', 300, 300, 300],
      ['a', 'a', undefined, 1800, 1800]
    ] as const) {
      const response = answering({ word: is })
      const asking300 = asked === undefined ? without(response) : response
      const answer = createAnswerNews()(asking({ said: was }), asking300)
      t.equal(answer.status, 200)
      const { resyncAfterSeconds = 0 } = answer.body as SyncResponse
      t.ok(resyncAfterSeconds >= least && resyncAfterSeconds <= most, `${was} to ${is}, ${asked}`)
    }
  }
)

function gateway(spec: object, metadata: object = {}): DesiredObject {
  const apiVersion = 'gateway.networking.k8s.io/v1'
  return { apiVersion, kind: 'Gateway', metadata: { name: 'a.b', ...metadata }, spec }
}

t.test('a field that a child of another kind loses is news', async t => {
  const [full, less] = [gateway({ a: 1, b: 2 }), gateway({ a: 1 })]
  const answer = createAnswerNews()
  const statusOf = (child: DesiredObject) =>
    answer(asking({ said: 'x', children: [full] }), answering({ word: 'x', children: [child] }))
      .status
  t.equal(statusOf(full), 200, 'the first answer of the process')
  t.equal(statusOf(full), 200, 'the first answer may have been lost')
  t.equal(statusOf(full), 429)
  t.equal(statusOf(less), 200, 'the observed field may be ours')
  t.equal(statusOf(less), 200, 'this answer may have been lost too')
  t.equal(statusOf(less), 429, 'Metacontroller has applied it, so the field is a default')
})

t.test('a field that Metacontroller has applied is news until it is gone', async t => {
  const fieldsV1 = { 'f:spec': { 'f:a': {}, 'f:b': {} } }
  const owner = { manager: 'metacontroller', operation: 'Apply', fieldsV1 }
  const full = gateway({ a: 1, b: 2, c: 3 }, { managedFields: [owner] })
  const less = gateway({ a: 1 })
  const answer = createAnswerNews()
  const statusOf = (observed: DesiredObject) =>
    answer(asking({ said: 'x', children: [observed] }), answering({ word: 'x', children: [less] }))
      .status
  for (const time of ['first', 'second', 'third', 'fourth'])
    t.equal(statusOf(full), 200, `the ${time} answer may not have been applied`)
  const without = { ...owner, fieldsV1: { 'f:spec': { 'f:a': {} } } }
  const changed = gateway({ a: 1, c: 3 }, { managedFields: [without] })
  t.equal(statusOf(changed), 429, 'what is left is a default')
})

t.test('a cache that is behind does not move the time of a transition', async t => {
  const ready = (status: 'True' | 'False', second: number) => ({
    conditions: [
      {
        type: 'Ready',
        status,
        reason: 'X',
        message: '',
        lastTransitionTime: `2026-01-01T00:00:0${second}Z`
      }
    ]
  })
  const answer = createAnswerNews()
  const sync = (observed: object, status: object) => {
    const { parent, ...request } = asking({ said: undefined })
    const shown = { ...parent, status: { ...observed, observedGeneration: 1 } }
    return answer({ ...request, parent: shown }, { status, children: [] })
  }
  const statusIn = ({ body }: { body: unknown }) => (body as SyncResponse).status
  t.strictSame(statusIn(sync(ready('False', 0), ready('True', 1))), ready('True', 1))
  const behind = sync(ready('False', 0), ready('True', 2))
  t.strictSame(statusIn(behind), ready('True', 1), 'it is the transition of before')
  t.equal(sync(ready('True', 1), ready('True', 1)).status, 429)
  t.strictSame(statusIn(sync(ready('True', 1), ready('False', 3))), ready('False', 3))
  const again = sync(ready('True', 1), ready('True', 1))
  t.strictSame(statusIn(again), ready('True', 3), 'it was False at 3, so it is True since then')
})
