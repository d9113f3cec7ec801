import { keyOf, type ObjectInput, sameJson } from '../api-store/objects.ts'
import type { HTTPRoute, ParentRef, RouteParent } from '../load-balancer-controller/types.ts'
import { routeKind } from './kinds.ts'
import { expectationOf } from './outcomes.ts'
import type { DemoWorld } from './world.ts'

/** What became of an HTTPRoute of the user's. */
export type RouteOutcome = {
  namespace: string
  name: string
  /** Whether each of its parents takes it, and all that it refers to is there. */
  accepted: boolean
  /** `Accepted`, or the reason of the first condition that says otherwise. */
  reason: string
  message: string
  expected: string
}

/** What became of each route so far. */
export function routesOf({ cluster }: Pick<DemoWorld, 'cluster'>, routes: readonly ObjectInput[]) {
  return routes.map(route => {
    const { namespace, name } = route.metadata
    const stored = cluster.store.get({ ...routeKind, namespace, name }) as HTTPRoute | undefined
    return routeOutcomeOf(route, stored)
  })
}

/** @param stored - as it is in the API; `undefined` where it is not */
export function routeOutcomeOf(input: ObjectInput, stored: HTTPRoute | undefined): RouteOutcome {
  const { namespace = 'default', name } = input.metadata
  const trouble = troubleOf(stored)
  const said = trouble ?? { reason: 'Accepted', message: '' }
  return {
    namespace,
    name,
    accepted: trouble === undefined,
    ...said,
    expected: expectationOf(input)
  }
}

function troubleOf(route: HTTPRoute | undefined): { reason: string; message: string } | undefined {
  const refs = route?.spec.parentRefs ?? []
  const parents = route?.status?.parents ?? []
  if (refs.length === 0) return { reason: 'NoParent', message: 'it has no parentRefs' }
  for (const ref of refs) {
    const about = parents.filter(({ parentRef }) => sameJson(parentRef, ref))
    if (about.length === 0)
      return { reason: 'NotAnswered', message: `no controller serves ${nameOf(ref)}: is it there?` }
    const bad = badIn(about)
    if (bad !== undefined) return { reason: bad.reason, message: bad.message }
  }
  return undefined
}

function badIn(parents: readonly RouteParent[]) {
  return parents.flatMap(({ conditions }) => conditions).find(({ status }) => status !== 'True')
}

function nameOf({ kind = 'Gateway', namespace, name }: ParentRef): string {
  return `${kind} ${keyOf({ namespace: namespace ?? '', name })}`
}

/** Whether a route ended as it was expected to: accepted, unless its annotation gives a reason. */
export function isRouteAsExpected({ accepted, reason, expected }: RouteOutcome): boolean {
  return expected === 'Ready' ? accepted : !accepted && reason === expected
}

/** What did not end as expected, a line each. */
export function describeRoutes(routes: readonly RouteOutcome[]): readonly string[] {
  return routes
    .filter(route => !isRouteAsExpected(route))
    .map(route => {
      const { expected, accepted, reason, message } = route
      const end = accepted ? 'it was accepted' : `it ended with ${reason}: ${message}`
      return `HTTPRoute ${keyOf(route)}: ${expected === 'Ready' ? 'Accepted' : expected} was expected, but ${end}`
    })
}
