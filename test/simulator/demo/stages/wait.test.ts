import t from 'tap'
import { createWaiting, DemoFailure, WaitTimeout } from '../../../../simulator/demo/stages/wait.ts'
import { createVirtualClock } from '../../../../simulator/virtual-clock.ts'

function start(failure: () => string | undefined = () => undefined) {
  const clock = createVirtualClock()
  const controller = new AbortController()
  const waiting = createWaiting({ clock, limitSeconds: 60, signal: controller.signal, failure })
  return { clock, controller, waiting }
}

t.test('it ends with what is awaited', async t => {
  const { clock, waiting } = start()
  const end = clock.now() + 50_000
  const awaited = waiting.until(
    () => 'later',
    () => clock.now() >= end
  )
  await clock.advance(51_000)
  await t.resolves(awaited)
})

t.test('each wait has the limit for itself, and says then what has not come', async t => {
  const { clock, waiting } = start()
  for (const _ of ['one', 'another']) {
    let left = 5
    const rejected = t.rejects(
      waiting.until(
        () => `${left} more`,
        () => false
      ),
      { name: 'WaitTimeout', message: 'after 60 s still waiting for 2 more' }
    )
    await clock.advance(59_000)
    left = 2
    await clock.advance(2000)
    await rejected
  }
})

t.test('what no waiting mends, and Ctrl-C, end it at once', async t => {
  const dead = start(() => 'the hooks have died').waiting
  const never = [() => 'nothing', () => false] as const
  await t.rejects(dead.until(...never), { name: 'DemoFailure', message: 'the hooks have died' })
  await t.rejects(dead.forever(), { name: 'DemoFailure' })
  const { waiting, controller, clock } = start()
  const ended = t.rejects(waiting.forever(), { message: 'got SIGINT' })
  controller.abort(new Error('got SIGINT'))
  await clock.advance(1000)
  await ended
  t.notOk(
    new WaitTimeout('x') instanceof DemoFailure,
    'after a timeout the next stages run, after a failure they do not'
  )
})

t.test('a long silence is broken by what is awaited, and for how long', async t => {
  const clock = createVirtualClock()
  const said: string[] = []
  let printed = 0
  const waiting = createWaiting({
    clock,
    limitSeconds: 100,
    signal: new AbortController().signal,
    failure: () => undefined,
    printed: () => printed,
    onSilence: (what, seconds) => {
      said.push(`${seconds} s for ${what}`)
      printed++
    }
  })
  const end = clock.now() + 60_000
  const over = waiting.until(
    () => 'the sun',
    () => clock.now() >= end
  )
  await clock.advance(10_000)
  t.strictSame(said, [])
  printed++
  await clock.advance(10_000)
  t.strictSame(said, [], 'a line was printed 10 s ago')
  await clock.advance(45_000)
  await over
  t.strictSame(said, ['25 s for the sun', '55 s for the sun'])
})
