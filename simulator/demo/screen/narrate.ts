import type { KubeObject } from '../../api-store/objects.ts'
import type { WatchEvent } from '../../api-store/storage.ts'
import { asRequest, claimKind, generatedLabel, requestKind } from '../kinds.ts'
import type { DemoWorld } from '../world.ts'
import type { Screen } from './screen.ts'
import { changesOf, type Moment, renderMoment, renderTime } from './timeline.ts'

/** Above this many, generated requests are told of only when they are Ready or refused. */
const toldInFull = 20

/** Tells what happens to requests and claims, a line each, from now on. */
export function narrate(
  { cluster, clock }: DemoWorld,
  screen: Screen,
  { since, generated }: { since: number; generated: number }
): void {
  const { store } = cluster
  const { palette } = screen
  const isTold = (object: KubeObject, moment: Moment) =>
    generated <= toldInFull ||
    object.metadata.labels?.[generatedLabel] === undefined ||
    isOutcome(moment)
  const at = () => clock.now() - since

  function onRequest({ type, object, old }: WatchEvent): void {
    if (type === 'DELETED') return
    const before = old === undefined ? undefined : asRequest(old)
    for (const moment of changesOf(before, asRequest(object), at()))
      if (isTold(object, moment)) screen.line(renderMoment(moment, palette))
  }

  function onClaim({ type, object, old }: WatchEvent): void {
    const { requestRef } = object.spec as { requestRef: { namespace: string; name: string } }
    const words = stageOf(type, object, old)
    if (words === undefined || (generated > toldInFull && requestRef.namespace.startsWith('team-')))
      return
    screen.line(
      `${palette.dim(renderTime(at()))}  ${'DomainClaim'.padEnd(16)}  ${palette.cyan(String(object.spec?.hostname).padEnd(26))}  ${words}`
    )
  }

  store.watch(onRequest, requestKind)
  store.watch(onClaim, claimKind)
}

function isOutcome({ what, status }: Moment): boolean {
  return (what === 'Ready' && status === 'True') || (what === 'Accepted' && status === 'False')
}

/** The way back of a hostname has no request any more that could tell of it. */
function stageOf(
  type: WatchEvent['type'],
  object: KubeObject,
  old: KubeObject | undefined
): string | undefined {
  if (type === 'DELETED') return '✓ is free again: records and certificate are gone'
  if (
    object.metadata.deletionTimestamp !== undefined &&
    old?.metadata.deletionTimestamp === undefined
  )
    return '· is being given up: records and certificate go'
  if (object.spec?.releasedAt !== undefined && old?.spec?.releasedAt === undefined)
    return '· is released: its request is gone; the same namespace could take it back for a while'
  return undefined
}
