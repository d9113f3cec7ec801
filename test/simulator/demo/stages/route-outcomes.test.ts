import t from 'tap'
import { defined } from '../../../../hooks/defined.ts'
import type { JsonObject } from '../../../../simulator/api-store/objects.ts'
import {
  describeRouteSurprises,
  isRouteAsExpected,
  routeOutcomeOf
} from '../../../../simulator/demo/stages/route-outcomes.ts'
import type { HTTPRoute } from '../../../../simulator/load-balancer-controller/types.ts'
import { aRoute } from '../../../helpers/flow-objects.ts'
import { condition, expecting } from '../objects.ts'

const ref = (sectionName: string) => ({ namespace: 'edge', name: 'default-1', sectionName })
const parent = (sectionName: string, ...conditions: readonly ReturnType<typeof condition>[]) => {
  return { parentRef: ref(sectionName), controllerName: 'gateway.k8s.aws/alb', conditions }
}
const accepted = condition('Accepted', 'True', 'Accepted')
const resolved = condition('ResolvedRefs', 'True', 'ResolvedRefs')
const missing = condition(
  'ResolvedRefs',
  'False',
  'BackendNotFound',
  'Service shop/web is not found'
)
const unmatched = condition('Accepted', 'False', 'NoMatchingParent', 'no such listener')

function outcome(spec: JsonObject, parents: readonly object[] | undefined, expected?: string) {
  const input = expecting(expected, aRoute('shop', 'web', spec))
  const status = parents && { parents }
  return routeOutcomeOf(input, { ...input, ...defined({ status }) } as unknown as HTTPRoute)
}

for (const [given, refs, parents, reason] of [
  ['accepted and resolved', [ref('a')], [parent('a', accepted, resolved)], 'Accepted'],
  ['a Service that is not there', [ref('a')], [parent('a', accepted, missing)], 'BackendNotFound'],
  [
    'a listener that is not there',
    [ref('a')],
    [parent('a', unmatched, resolved)],
    'NoMatchingParent'
  ],
  ['a Gateway that nobody serves', [ref('a')], undefined, 'NotAnswered'],
  ['one of two parents', [ref('a'), ref('b')], [parent('a', accepted, resolved)], 'NotAnswered'],
  ['no parent', [], undefined, 'NoParent']
] as const) {
  t.test(given, async t => {
    const found = outcome({ parentRefs: refs }, parents)
    t.equal(found.reason, reason)
    t.equal(found.accepted, reason === 'Accepted')
    t.equal(isRouteAsExpected(found), reason === 'Accepted')
  })
}

t.test('surprises are told with what was expected and what came', async t => {
  const spec = { parentRefs: [ref('a')] }
  const lost = [parent('a', accepted, missing)]
  t.same(describeRouteSurprises([outcome(spec, lost)]), [
    'HTTPRoute shop/web: Accepted was expected, ' +
      'but it ended with BackendNotFound: Service shop/web is not found'
  ])
  t.same(describeRouteSurprises([outcome(spec, lost, 'BackendNotFound')]), [])
  t.same(
    describeRouteSurprises([outcome(spec, [parent('a', accepted, resolved)], 'BackendNotFound')]),
    ['HTTPRoute shop/web: BackendNotFound was expected, but it was accepted']
  )
})
