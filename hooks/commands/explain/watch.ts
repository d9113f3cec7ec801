import type { Clock } from '../../clock.ts'
import { secondsBetween, shortDuration } from '../terminal/durations.ts'
import { printableLine } from '../terminal/printable.ts'
import { type Screen, wrapped } from '../terminal/screen.ts'
import { isPresent, type Story, type StoryStep } from './story.ts'
import { storyText } from './text.ts'

/** What a watch works with. */
export type WatchTools = {
  look: () => Promise<Story>
  clock: Clock
  screen: Screen
  write: (text: string) => void
  /** Removes the last lines of the terminal. */
  eraseLines: (count: number) => void
  /** Ends the watch. */
  signal: AbortSignal
}

/** How a watch has ended, and with which story. */
export type Watched = { story: Story; why: 'ended' | 'time is up' | 'interrupted' }

/** How often the cluster is read. The hooks write a new state every few seconds at most. */
const lookEveryMs = 2000

/**
 * Watches a hostname until it is Ready, or until it waits for a person, or until the time is up.
 * On a terminal the story stays in its place, and its clock runs. Elsewhere each change of a step
 * is a line, so that a log stays short.
 * @param limitMs how long to watch; without end if it is `undefined`
 */
export async function watchStory(tools: WatchTools, limitMs?: number): Promise<Watched> {
  const { clock, screen, signal } = tools
  const end = limitMs === undefined ? Number.POSITIVE_INFINITY : clock.now() + limitMs
  const show = screen.isTerminal ? redrawn(tools) : changesOnly(tools)
  for (;;) {
    const story = await tools.look()
    show(story, timeOf(clock))
    if (story.state !== 'Waiting') return { story, why: 'ended' }
    if (clock.now() >= end) return { story, why: 'time is up' }
    const next = Math.min(clock.now() + lookEveryMs, end)
    // The clock of the board ticks each second, also between two looks.
    while (clock.now() < next) {
      await clock.sleep(Math.min(1000, next - clock.now()), signal).catch(() => undefined)
      if (signal.aborted) return { story, why: 'interrupted' }
      if (screen.isTerminal) show(story, timeOf(clock))
    }
  }
}

function timeOf(clock: Clock): string {
  return new Date(clock.now()).toISOString()
}

type Show = (story: Story, now: string) => void

/** Replaces the last picture by the new one. */
function redrawn({ screen, write, eraseLines }: WatchTools): Show {
  let height = 0
  return (story, now) => {
    const picture = `${storyText(story, screen, now)}\n${progressLine(story, now)}\n`
    if (height > 0) eraseLines(height)
    write(picture)
    height = picture.split('\n').length - 1
  }
}

/** Prints a line for each step that has changed. */
function changesOnly({ screen, write }: WatchTools): Show {
  let last = new Map<string, string>()
  return (story, now) => {
    const present = new Map(story.steps.map(step => [step.step, stateOf(step, story)]))
    for (const step of story.steps) {
      const state = present.get(step.step) ?? ''
      if (state === last.get(step.step) || step.state === 'to come') continue
      const since = secondsBetween(story.askedAt, now) ?? 0
      const line = `+${shortDuration(since)}`.padEnd(8)
      write(
        `${wrapped(screen, printableLine(`${line} ${step.step}: ${state}`)).join('\n         ')}\n`
      )
    }
    last = present
  }
}

function stateOf(step: StoryStep, { next }: Story): string {
  if (step.state === 'done') {
    return step.tookSeconds === undefined
      ? 'done'
      : `done, after ${shortDuration(step.tookSeconds)}`
  }
  return isPresent(step) ? `${step.reason} (waits for ${next?.awaited ?? 'nobody'})` : step.state
}

/** How far a hostname is: steps done, the time since it was asked for, what usually remains. */
export function progressLine({ steps, askedAt, state }: Story, now: string): string {
  const done = steps.filter(step => step.state === 'done').length
  const time = shortDuration(secondsBetween(askedAt, now) ?? 0)
  const passed = `${done} of ${steps.length} steps done, ${time} since it was asked for`
  if (state !== 'Waiting') return passed
  const rest = steps.reduce((sum, step) => sum + leftOf(step, now), 0)
  return `${passed}, usually within ${shortDuration(rest)} from now`
}

function leftOf({ state, usualSeconds, at }: StoryStep, now: string): number {
  if (state === 'done') return 0
  const waited = state === 'to come' ? 0 : (secondsBetween(at, now) ?? 0)
  return Math.max(0, usualSeconds - waited)
}
