import t from 'tap'
import type { Story, StoryStep } from '../../../../hooks/commands/explain/story.ts'
import { progressLine, watchStory } from '../../../../hooks/commands/explain/watch.ts'
import { plainScreen } from '../../../../hooks/commands/terminal/screen.ts'
import { createVirtualClock } from '../../../../simulator/virtual-clock.ts'

const usual = { title: 'it is done', usualSeconds: 60 }

/** A story that is Ready once `done` steps of three are done. */
function storyAt(done: number, askedAt: string): Story {
  const steps = ['One', 'Two', 'Three'].map((step, index): StoryStep => {
    if (index < done) return { step, ...usual, state: 'done', at: askedAt, tookSeconds: 10 * index }
    const reason = 'WaitingForACM'
    return index === done
      ? { step, ...usual, state: 'now', reason, at: askedAt }
      : { step, ...usual, state: 'to come' }
  })
  const todo = { fact: 'It waits.', todo: 'Wait.', awaited: 'ACM' as const }
  return {
    hostname: 'web.example.com',
    pool: 'default',
    state: done === 3 ? 'Ready' : 'Waiting',
    askedAt,
    steps,
    ...(done < 3 && { next: { reason: 'WaitingForACM', ...todo } }),
    warnings: [],
    beside: [],
    unread: []
  }
}

/** Watches a hostname that does a step every ten seconds. */
function watched(isTerminal: boolean, limitMs?: number) {
  const clock = createVirtualClock()
  const began = clock.now()
  const askedAt = new Date(began).toISOString()
  const stop = new AbortController()
  let text = ''
  const ended = watchStory(
    {
      look: async () => storyAt(Math.min(3, Math.floor((clock.now() - began) / 10_000)), askedAt),
      clock,
      screen: { ...plainScreen(), isTerminal },
      write: more => {
        text += more
      },
      eraseLines: count => {
        text += `\x1B[${count}A\x1B[J`
      },
      signal: stop.signal
    },
    limitMs
  )
  return { clock, ended, stop, text: () => text }
}

t.test('without a terminal, each change is one line, and nothing is said twice', async t => {
  const { clock, ended, text } = watched(false)
  await clock.advance(60_000)
  t.match(await ended, { why: 'ended', story: { state: 'Ready' } })
  t.strictSame(text().trimEnd().split('\n'), [
    '+0s      One: WaitingForACM (waits for ACM)',
    '+10s     One: done, after 0s',
    '+10s     Two: WaitingForACM (waits for ACM)',
    '+20s     Two: done, after 10s',
    '+20s     Three: WaitingForACM (waits for ACM)',
    '+30s     Three: done, after 20s'
  ])
})

t.test('on a terminal the picture is replaced each second, and its clock runs', async t => {
  const { clock, ended, text } = watched(true)
  await clock.advance(60_000)
  t.equal((await ended).why, 'ended')
  const pictures = text().split('\x1B[J')
  t.ok(pictures.length > 30, `${pictures.length} pictures`)
  for (const [index, picture] of pictures.slice(0, -1).entries()) {
    const height = picture.split('\n').length - 1
    t.ok(picture.endsWith(`\x1B[${height}A`), `picture ${index} is taken back as a whole`)
  }
  for (const seconds of [1, 5, 9])
    t.ok(
      pictures.some(text => text.includes(`0 of 3 steps done, ${seconds}s since it was asked for`))
    )
  t.match(pictures.at(-1), '3 of 3 steps done')
})

t.test('a limit and an interruption end it', async t => {
  const limited = watched(false, 15_000)
  await limited.clock.advance(16_000)
  t.match(await limited.ended, { why: 'time is up', story: { state: 'Waiting' } })
  const stopped = watched(false)
  await stopped.clock.advance(3000)
  stopped.stop.abort()
  t.equal((await stopped.ended).why, 'interrupted')
})

t.test('progress says what usually remains, less what has passed', async t => {
  const asked = '2026-01-01T00:00:00.000Z'
  const story = storyAt(1, asked)
  t.equal(
    progressLine(story, '2026-01-01T00:00:20.000Z'),
    '1 of 3 steps done, 20s since it was asked for, usually within 1m40s from now'
  )
  t.match(progressLine(story, '2026-01-01T01:00:00.000Z'), /usually within 1m from now$/)
})
