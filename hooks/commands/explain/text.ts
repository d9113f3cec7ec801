import { secondsBetween, shortDuration } from '../terminal/durations.ts'
import { printableValue } from '../terminal/printable.ts'
import { type Screen, wrapped } from '../terminal/screen.ts'
import { type Advice, isPresent, type Story, type StoryState, type StoryStep } from './story.ts'

const marks = { done: '✓', now: '●', stuck: '✗', 'to come': '·' } as const

/**
 * A story as text.
 * @param now the time for durations, in RFC 3339
 */
export function storyText(raw: Story, screen: Screen, now: string): string {
  const story = printableValue(raw)
  const lines = [
    headline(story, screen, now),
    ...wrapped(screen, identity(story)),
    '',
    ...story.steps.map(step => stepLine(step, screen, now)),
    ...(story.next === undefined ? [] : adviceLines(story.next, screen, now)),
    ...followsLines(story, screen),
    ...story.warnings.flatMap(warning => warningLines(warning, screen)),
    ...besideLines(story, screen),
    ...unreadLines(story, screen)
  ]
  return `${lines.join('\n')}\n`
}

function headline(story: Story, { palette }: Screen, now: string): string {
  const { hostname, state, url, since } = story
  const seconds = secondsBetween(since, now)
  const time = seconds === undefined ? '' : ` for ${shortDuration(seconds)}`
  const shown = colourOf(state, palette)(`${state}${time}`)
  return `${palette.bold(url ?? hostname)}  ${shown}`
}

function colourOf(state: StoryState, palette: Screen['palette']) {
  if (state === 'Ready') return palette.green
  return state === 'Stuck' ? palette.red : palette.yellow
}

function identity({ request, pool, claim, gateway }: Story): string {
  return [
    request === undefined ? 'no request' : `request ${request}`,
    `pool ${pool}`,
    ...(claim === undefined ? [] : [`claim ${claim}`]),
    ...(gateway === undefined ? [] : [`Gateway ${gateway}`])
  ].join(', ')
}

/** The line of one step. It fits 80 columns. */
export function stepLine(step: StoryStep, { palette }: Screen, now: string): string {
  const { state, title, at, tookSeconds, usualSeconds } = step
  const usual = usualSeconds > 0 ? `usually within ${shortDuration(usualSeconds)}` : ''
  const start = `${marks[state]} ${title.padEnd(41)}`
  if (state === 'to come') return palette.dim(`${start} ${usual}`.trimEnd())
  if (state === 'now' || state === 'stuck') {
    const time = `for ${shortDuration(secondsBetween(at, now) ?? 0)}`
    if (state === 'stuck') return `${palette.red(start)} ${time}`
    return `${palette.yellow(start)} ${time.padEnd(12)} ${usual}`.trimEnd()
  }
  const took = tookSeconds === undefined ? '' : `after ${shortDuration(tookSeconds)}`
  return `${palette.green(marks.done)}${start.slice(1)} ${took.padEnd(12)} ${at ?? ''}`.trimEnd()
}

function adviceLines(advice: Advice, screen: Screen, now: string): string[] {
  const { palette } = screen
  const { reason, fact, todo, awaited, since } = advice
  const seconds = secondsBetween(since, now)
  const time = seconds === undefined ? '' : `, for ${shortDuration(seconds)}`
  return [
    '',
    `${palette.bold(reason)}: waits for ${awaited}${time}`,
    ...wrapped(screen, fact, '  '),
    '',
    palette.bold('What to do'),
    ...wrapped(screen, todo, '  ')
  ]
}

function followsLines({ steps }: Story, screen: Screen): string[] {
  const toCome = steps.filter(({ state }) => state === 'to come')
  if (toCome.length === 0 || !steps.some(isPresent)) return []
  const seconds = toCome.reduce((sum, { usualSeconds }) => sum + usualSeconds, 0)
  const count = toCome.length === 1 ? 'One more step follows' : `${toCome.length} more steps follow`
  return ['', ...wrapped(screen, `${count}, usually within ${shortDuration(seconds)} in all.`)]
}

function warningLines({ reason, fact, todo }: Advice, screen: Screen): string[] {
  return [
    '',
    screen.palette.yellow(`Warning: ${reason}`),
    ...wrapped(screen, fact, '  '),
    ...wrapped(screen, todo, '  ')
  ]
}

function besideLines({ beside }: Story, screen: Screen): string[] {
  if (beside.length === 0) return []
  const lines = beside.flatMap(({ object, says }) => wrapped(screen, `${object} ${says}`, '  '))
  return ['', screen.palette.bold('Also'), ...lines]
}

/** An app team may read its requests only, so what it may not read is one short line. */
function unreadLines({ unread }: Story, screen: Screen): string[] {
  const denied = unread.filter(({ isDenied }) => isDenied).map(({ what }) => what)
  const others = unread.filter(({ isDenied }) => !isDenied)
  const lines = [
    ...(denied.length === 0 ? [] : [`You may not read ${denied.join(', ')}.`]),
    ...others.map(({ what, why }) => `Not read: ${what}: ${why}`)
  ]
  return lines.length === 0 ? [] : ['', ...lines.flatMap(line => wrapped(screen, line))]
}
