import t from 'tap'
import { compilePolicies, type Policy } from '../../../simulator/api-store/admission.ts'
import { rewriteOptionals } from '../../../simulator/api-store/cel-optionals.ts'
import type { JsonObject, KubeObject } from '../../../simulator/api-store/objects.ts'
import { projectFolder, readManifests } from '../../../simulator/cluster/manifests.ts'
import { apiVersion, crdOf, group, storeOf, widget, widgetRef } from '../widgets.ts'

/** A policy for Widgets and its binding. */
function policy(
  spec: Partial<Policy['spec']>,
  operations = ['CREATE', 'UPDATE', 'DELETE'],
  paramRef = {}
): readonly JsonObject[] {
  const resourceRules = [
    { apiGroups: [group], apiVersions: ['*'], resources: ['widgets'], operations }
  ]
  const metadata = { name: 'guard' }
  return [
    {
      kind: 'ValidatingAdmissionPolicy',
      metadata,
      spec: { matchConstraints: { resourceRules }, ...spec }
    },
    {
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata,
      spec: { policyName: 'guard', validationActions: ['Deny'], paramRef }
    }
  ]
}

function guarded(...args: Parameters<typeof policy>) {
  return storeOf([crdOf(), crdOf('Gem')], { policies: policy(...args) })
}

t.test('a deletion is denied with the message of the policy', async t => {
  const { store } = guarded(
    {
      validations: [
        {
          expression: 'has(oldObject.spec.releasedAt)',
          messageExpression: "oldObject.metadata.name + ' is in use'"
        }
      ]
    },
    ['DELETE']
  )
  store.create(widget())
  const expected =
    /^widgets.test.example.com "one" is forbidden: .* 'guard' .* denied request: one is in use$/
  t.throws(() => store.delete(widgetRef()), { message: expected, status: { code: 422 } })
  store.update(widget({ releasedAt: 'now' }))
  t.ok(store.delete(widgetRef()))
})

t.test('it stops the garbage collector too', async t => {
  const { store, clock } = guarded(
    { validations: [{ expression: "oldObject.metadata.name == 'one'" }] },
    ['DELETE']
  )
  const { apiVersion, kind, metadata } = store.create(widget()) as KubeObject
  const owner = { apiVersion, kind, name: metadata.name, uid: metadata.uid }
  store.create(widget({}, { name: 'two', ownerReferences: [owner] }))
  store.delete(widgetRef())
  await clock.runUntil('settled')
  t.ok(store.get(widgetRef('two')))
})

const unlessForeground =
  "request.operation != 'DELETE' || " +
  "request.?options.?propagationPolicy.orValue('') != 'Foreground'"

const policyCases = [
  [
    'a condition that does not hold',
    {
      matchConditions: [{ name: 'c', expression: "request.operation == 'DELETE'" }],
      validations: [{ expression: 'false' }]
    },
    'create',
    false
  ],
  [
    'an update compares',
    {
      validations: [
        { expression: "request.operation != 'UPDATE' || object.spec == oldObject.spec" }
      ]
    },
    'update',
    true
  ],
  [
    'a variable',
    {
      variables: [{ name: 'size', expression: 'object.?spec.?size.orValue(5)' }],
      validations: [{ expression: 'variables.size < 5' }]
    },
    'create',
    true
  ],
  ['the propagation', { validations: [{ expression: unlessForeground }] }, 'foreground', true],
  ['no propagation', { validations: [{ expression: unlessForeground }] }, 'delete', false],
  [
    'the user',
    { validations: [{ expression: "request.userInfo.username == 'me'" }] },
    'create',
    false
  ],
  ['an error fails', { validations: [{ expression: 'object.spec.nothing' }] }, 'create', true],
  [
    'unless it is ignored',
    { failurePolicy: 'Ignore' as const, validations: [{ expression: 'object.spec.nothing' }] },
    'create',
    false
  ]
] as const

t.test('conditions, variables, options and users', async t => {
  for (const [given, spec, act, isDenied] of policyCases) {
    const { store } = guarded(spec)
    const run = () => {
      store.create(widget(), { username: 'me' })
      if (act === 'update') store.update(widget({ size: 1 }), { username: 'me' })
      if (act === 'delete') store.delete(widgetRef())
      if (act === 'foreground') store.delete(widgetRef(), { propagation: 'Foreground' })
    }
    if (isDenied) t.throws(run, /denied request/, given)
    else t.doesNotThrow(run, given)
  }
})

t.test('a policy is asked once for each of its params', async t => {
  const spec = {
    paramKind: { apiVersion, kind: 'Gem' },
    validations: [{ expression: 'object.spec.size <= params.spec.most' }]
  }
  const { store } = guarded(spec, ['CREATE'], { selector: {}, parameterNotFoundAction: 'Allow' })
  t.ok(store.create(widget({ size: 9 })), 'there is none')
  for (const most of [5, 3])
    store.create({
      apiVersion,
      kind: 'Gem',
      metadata: { name: `g${most}`, namespace: 'shop' },
      spec: { most }
    })
  t.throws(() => store.create(widget({ size: 4 }, { name: 'two' })), /denied/)
  t.ok(store.create(widget({ size: 3 }, { name: 'two' })))
})

t.test("the status is nobody's business here", async t => {
  const { store } = guarded({ validations: [{ expression: 'false' }] }, ['UPDATE'])
  store.create(widget())
  t.ok(store.updateStatus({ ...widget(), status: { a: 1 } }))
})

t.test('optional fields in the words of the library', async t => {
  for (const [given, expected] of [
    ['a.b', 'a.b'],
    ["a.?b.orValue('')", "a.optField('b').orValue('')"],
    ["a.?b[?'c.?d'].orValue(x.y)", "a.optField('b').optField('c.?d').orValue(x.y)"],
    ["m.?path.type.orValue('x').size()", "m.optField('path').optField('type').orValue('x').size()"],
    [
      'l.all(x, x.?a.b.orValue(1) == x.c.d)',
      "l.all(x, x.optField('a').optField('b').orValue(1) == x.c.d)"
    ],
    ['a.?b.hasValue() && c.d', "a.optField('b').hasValue() && c.d"]
  ] as const) {
    t.equal(rewriteOptionals(given), expected)
  }
})

t.test('our own policies compile', async t => {
  const ours = readManifests([projectFolder('metacontroller/policies.yaml')])
  t.doesNotThrow(() => compilePolicies(ours))
})

t.test('an expression that is wrong is named', async t => {
  t.throws(
    () => compilePolicies(policy({ validations: [{ expression: 'object.nothing()' }] })),
    /guard: object.nothing\(\): undeclared reference to 'nothing'/
  )
})
