import t from 'tap'
import { readDocuments } from '../helpers/upstream-crds.ts'

type Policy = {
  kind: string
  metadata: { name: string }
  spec: {
    failurePolicy: string
    paramKind?: object
    matchConstraints: {
      resourceRules: readonly { apiGroups: string[]; resources: string[]; operations: string[] }[]
    }
    matchConditions?: readonly { expression: string }[]
    validations: readonly { expression: string; message?: string; messageExpression?: string }[]
  }
}
type Binding = {
  kind: string
  metadata: { name: string }
  spec: { policyName: string; validationActions: string[]; paramRef?: object }
}

const documents = readDocuments<Policy | Binding>(
  new URL('../../metacontroller/policies.yaml', import.meta.url)
)
const policies = documents.filter((d): d is Policy => d.kind === 'ValidatingAdmissionPolicy')
const annotation = "[?'gateway-orchestrator.io/allow-delete']"
const bindings = documents.filter(
  (d): d is Binding => d.kind === 'ValidatingAdmissionPolicyBinding'
)

t.test('every policy is bound, denies, and fails closed', async t => {
  t.same(
    bindings.map(({ spec }) => spec.policyName),
    policies.map(({ metadata }) => metadata.name)
  )
  for (const { spec } of bindings) t.same(spec.validationActions, ['Deny'])
  for (const { spec } of policies) t.equal(spec.failurePolicy, 'Fail')
  t.same(
    bindings.filter(({ spec }) => spec.paramRef).map(({ spec }) => spec.policyName),
    [...policies.filter(({ spec }) => spec.paramKind).map(({ metadata }) => metadata.name)]
  )
})

t.test('what is guarded', async t => {
  const guarded = policies.map(({ spec }) =>
    spec.matchConstraints.resourceRules.map(
      rule => `${rule.operations.join()} ${rule.resources.join()}`
    )
  )
  t.same(guarded, [
    ['DELETE domainclaims'],
    ['DELETE gatewaypools'],
    ['DELETE customresourcedefinitions'],
    ['DELETE compositecontrollers'],
    ['DELETE compositecontrollers'],
    [
      'CREATE,UPDATE gateways,httproutes',
      'CREATE,UPDATE loadbalancerconfigurations,targetgroupconfigurations'
    ],
    ['CREATE,UPDATE httproutes'],
    ['CREATE,UPDATE grpcroutes'],
    ['CREATE,UPDATE listenersets,xlistenersets'],
    ['CREATE,UPDATE gateways'],
    ['CREATE,UPDATE targetgroupconfigurations']
  ])
})

t.test('every guard against deletion can be lifted by the annotation', async t => {
  const guards = policies.filter(({ spec }) =>
    spec.matchConstraints.resourceRules.some(r => r.operations.includes('DELETE'))
  )
  t.equal(guards.length, 5)
  for (const { metadata, spec } of guards) {
    const lifting = [...(spec.matchConditions ?? []), ...spec.validations].filter(c =>
      c.expression.includes(annotation)
    )
    t.equal(lifting.length, 1, metadata.name)
  }
})

t.test(
  'the annotation on a pool lifts the guard of hostnames, never that of the way of deletion',
  async t => {
    const pools = policies.find(
      ({ metadata }) => metadata.name === 'gateway-pools.gateway-orchestrator.io'
    )
    t.same(pools?.spec.matchConditions ?? [], [], 'a condition would lift all of the policy')
    const lifted =
      pools?.spec.validations.filter(({ expression }) => expression.includes(annotation)) ?? []
    t.match(
      lifted.map(({ messageExpression }) => messageExpression),
      [/is in use/]
    )
  }
)

t.test('every refusal has words', async t => {
  for (const { spec } of policies) {
    for (const { expression, message, messageExpression } of spec.validations)
      t.ok(message ?? messageExpression, expression)
  }
})
