import type { DomainClaim } from '../../../hooks/api/domain-claim.ts'
import type { Call } from '../../engine/types.ts'
import type { Sabotage } from './sabotage.ts'

/** A child as hooks answer it, or as they are told of it. */
export type Child = {
  kind: string
  metadata: { name: string; namespace?: string; uid?: string }
  spec: Record<string, unknown>
  status?: DomainClaim['status']
}
export type Answer = {
  status?: Record<string, unknown>
  children: (Child | null)[]
  finalized?: boolean
}
type Groups = { readonly [group: string]: { readonly [name: string]: Child } }
export type Body = {
  children: Groups
  related: Groups
  parent: {
    metadata: { deletionTimestamp?: string }
    spec: Record<string, unknown>
    status?: Answer['status']
  }
}

/** Comes between Metacontroller and the hooks. */
export type Wrap = NonNullable<Sabotage['hooks']>

/** Changes answers of one hook; `asked` is what the hook was asked. */
export function answering(
  path: string,
  change: (answer: Answer, asked: Body, now: number) => void
): Wrap {
  return (call, { clock }) =>
    changed(call, async (...[url, body, request]) => {
      const reply = await call(url, body, request)
      if (!url.includes(path) || url.endsWith('/customize') || reply.status !== 200) return reply
      const answer = JSON.parse(reply.body) as Answer
      change(answer, request.object as Body, clock.now())
      return { ...reply, body: JSON.stringify(answer) }
    })
}

/** Changes what the pool's hook is told of its own spec. */
export function askingPool(
  change: (spec: Record<string, unknown>) => Record<string, unknown>
): Wrap {
  return call =>
    changed(call, (...[url, body, request]) => {
      if (!url.includes('/gateway-pool/')) return call(url, body, request)
      const asked = request.object as Body
      const object = { ...asked, parent: { ...asked.parent, spec: change(asked.parent.spec) } }
      return call(url, body, { ...request, object })
    })
}

function changed(call: Call, by: (...args: Parameters<Call>) => ReturnType<Call>): Call {
  return call.takesObjects ? Object.assign(by, { takesObjects: call.takesObjects }) : by
}

/** Children of one kind in an answer. */
export function childrenOf({ children }: Answer, kind: string): Child[] {
  return children.filter(child => child !== null).filter(child => child.kind === kind)
}

/** Objects of one kind that a hook is told of. */
export function listed(groups: Groups, kind: string): Child[] {
  return Object.entries(groups).flatMap(([group, all]) =>
    group.startsWith(`${kind}.`) ? Object.values(all) : []
  )
}

type Listener = { name: string; hostname?: string; allowedRoutes: unknown }

/** The listeners of a Gateway, to be changed in place. */
export function listenersOf(gateway: Child): Listener[] {
  return gateway.spec.listeners as Listener[]
}
