import t from 'tap'
import type { NewEvent } from '../../../../hooks/events/decide/new-event.ts'
import { createEventQueue } from '../../../../hooks/events/send/event-queue.ts'
import type { APIAnswer } from '../../../../hooks/kubernetes/service-account.ts'
import { createVirtualClock } from '../../../../simulator/virtual-clock.ts'
import { createEventServer, wordsOf } from '../../../helpers/event-server.ts'

const minute = 60_000

function anEvent(reason: string, note = 'note', name = 'web'): NewEvent {
  const kind = 'GatewayHostnameRequest'
  const regarding = { apiVersion: 'x/v1', kind, namespace: 'shop', name, uid: `u-${name}` }
  return { type: 'Normal', reason, action: 'Provision', note, regarding }
}

function makeWorld(most?: number) {
  const clock = createVirtualClock()
  const server = createEventServer()
  const warnings: string[] = []
  const log = {
    info: () => undefined,
    warn: (fields: object, message: string) =>
      void warnings.push(`${message} ${JSON.stringify(fields)}`),
    error: () => undefined
  }
  const queue = createEventQueue({
    clock,
    log,
    send: server.send,
    instance: 'hooks-0',
    ...(most && { most })
  })
  const words = () => server.events().map(wordsOf)
  return { clock, log, server, queue, warnings, words }
}

t.test('an event is sent as an API server takes it, and sets no timer once it is sent', async t => {
  const { clock, server, queue } = makeWorld()
  queue.take([anEvent('Ready')])
  await clock.advance(1000)
  t.match(server.events(), [
    {
      metadata: { name: /^web\.[0-9a-f]{16}$/, namespace: 'shop' },
      reportingController: 'gateway-orchestrator.io/hooks',
      reportingInstance: 'hooks-0',
      eventTime: '2026-01-01T00:00:00.000000Z',
      note: 'note'
    }
  ])
  t.equal(clock.sleeping(), 0)
})

t.test('an event about an object of the cluster is in the namespace default', async t => {
  const { clock, server, queue } = makeWorld()
  const { namespace: _, ...regarding } = anEvent('Ready').regarding
  queue.take([{ ...anEvent('Ready'), regarding }])
  await clock.advance(1000)
  t.equal(server.events()[0]?.metadata.namespace, 'default')
})

t.test('a name of 253 characters, and one with a dot at the place of the cut', async t => {
  const { clock, queue, words } = makeWorld()
  queue.take([
    anEvent('A', 'n', 'a'.repeat(253)),
    anEvent('A', 'n', `${'a'.repeat(199)}.${'b'.repeat(50)}`)
  ])
  await clock.advance(1000)
  t.equal(words().length, 2)
})

t.test('a repetition within half an hour is a series; later it is a new Event', async t => {
  const { clock, server, queue, words } = makeWorld()
  for (const pause of [29 * minute, 29 * minute, 31 * minute]) {
    queue.take([anEvent('AliasRepaired')])
    await clock.advance(pause)
  }
  t.strictSame(words(), ['Normal AliasRepaired x3'])
  t.match(server.events()[0]?.series, { lastObservedTime: '2026-01-01T00:58:00.000000Z' })
  queue.take([anEvent('AliasRepaired')])
  await clock.advance(minute)
  t.strictSame(words(), ['Normal AliasRepaired x3', 'Normal AliasRepaired'])
})

t.test('another note, another object, another reason: other Events', async t => {
  const { clock, queue, words } = makeWorld()
  queue.take([anEvent('A'), anEvent('A', 'other'), anEvent('A', 'note', 'www'), anEvent('B')])
  await clock.advance(minute)
  t.strictSame(words(), ['Normal A', 'Normal A', 'Normal A', 'Normal B'])
})

t.test('a series whose Event is gone begins anew', async t => {
  const { clock, server, queue, words } = makeWorld()
  queue.take([anEvent('A')])
  await clock.advance(minute)
  server.forget()
  queue.take([anEvent('A')])
  await clock.advance(minute)
  t.strictSame(words(), ['Normal A'])
  queue.take([anEvent('A')])
  await clock.advance(minute)
  t.strictSame(words(), ['Normal A x2'], 'and goes on')
})

t.test('what repeats while it waits is counted, and sent once', async t => {
  const { clock, server, queue, words } = makeWorld()
  for (let time = 0; time < 100; time++) queue.take([anEvent('A')])
  await clock.advance(minute)
  t.strictSame(words(), ['Normal A x100'])
  t.ok(server.requests.length <= 2, `${server.requests.length} requests`)
})

t.test('at most twenty requests a second', async t => {
  const { clock, server, queue } = makeWorld()
  queue.take(Array.from({ length: 100 }, (_, index) => anEvent('A', `${index}`)))
  await clock.advance(1000)
  t.ok(server.requests.length <= 21, `${server.requests.length} requests`)
  await clock.advance(5000)
  t.equal(server.events().length, 100)
})

t.test('at most twenty requests a second while the API server refuses them', async t => {
  const { clock, server, queue } = makeWorld()
  server.answerWith(() => Promise.resolve({ status: 403, body: 'forbidden' }))
  queue.take(Array.from({ length: 100 }, (_, index) => anEvent('A', `${index}`)))
  await clock.advance(1000)
  t.ok(server.requests.length <= 21, `${server.requests.length} requests`)
  await clock.advance(5000)
  t.equal(server.requests.length, 100)
})

