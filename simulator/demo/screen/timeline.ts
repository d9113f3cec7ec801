import type { Condition } from '../../../hooks/api/objects.ts'
import { conditionOf } from '../../../hooks/conditions/conditions.ts'
import { isOfStep } from '../../../hooks/conditions/progress.ts'
import { type KubeObject, keyOf } from '../../api-store/objects.ts'
import type { WatchEvent } from '../../api-store/storage.ts'
import {
  asRequest,
  claimKind,
  generatedLabel,
  generatedNamespacePrefix,
  requestKind
} from '../kinds.ts'
import type { DemoWorld } from '../world/world.ts'
import type { Palette, Screen } from './screen.ts'

/** A change of one condition of a request. It takes one line. */
export type Moment = {
  /** Milliseconds since the demo began. */
  elapsedMs: number
  /** `namespace/name` of the request. */
  request: string
  hostname: string
  condition: string
  status: 'True' | 'False' | 'Unknown'
  reason: string
  message: string
}

/** The fields of a request that the timeline reads. */
export type ObservedRequest = {
  metadata: { namespace?: string; name: string }
  spec: { hostname: string }
  status?: { conditions?: readonly Condition[] }
}

/**
 * If more requests than this are generated, the timeline shows only the final states of the
 * generated requests, and nothing about their claims.
 */
const maxShownInFull = 20

export type TimelineOptions = {
  /** When the demo began, in milliseconds since the epoch. */
  since: number
  /** How many requests are generated. */
  generatedCount: number
}

/** From now on, shows each change of a request's conditions and each end of a claim in a line. */
export function showTimeline(
  { cluster, clock }: DemoWorld,
  screen: Screen,
  { since, generatedCount }: TimelineOptions
): void {
  const { line, palette } = screen
  const { store } = cluster
  const showsAll = generatedCount <= maxShownInFull
  const elapsedMs = () => clock.now() - since
  let last: Moment | undefined

  function onRequest({ type, object, old }: WatchEvent): void {
    if (type === 'DELETED') return
    const previous = old === undefined ? undefined : asRequest(old)
    const moments = withoutRepetition(momentsOf(previous, asRequest(object), elapsedMs()))
    const isGenerated = object.metadata.labels?.[generatedLabel] !== undefined
    const shown = showsAll || !isGenerated ? moments : moments.filter(isFinal)
    for (const moment of shown) {
      line(renderMoment(moment, screen, last))
      last = moment
    }
  }

  function onClaim(event: WatchEvent): void {
    const { requestRef } = event.object.spec as { requestRef: { namespace: string } }
    const isGenerated = requestRef.namespace.startsWith(generatedNamespacePrefix)
    const text = describeClaim(event)
    if (text === undefined || (isGenerated && !showsAll)) return
    last = undefined
    const time = palette.dim(renderTime(elapsedMs()))
    const hostname = palette.cyan(String(event.object.spec?.hostname).padEnd(26))
    line([time, 'DomainClaim'.padEnd(16), hostname, text].join('  '))
  }

  store.watch(onRequest, requestKind)
  store.watch(onClaim, claimKind)
}

function isFinal({ condition, status }: Moment): boolean {
  const isReady = condition === 'Ready' && status === 'True'
  const isRefused = condition === 'Accepted' && status === 'False'
  return isReady || isRefused
}

/**
 * Describes a step in which a claim is released, given up or gone. The request of the claim is gone
 * by then, so no condition of a request shows these steps.
 * @returns `undefined` for any other change of a claim
 */
function describeClaim({ type, object, old }: WatchEvent): string | undefined {
  if (type === 'DELETED') return '✓ is free again: records and certificate are gone'
  if (isDeleting(object) && !isDeleting(old))
    return '· is being given up: records and certificate go'
  if (isReleased(object) && !isReleased(old))
    return '· is released: its request is gone; the same namespace can take it back for a while'
  return undefined
}

function isDeleting(object: KubeObject | undefined): boolean {
  return object?.metadata.deletionTimestamp !== undefined
}

function isReleased(object: KubeObject | undefined): boolean {
  return object?.spec?.releasedAt !== undefined
}

/**
 * The reason of a condition that waits for an earlier condition. Most conditions of a new request
 * begin with this reason, so it is not shown there.
 */
const notYet = 'WaitingForEarlierStep'

/**
 * The conditions of a request that have another status or another reason than before. Reconciling
 * and Stalled only repeat Ready, so they are left out.
 */
