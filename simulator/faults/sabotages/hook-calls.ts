import type { DomainClaim } from '../../../hooks/api/domain-claim.ts'
import type { Call } from '../../engine/types.ts'
import type { Sabotage } from './sabotage.ts'

/** A child or related object in a request or an answer of the hooks. */
export type HookObject = {
  kind: string
  metadata: { name: string; namespace?: string; uid?: string }
  spec: Record<string, unknown>
  status?: DomainClaim['status']
}

export type Answer = {
  status?: Record<string, unknown>
  children: (HookObject | null)[]
  finalized?: boolean
  resyncAfterSeconds?: number
}

type Groups = { readonly [group: string]: { readonly [name: string]: HookObject } }

export type Body = {
  children: Groups
  related: Groups
  parent: {
    metadata: { deletionTimestamp?: string; annotations?: Record<string, string> }
    spec: Record<string, unknown>
    status?: Answer['status']
  }
}

/** Wraps the calls from Metacontroller to the hooks. */
export type WrapCall = NonNullable<Sabotage['hooks']>

/**
 * Changes the answers of one hook in place.
 * @param path - a part of the hook's path
 * @param change - gets the answer, the request and the time (ms)
 */
export function changingAnswers(
  path: string,
  change: (answer: Answer, request: Body, now: number) => void
): WrapCall {
  return (call, { clock }) =>
    inPlaceOf(call, async (...[url, body, request]) => {
      const reply = await call(url, body, request)
      const isAnswer = url.includes(path) && !url.endsWith('/customize') && reply.status === 200
      if (!isAnswer) return reply
      const answer = JSON.parse(reply.body) as Answer
      change(answer, request.object as Body, clock.now())
      return { ...reply, body: JSON.stringify(answer) }
    })
}

/** Changes the spec of the pool in the requests to the pool's hook. */
export function changingPoolSpec(
  change: (spec: Record<string, unknown>) => Record<string, unknown>
): WrapCall {
  return changingPool(parent => ({ ...parent, spec: change(parent.spec) }))
}

/** Changes the pool in the requests to the pool's hook. */
export function changingPool(change: (parent: Body['parent']) => Body['parent']): WrapCall {
  return call =>
    inPlaceOf(call, (...[url, body, request]) => {
      if (!url.includes('/gateway-pool/')) return call(url, body, request)
      const content = request.object as Body
      const parent = change(content.parent)
      return call(url, body, { ...request, object: { ...content, parent } })
    })
}

/** Changes the status of the pool in the requests to the pool's hook. */
export function changingPoolStatus(
  change: (status: Record<string, unknown>, related: Groups) => Record<string, unknown>
): WrapCall {
  return call =>
    inPlaceOf(call, (...[url, body, request]) => {
      const content = request.object as Body
      if (!url.includes('/gateway-pool/') || content.parent.status === undefined)
        return call(url, body, request)
      const status = change(content.parent.status, content.related ?? {})
      const parent = { ...content.parent, status }
      return call(url, body, { ...request, object: { ...content, parent } })
    })
}

/** Gives a wrapper the same `takesObjects` as the call that it wraps. */
function inPlaceOf(call: Call, wrapper: (...args: Parameters<Call>) => ReturnType<Call>): Call {
  const { takesObjects } = call
  return takesObjects ? Object.assign(wrapper, { takesObjects }) : wrapper
}

/** The children of one kind in an answer. */
export function childrenOf({ children }: Answer, kind: string): HookObject[] {
  return children.filter(child => child !== null).filter(child => child.kind === kind)
}

/** The objects of one kind in a request. */
export function objectsOf(groups: Groups, kind: string): HookObject[] {
  return Object.entries(groups).flatMap(([group, objects]) =>
    group.startsWith(`${kind}.`) ? Object.values(objects) : []
  )
}

/** The conditions in an answer, to be changed in place. */
export function conditionsOf({ status }: Pick<Answer, 'status'>): Condition[] {
  return ((status as DomainClaim['status'])?.conditions ?? []) as Condition[]
}

type Condition = { type: string; status: string; reason: string; lastTransitionTime: string }

type Listener = { name: string; hostname?: string; allowedRoutes: unknown }

/** The listeners of a Gateway, to be changed in place. */
export function listenersOf(gateway: HookObject): Listener[] {
  return gateway.spec.listeners as Listener[]
}

/** Adds to each Gateway in the pool hook's answers a changed copy of a hostname's listener. */
export function addingListener(fields: Partial<Listener>): WrapCall {
  return changingAnswers('/gateway-pool/', answer => {
    for (const gateway of childrenOf(answer, 'Gateway')) {
      const listeners = listenersOf(gateway)
      const model = listeners.find(({ hostname }) => hostname?.endsWith('.example.com'))
      if (model !== undefined) listeners.push({ ...model, ...fields })
    }
  })
}
