import type { Condition } from '../../../hooks/api/objects.ts'
import { conditionOf } from '../../../hooks/conditions/conditions.ts'
import { keyOf } from '../../api-store/objects.ts'
import type { Palette } from './screen.ts'

/** Something that happened to a request, for one line. */
export type Moment = {
  /** Milliseconds since the demo began. */
  at: number
  /** `namespace/name` of the request. */
  request: string
  hostname: string
  what: string
  status: 'True' | 'False' | 'Unknown'
  reason: string
  message: string
}

/** What a request's timeline needs of it. */
export type Told = {
  metadata: { namespace?: string; name: string }
  spec: { hostname: string }
  status?: { conditions?: readonly Condition[] }
}

/** Reason of a condition whose turn has not come: at the beginning that is nothing to tell. */
const notYet = 'WaitingForEarlierStep'

/** The conditions of a request that are not as they were: another status or another reason. */
export function changesOf(before: Told | undefined, after: Told, at: number): readonly Moment[] {
  const known = before?.status?.conditions
  return (after.status?.conditions ?? [])
    .filter(condition => isNews(conditionOf(known, condition.type), condition))
    .map(({ type: what, status, reason, message }) => {
      return {
        at,
        request: keyOf(after.metadata),
        hostname: after.spec.hostname,
        what,
        status,
        reason,
        message
      }
    })
}

function isNews(before: Condition | undefined, after: Condition): boolean {
  if (before === undefined) return after.reason !== notYet
  return before.status !== after.status || before.reason !== after.reason
}

/** One line: time, request, hostname, condition, reason, message. */
export function renderMoment(moment: Moment, palette: Palette): string {
  const { at, request, hostname, what, status, reason, message } = moment
  const paint = colourOf(moment, palette)
  const mark = status === 'True' ? '✓' : status === 'False' && isRefusal(moment) ? '✗' : '·'
  return [
    palette.dim(renderTime(at)),
    request.padEnd(16),
    palette.cyan(hostname.padEnd(26)),
    `${paint(mark)} ${what.padEnd(20)}`,
    paint(reason.padEnd(24)),
    palette.dim(message)
  ].join('  ')
}

/** Seconds with one decimal, right-aligned. */
export function renderTime(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)}s`.padStart(7)
}

/** A request that is not Accepted, or not Ready for the reason that it was not, is refused. */
function isRefusal({ what, status }: Moment): boolean {
  return status === 'False' && what === 'Accepted'
}

function colourOf(moment: Moment, palette: Palette): (text: string) => string {
  if (moment.status === 'True')
    return moment.what === 'Ready' ? text => palette.bold(palette.green(text)) : palette.green
  if (isRefusal(moment)) return palette.red
  return moment.what === 'Ready' ? palette.yellow : text => text
}
