import type { Clock } from '../../hooks/clock.ts'
import type { KubeObject } from '../api-store/objects.ts'
import type { WatchEvent } from '../api-store/storage.ts'
import type { HookClient } from './hook-client.ts'
import type { Informer, InformerFactory } from './informers.ts'
import { insert, type ObjectMap } from './object-map.ts'
import { askedBy, relatedBy } from './related-rules.ts'
import { decodeCustomize, isCrash, type RelatedRule } from './responses.ts'
import type { FaultPolicy } from './types.ts'

/** Metacontroller's own: `newResponseCache` in customize/manager.go. */
const cacheMilliseconds = 20 * 60_000

/** The related objects of a controller's parents, and the events that come from them. */
export type Customize = {
  relatedOf: (parent: KubeObject) => Promise<ObjectMap>
  /** Whether events wait to be matched to parents. */
  isBusy: () => boolean
  stop: () => void
}

export type CustomizeOptions = {
  controller: string
  hooks: HookClient
  informers: InformerFactory
  parents: Informer
  clock: Clock
  policy: FaultPolicy
  enqueue: (parent: KubeObject) => void
  onCrash: (error: Error) => void
}

/** An answer of the customize hook: its rules, and for each the question whether it asks for an object. */
type CachedRules = {
  rules: readonly RelatedRule[]
  asking: readonly ((object: KubeObject) => boolean)[]
  until: number
}

const noRules: CachedRules = { rules: [], asking: [], until: 0 }

/** Makes the customize part of a controller. Answers are cached by uid and generation, for 20 minutes. */
export function createCustomize(options: CustomizeOptions): Customize {
  const { controller, hooks, informers, parents, clock, policy, enqueue, onCrash } = options
  const cache = new Map<string, CachedRules>()
  // the same by version of a parent, as an event is compared with all parents and names take time to put together
  const byVersion = new WeakMap<KubeObject, CachedRules>()
  const subscriptions = new Map<Informer, () => void>()
  const events: WatchEvent[] = []
  let isBusy = false
  let isStopped = false

  async function rulesOf(parent: KubeObject): Promise<CachedRules> {
    if (!hooks.has('customize')) return noRules
    const known = cachedRules(parent)
    if (known !== undefined) return known
    const rules = decodeCustomize(await hooks.call('customize', parent, { parent }))
    const asking = rules.map(rule => askedBy(rule, informers))
    const answer = { rules, asking, until: clock.now() + cacheMilliseconds }
    cache.set(keyOfAnswer(parent), answer)
    return answer
  }

  function cachedRules(parent: KubeObject): CachedRules | undefined {
    const seen = byVersion.get(parent)
    if (seen !== undefined && seen.until > clock.now()) return seen
    const known = cache.get(keyOfAnswer(parent))
    if (known === undefined || known.until <= clock.now()) return undefined
    byVersion.set(parent, known)
    return known
  }

  async function relatedOf(parent: KubeObject): Promise<ObjectMap> {
    const map: ObjectMap = new Map()
    const { rules } = await rulesOf(parent)
    for (const rule of rules) {
      const { informer, objects } = relatedBy(rule, informers)
      follow(informer)
      insert(map, informer.kind, objects)
    }
    return map
  }

  function follow(informer: Informer): void {
    if (subscriptions.has(informer) || isStopped) return
    subscriptions.set(informer, () => undefined)
    subscriptions.set(informer, informer.subscribe(onRelated))
  }

  function onRelated(event: WatchEvent): void {
    events.push(event)
    if (!isBusy) void matchEvents()
  }

  /** One event after another, one parent after another, as the real one does inside the informer's handler. */
  async function matchEvents(): Promise<void> {
    isBusy = true
    for (let event = events.shift(); event !== undefined && !isStopped; event = events.shift()) {
      for (const parent of parents.list()) {
        // only a missing answer is waited for: events times parents is the costliest product here
        const { asking } = cachedRules(parent) ?? (await rulesOrNone(parent))
        if (isWanted(asking, event)) tell(parent, event.object)
      }
    }
    isBusy = false
  }

  /** A customize hook that does not answer means that this parent never hears of the event. */
  async function rulesOrNone(parent: KubeObject): Promise<CachedRules> {
    try {
      return await rulesOf(parent)
    } catch (error) {
      if (isCrash(error)) onCrash(error)
      return noRules
    }
  }

  function isWanted(asking: CachedRules['asking'], { object, old }: WatchEvent): boolean {
    for (const asks of asking) if (asks(object) || (old !== undefined && asks(old))) return true
    return false
  }

  function tell(parent: KubeObject, related: KubeObject): void {
    if (!policy.dropRelatedEvent?.({ controller, parent, related })) enqueue(parent)
  }

  function stop(): void {
    isStopped = true
    for (const unsubscribe of subscriptions.values()) unsubscribe()
  }

  return { relatedOf, isBusy: () => isBusy, stop }
}

function keyOfAnswer({ metadata }: KubeObject): string {
  return `${metadata.uid}/${metadata.generation}`
}
