import type { Clock } from '../../hooks/clock.ts'
import type { KubeObject } from '../api-store/objects.ts'
import type { WatchEvent } from '../api-store/storage.ts'
import type { HookClient } from './hook-client.ts'
import type { Informer, InformerFactory } from './informers.ts'
import { insert, type ObjectMap } from './object-map.ts'
import { type ObjectMatcher, objectMatcher, selectRelated } from './related-rules.ts'
import { decodeCustomize, isCrash, type RelatedRule } from './responses.ts'
import type { FaultPolicy } from './types.ts'

/** How long Metacontroller keeps an answer: `newResponseCache` in customize/manager.go. */
const cacheMilliseconds = 20 * 60_000

/** The related objects of a controller's parents. Their events cause syncs of the parents. */
export type Customize = {
  relatedOf: (parent: KubeObject) => Promise<ObjectMap>
  /** Whether events are still to be matched to parents. */
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

/** An answer of the customize hook, with a matcher for each of its rules. */
type CachedRules = {
  rules: readonly RelatedRule[]
  matchers: readonly ObjectMatcher[]
  expiresAt: number
}

const noRules: CachedRules = { rules: [], matchers: [], expiresAt: 0 }

type Matching = CustomizeOptions & {
  /** Answers by uid and generation of the parent. */
  readonly cache: Map<string, CachedRules>
  /** The same answers by version of the parent: keys cost time, and each event needs all. */
  readonly byVersion: WeakMap<KubeObject, CachedRules>
  readonly subscriptions: Map<Informer, () => void>
  readonly events: WatchEvent[]
  isBusy: boolean
  isStopped: boolean
}

/** Makes the customize part of a controller. Answers are cached by uid and generation. */
export function createCustomize(options: CustomizeOptions): Customize {
  const matching: Matching = {
    ...options,
    cache: new Map(),
    byVersion: new WeakMap(),
    subscriptions: new Map(),
    events: [],
    isBusy: false,
    isStopped: false
  }
  return {
    relatedOf: parent => relatedOf(parent, matching),
    isBusy: () => matching.isBusy,
    stop: () => {
      matching.isStopped = true
      for (const unsubscribe of matching.subscriptions.values()) unsubscribe()
    }
  }
}

async function relatedOf(parent: KubeObject, matching: Matching): Promise<ObjectMap> {
  const map: ObjectMap = new Map()
  const { rules } = await rulesOf(parent, matching)
  for (const rule of rules) {
    const { informer, objects } = selectRelated(rule, matching.informers)
    follow(informer, matching)
    insert(map, informer.kind, objects)
  }
  return map
}

async function rulesOf(parent: KubeObject, matching: Matching): Promise<CachedRules> {
  const { hooks, informers, clock, cache } = matching
  if (!hooks.has('customize')) return noRules
  const known = cachedRules(parent, matching)
  if (known !== undefined) return known
  const rules = decodeCustomize(await hooks.call('customize', parent, { parent }))
  for (const { apiVersion, resource } of rules) await load(apiVersion, resource, matching)
  const matchers = rules.map(rule => objectMatcher(rule, informers))
  const answer = { rules, matchers, expiresAt: clock.now() + cacheMilliseconds }
  cache.set(cacheKey(parent), answer)
  return answer
}

/** A resource that is loaded already is not awaited, so that nothing else runs in between. */
async function load(apiVersion: string, resource: string, { informers }: Matching): Promise<void> {
  const loading = informers.load(apiVersion, resource)
  if (loading !== undefined) await loading
}

function cachedRules(
  parent: KubeObject,
  { cache, byVersion, clock }: Matching
): CachedRules | undefined {
  const ofVersion = byVersion.get(parent)
  if (ofVersion !== undefined && ofVersion.expiresAt > clock.now()) return ofVersion
  const known = cache.get(cacheKey(parent))
  if (known === undefined || known.expiresAt <= clock.now()) return undefined
  byVersion.set(parent, known)
  return known
}

function cacheKey({ metadata }: KubeObject): string {
  return `${metadata.uid}/${metadata.generation}`
}

function follow(informer: Informer, matching: Matching): void {
  const { subscriptions, events } = matching
  if (subscriptions.has(informer) || matching.isStopped) return
  // the cached objects come as events at once: they must not subscribe a second time
  subscriptions.set(informer, () => undefined)
  const unsubscribe = informer.subscribe(event => {
    events.push(event)
    if (!matching.isBusy) void matchEvents(matching)
  })
  subscriptions.set(informer, unsubscribe)
}

/** Matches one event after another, as Metacontroller does within the informer's event handler. */
async function matchEvents(matching: Matching): Promise<void> {
  matching.isBusy = true
  for (let event = nextEvent(matching); event !== undefined; event = nextEvent(matching)) {
    for (const parent of matching.parents.list()) {
      // a cached answer is not awaited: events times parents is the largest product of a simulation
      const { matchers } = cachedRules(parent, matching) ?? (await rulesOrNone(parent, matching))
      if (isRelated(matchers, event)) enqueueUnlessDropped(parent, event.object, matching)
    }
  }
  matching.isBusy = false
}

function nextEvent({ events, isStopped }: Matching): WatchEvent | undefined {
  return isStopped ? undefined : events.shift()
}

/** When the customize hook does not answer, the parent misses the event. */
async function rulesOrNone(parent: KubeObject, matching: Matching): Promise<CachedRules> {
  try {
    return await rulesOf(parent, matching)
  } catch (error) {
    if (isCrash(error)) matching.onCrash(error)
    return noRules
  }
}

function isRelated(matchers: readonly ObjectMatcher[], { object, old }: WatchEvent): boolean {
  for (const matches of matchers)
    if (matches(object) || (old !== undefined && matches(old))) return true
  return false
}

function enqueueUnlessDropped(
  parent: KubeObject,
  related: KubeObject,
  { controller, policy, enqueue }: Matching
): void {
  if (!policy.dropRelatedEvent?.({ controller, parent, related })) enqueue(parent)
}