t.test('an event that comes right after the last pause is sent', async t => {
  const { clock, server, log } = makeWorld()
  const sleep: typeof clock.sleep = (milliseconds, signal) => {
    const slept = clock.sleep(milliseconds, signal)
    const take = () => queue.take([anEvent('Late')])
    const isPace = milliseconds === 50 && server.requests.length === 1
    if (isPace) queueMicrotask(() => void slept.then(take))
    return slept
  }
  const options = { clock: { ...clock, sleep }, log, send: server.send, instance: 'hooks-0' }
  const queue = createEventQueue(options)
  queue.take([anEvent('Ready')])
  await clock.advance(minute)
  t.equal(server.events().length, 2)
})

t.test('too many events: the oldest are dropped, and the log says so once an hour', async t => {
  const { clock, queue, words, warnings } = makeWorld(10)
  for (let index = 0; index < 50; index++) queue.take([anEvent(`A${index}`)])
  await clock.advance(minute)
  t.ok(words().length <= 11, `${words().length} events`)
  t.equal(words().at(-1), 'Normal A49', 'the newest is there')
  t.equal(warnings.length, 1)
  t.match(warnings[0], /queue of events is full/)
})

const answers: Record<string, readonly [APIAnswer, 'again' | 'dropped']> = {
  '403: no right, or a namespace that ends': [{ status: 403, body: 'forbidden' }, 'dropped'],
  '404: no such namespace': [{ status: 404, body: 'missing' }, 'dropped'],
  '409: it exists': [{ status: 409, body: 'exists' }, 'dropped'],
  '422: invalid': [{ status: 422, body: 'invalid' }, 'dropped'],
  '401: a token that is not valid yet': [{ status: 401, body: 'unauthorized' }, 'again'],
  '429': [{ status: 429, body: 'busy', retryAfter: '7' }, 'again'],
  '500': [{ status: 500, body: 'etcd' }, 'again'],
  '503': [{ status: 503, body: 'down' }, 'again']
}

for (const [what, [answer, expected]] of Object.entries(answers))
  t.test(`${what}: ${expected}`, async t => {
    const { clock, server, queue, words, warnings } = makeWorld()
    let refusals = 2
    server.answerWith(() => (refusals-- > 0 ? Promise.resolve(answer) : undefined))
    queue.take([anEvent('A')])
    await clock.advance(minute)
    t.strictSame(words(), expected === 'again' ? ['Normal A'] : [])
    t.equal(warnings.length, 1, 'one warning, with what the API server says')
    t.match(warnings[0], answer.body)
    queue.take([anEvent('B')])
    await clock.advance(minute)
    t.ok(server.requests.length > 1)
  })

t.test('Retry-After is kept', async t => {
  const { clock, server, queue } = makeWorld()
  server.answerWith(() => Promise.resolve({ status: 429, body: '', retryAfter: '30' }))
  queue.take([anEvent('A')])
  await clock.advance(29_000)
  t.equal(server.requests.length, 1)
  await clock.advance(2_000)
  t.equal(server.requests.length, 2)
})

t.test('an API server that is away: ever longer pauses, and nothing after ten minutes', async t => {
  const { clock, server, queue, warnings } = makeWorld()
  server.answerWith(() => Promise.reject(new Error('connect ECONNREFUSED')))
  queue.take([anEvent('A')])
  await clock.advance(20 * minute)
  t.ok(server.requests.length <= 16, `${server.requests.length} tries in twenty minutes`)
  t.equal(clock.sleeping(), 0, 'the event was given up')
  t.equal(warnings.length, 1)
  t.match(warnings[0], /ECONNREFUSED/)
})

t.test('an API server that never answers: ten seconds for each try', async t => {
  const { clock, server, queue } = makeWorld()
  let aborted = 0
  server.answerWith(({ signal }) => {
    signal.addEventListener('abort', () => (aborted += 1))
    return new Promise(() => undefined)
  })
  queue.take([anEvent('A')])
  await clock.advance(10_500)
  t.equal(server.requests.length, 1)
  t.equal(aborted, 1, 'the request is ended')
  await clock.advance(1_000)
  t.equal(server.requests.length, 2)
})

t.test('at the end of the process what waits is sent without pauses', async t => {
  const { clock, server, queue } = makeWorld()
  queue.take(Array.from({ length: 200 }, (_, index) => anEvent('A', `${index}`)))
  const stopped = queue.stop()
  await clock.advance(100)
  await stopped
  t.equal(server.events().length, 200)
  queue.take([anEvent('B')])
  await clock.advance(minute)
  t.equal(server.events().length, 200, 'nothing is taken any more')
})

t.test('the end waits two seconds at most', async t => {
  const { clock, server, queue } = makeWorld()
  server.answerWith(() => new Promise(() => undefined))
  queue.take([anEvent('A')])
  let isStopped = false
  void queue.stop().then(() => {
    isStopped = true
  })
  await clock.advance(1_900)
  t.notOk(isStopped)
  await clock.advance(200)
  t.ok(isStopped)
})
