import { keyOf, type ObjectInput, sameJson } from '../../api-store/objects.ts'
import type { HTTPRoute, ParentRef, RouteParent } from '../../load-balancer-controller/types.ts'
import { expectationOf, routeKind } from '../kinds.ts'
import type { DemoWorld } from '../world/world.ts'

/** What became of an HTTPRoute of the user. */
export type RouteOutcome = {
  namespace: string
  name: string
  /** Whether each parent accepts the route, and everything that the route refers to exists. */
  accepted: boolean
  /**
   * `Accepted`, or the reason of the first condition that is not `True`. `NoParent` if the route
   * has no parentRefs, and `NotAnswered` if no controller has answered for a parent.
   */
  reason: string
  message: string
  expected: string
}

/** The outcome of each route so far. */
export function routeOutcomesOf(
  { cluster }: Pick<DemoWorld, 'cluster'>,
  routes: readonly ObjectInput[]
): readonly RouteOutcome[] {
  return routes.map(route => {
    const { namespace, name } = route.metadata
    const stored = cluster.store.get({ ...routeKind, namespace, name }) as HTTPRoute | undefined
    return routeOutcomeOf(route, stored)
  })
}

/** @param stored - the route in the API; `undefined` if it is not there */
export function routeOutcomeOf(input: ObjectInput, stored: HTTPRoute | undefined): RouteOutcome {
  const { namespace = 'default', name } = input.metadata
  const problem = problemOf(stored)
  const { reason, message } = problem ?? { reason: 'Accepted', message: '' }
  const expected = expectationOf(input)
  return { namespace, name, accepted: problem === undefined, reason, message, expected }
}

type Problem = { reason: string; message: string }

function problemOf(route: HTTPRoute | undefined): Problem | undefined {
  const refs = route?.spec.parentRefs ?? []
  const parents = route?.status?.parents ?? []
  if (refs.length === 0) return { reason: 'NoParent', message: 'the route has no parentRefs' }
  for (const ref of refs) {
    const answers = parents.filter(({ parentRef }) => sameJson(parentRef, ref))
    const problem = answers.length === 0 ? notAnswered(ref) : problemIn(answers)
    if (problem !== undefined) return problem
  }
  return undefined
}

function notAnswered({ kind = 'Gateway', namespace, name }: ParentRef): Problem {
  const parent = `${kind} ${keyOf({ namespace: namespace ?? '', name })}`
  const message = `no controller serves ${parent}; check that it exists`
  return { reason: 'NotAnswered', message }
}

function problemIn(answers: readonly RouteParent[]): Problem | undefined {
  const conditions = answers.flatMap(answer => answer.conditions)
  const bad = conditions.find(({ status }) => status !== 'True')
  return bad && { reason: bad.reason, message: bad.message }
}

/** Whether a route ended as expected: accepted, or with the reason that its annotation names. */
export function isRouteAsExpected({ accepted, reason, expected }: RouteOutcome): boolean {
  return expected === 'Ready' ? accepted : !accepted && reason === expected
}

/** Describes the routes that did not end as expected, a line each. */
export function describeRouteSurprises(routes: readonly RouteOutcome[]): readonly string[] {
  return routes
    .filter(route => !isRouteAsExpected(route))
    .map(route => {
      const { accepted, reason, message } = route
      const expected = route.expected === 'Ready' ? 'Accepted' : route.expected
      const end = accepted ? 'it was accepted' : `it ended with ${reason}: ${message}`
      return `HTTPRoute ${keyOf(route)}: ${expected} was expected, but ${end}`
    })
}