export function momentsOf(
  previous: ObservedRequest | undefined,
  current: ObservedRequest,
  elapsedMs: number
): readonly Moment[] {
  const previousConditions = previous?.status?.conditions
  const conditions = (current.status?.conditions ?? []).filter(
    condition => condition.type === 'Ready' || isOfStep(condition)
  )
  const request = keyOf(current.metadata)
  const { hostname } = current.spec
  return conditions
    .filter(condition => isNews(conditionOf(previousConditions, condition.type), condition))
    .map(({ type, status, reason, message }) => {
      return { elapsedMs, request, hostname, condition: type, status, reason, message }
    })
    .filter(moment => hasNewsOfItsOwn(moment, conditions, previousConditions))
}

function isNews(previous: Condition | undefined, current: Condition): boolean {
  if (previous === undefined) return current.reason !== notYet
  return previous.status !== current.status || previous.reason !== current.reason
}

/** Reasons of a condition that only waits for an earlier one. */
const waits = new Set([notYet, 'CertificateNotIssued'])

/**
 * Whether a condition says something of its own. One that waits for an earlier condition does not,
 * and neither does one that repeats reason and message of an earlier condition that is not True.
 * That a condition is no longer True is news in any case.
 * @param conditions - all conditions of the request now, in their order
 */
function hasNewsOfItsOwn(
  moment: Moment,
  conditions: readonly Condition[],
  previous: readonly Condition[] | undefined
): boolean {
  if (moment.status === 'True' || moment.condition === 'Ready') return true
  if (conditionOf(previous, moment.condition)?.status === 'True') return true
  const index = conditions.findIndex(({ type }) => type === moment.condition)
  const pending = conditions.slice(0, index).filter(({ status }) => status !== 'True')
  if (pending.length > 0 && waits.has(moment.reason)) return false
  return !pending.some(
    ({ reason, message }) => reason === moment.reason && message === moment.message
  )
}

/**
 * Leaves out Ready where it only repeats the condition that keeps it from being True: the same
 * reason, told a moment before.
 */
export function withoutRepetition(moments: readonly Moment[]): readonly Moment[] {
  const isTold = ({ reason }: Moment) =>
    moments.some(moment => moment.condition !== 'Ready' && moment.reason === reason)
  return moments.filter(
    moment => moment.condition !== 'Ready' || moment.status === 'True' || !isTold(moment)
  )
}

/** On terminals narrower than this, a moment has several lines. */
const widthForOneLine = 160

/**
 * Renders a moment. On a wide terminal and elsewhere it is one line: time, request, hostname,
 * condition, reason, message. On a narrow terminal the message has lines of its own, and the
 * request is named only if the moment before was about another request.
 */
export function renderMoment(
  moment: Moment,
  { palette, width }: Pick<Screen, 'palette' | 'width'>,
  previous?: Moment
): string {
  const { elapsedMs, request, hostname, condition, reason, message } = moment
  const paint = colourOf(moment, palette)
  const time = palette.dim(renderTime(elapsedMs))
  const state = `${paint(markOf(moment))} ${condition.padEnd(20)}  ${paint(reason.padEnd(24))}`
  if (width === undefined || width >= widthForOneLine) {
    const start = [time, request.padEnd(16), palette.cyan(hostname.padEnd(26)), state]
    return [...start, palette.dim(message)].join('  ')
  }
  const isSame = previous?.request === request && previous.elapsedMs === elapsedMs
  const title = isSame ? [] : [`${time}  ${request}  ${palette.cyan(hostname)}`]
  const details = message === '' ? [] : [`${' '.repeat(11)}${palette.dim(message)}`]
  return [...title, `${' '.repeat(9)}${state.trimEnd()}`, ...details].join('\n')
}

/** Seconds with one decimal, right-aligned. */
function renderTime(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)}s`.padStart(7)
}

function markOf(moment: Moment): string {
  if (moment.status === 'True') return '✓'
  return isRefusal(moment) ? '✗' : '·'
}

function isRefusal({ condition, status }: Moment): boolean {
  return status === 'False' && condition === 'Accepted'
}

function colourOf(moment: Moment, palette: Palette): (text: string) => string {
  const isReady = moment.condition === 'Ready'
  if (moment.status === 'True')
    return isReady ? text => palette.bold(palette.green(text)) : palette.green
  if (isRefusal(moment)) return palette.red
  return isReady ? palette.yellow : text => text
}
