import t, { type Test } from 'tap'
import type { Clock } from '../../hooks/clock.ts'
import type { Story } from '../../hooks/commands/explain/story.ts'
import { storyText } from '../../hooks/commands/explain/text.ts'
import { plainScreen } from '../../hooks/commands/terminal/screen.ts'
import { type Reason, reasons } from '../../hooks/conditions/reasons.ts'
import { createMetrics } from '../../hooks/metrics/metrics.ts'
import { alerts } from '../../scripts/monitoring/alerts.ts'
import { nextAction } from '../../scripts/monitoring/reasons.ts'
import { type EventServer, eventsOf } from '../helpers/event-server.ts'
import { createEventfulWorld } from '../helpers/flow-events.ts'
import { aNamespace, aPlatform, aRequest, messageOf } from '../helpers/flow-objects.ts'
import { webHostname as hostname } from '../helpers/flow-ready.ts'
import type { FlowWorld } from '../helpers/flow-world.ts'
import { storyOf } from '../helpers/hostname-world.ts'
import { samplesOf } from '../helpers/samples.ts'
import { type StuckCase, stuckCases } from './stuck-cases.ts'

/**
 * A hostname is stuck. The condition of its request, `kubectl hostname explain`, the Event and the
 * alert name the same reason, and the same next action.
 */
for (const stuckCase of stuckCases) {
  const { stuck, reason, todo } = stuckCase
  t.test(`${stuck}: condition, explain, Event and alert say the same`, async t => {
    const { world, server } = await getStuck(t, stuckCase)
    const message = messageOf(world, 'shop', 'web')
    t.match(message, todo, 'the condition says what to do')
    const story = await storyOf(world, 'web')
    explainSaysSo(t, stuckCase, { story, message, now: world.clock.now() })
    await world.clock.advance(30_000)
    eventSaysSo(t, stuckCase, { server, message })
    await alertSaysSo(t, reason, world)
  })
}

async function getStuck(t: Test, { reason, before, withinSeconds = 900, platform }: StuckCase) {
  const makeMetrics = (clock: Clock) => createMetrics({ clock, version: '1.2.3' })
  const { world, server } = createEventfulWorld({}, {}, { createMetrics: makeMetrics })
  t.teardown(() => world.stop())
  world.cloud.zones.create('apps.example.com', { id: 'Z0APPS' })
  world.apply(...(platform ?? aPlatform()))
  await before(world)
  world.apply(aNamespace('shop'), aRequest('shop', 'web', hostname))
  const happens = () => world.ready('shop', 'web') === `False ${reason}`
  t.ok(await world.until(happens, withinSeconds), world.ready('shop', 'web'))
  return { world, server }
}

type Told = { story: Story; message: string; now: number }

function explainSaysSo(t: Test, { reason, awaited }: StuckCase, { story, message, now }: Told) {
  const { next } = story
  if (next === undefined) return t.fail('explain says nothing')
  t.equal(next.reason, reason)
  t.ok(message.startsWith(next.fact), 'the fact is the one of the condition')
  const isOwnWords = next.fact === message
  if (!isOwnWords)
    t.ok(message.toLowerCase().endsWith(next.todo.toLowerCase()), 'and so is what to do')
  t.ok(next.todo.endsWith(reasons[reason].todo), 'which ends as the catalogue has it')
  t.equal(next.awaited, awaited)
  t.equal(story.state, reasons[reason].stalls ? 'Stuck' : 'Waiting')
  const present = story.steps.filter(({ state }) => state === 'now' || state === 'stuck')
  t.equal(present.length, 1, 'one step is the present one')
  t.equal(present[0]?.reason, reason)
  t.strictSame(story.unread, [])
  const text = storyText(story, plainScreen(), new Date(now).toISOString())
  const tooLong = text.split('\n').filter(line => line.length > 80 && line.trim().includes(' '))
  t.strictSame(tooLong, [], 'it fits 80 columns, but for single long words')
}

function eventSaysSo(
  t: Test,
  { reason, todo }: StuckCase,
  { server, message }: { server: EventServer; message: string }
) {
  const found = eventsOf(server, 'GatewayHostnameRequest', 'web').filter(
    event => event.reason === reason
  )
  t.equal(found.length, 1, `one Event with the reason ${reason}`)
  const { note = '', type } = found[0] ?? {}
  t.match(note, todo, 'it has the same next action')
  t.ok(note === message || note.endsWith(reasons[reason].todo), 'in the words of the catalogue')
  t.equal(type, reasons[reason].stalls ? 'Warning' : 'Normal')
}

/** The metric shows the reason to the one alert that knows it, with the words of the catalogue. */
async function alertSaysSo(t: Test, reason: Reason, world: FlowWorld) {
  const name = 'pool_not_ready_since_timestamp_seconds'
  const samples = samplesOf((await world.hooks.metrics()?.text()) ?? '', name)
  const waiting = samples.filter(({ labels }) => labels.reason === reason)
  t.equal(waiting.length, 1, `the metric has the reason ${reason}`)
  const knowing = alerts.filter(
    alert => alert.expr.includes(name) && alert.reasons?.includes(reason)
  )
  t.equal(knowing.length, 1, 'one alert knows the reason')
  const branch = `eq $labels.reason "${reason}" }}${reasons[reason].todo}{{`
  t.ok(nextAction(knowing[0]?.reasons ?? []).includes(branch), 'its next action is the same')
}
