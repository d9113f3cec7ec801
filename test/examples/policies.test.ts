import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { isApiError } from '../../simulator/api-store/api-errors.ts'
import { createApiStore } from '../../simulator/api-store/api-store.ts'
import type { KubeObject } from '../../simulator/api-store/objects.ts'
import { projectFolder, readManifests } from '../../simulator/cluster/manifests.ts'
import { createVirtualClock } from '../../simulator/virtual-clock.ts'
import { apply, check, dryRun, kubeconfig, kubectl } from '../metacontroller/policy-trial.ts'
import { policyCases, policyNamespaces } from './policy-cases.ts'

const skip =
  kubeconfig === undefined
    ? 'TEST_KUBECONFIG, a kubeconfig of a throwaway API server, is not set'
    : false

const crds = readManifests([projectFolder('metacontroller/crds.yaml')])

/** The objects of a file, with a binding that denies: this tries a warning too. */
function policiesOf(file: string): KubeObject[] {
  return readManifests([projectFolder(`examples/policies/${file}`)]).map(object =>
    object.kind.endsWith('Binding')
      ? { ...object, spec: { ...object.spec, validationActions: ['Deny'] } }
      : object
  )
}

/** What the API store says when the object is created; empty if nothing. */
function refusalOf(object: KubeObject, policies: readonly KubeObject[]): string {
  const store = createApiStore({ crds: crds as never, policies, clock: createVirtualClock() })
  for (const namespace of policyNamespaces) store.apply(namespace, { manager: 'kubectl' })
  try {
    store.create(object, { manager: 'kubectl' })
    return ''
  } catch (error) {
    if (!isApiError(error)) throw error
    return error.message
  }
}

t.test('each policy has cases, says what it does and how to adapt it, and is bound', async t => {
  const files = readdirSync(projectFolder('examples/policies'))
  t.same(files.sort(), Object.keys(policyCases).sort())
  for (const file of files) {
    const [policy, binding] = readManifests([projectFolder(`examples/policies/${file}`)])
    t.match(policy, { kind: 'ValidatingAdmissionPolicy', spec: { failurePolicy: 'Fail' } }, file)
    t.match(binding, { spec: { policyName: policy?.metadata.name } }, file)
    const text = readFileSync(projectFolder(`examples/policies/${file}`), 'utf8')
    t.match(text, /^# (Refuses|Warns)[\s\S]*\n# To adapt: /, file)
  }
})

for (const [file, cases] of Object.entries(policyCases)) {
  t.test(`${file}: what it lets pass, and what it refuses in which words`, async t => {
    t.ok(cases.some(({ says }) => says === undefined) && cases.some(({ says }) => says))
    for (const { given, object, says } of cases) {
      const refusal = refusalOf(object, policiesOf(file))
      if (says === undefined) t.equal(refusal, '', given)
      else t.ok(refusal.includes(says), `${given}: ${refusal} says ${says}`)
    }
  })

  t.test(`${file} on a real API server`, { skip }, async t => {
    for (const object of [...policyNamespaces, ...policiesOf(file)]) apply(object)
    t.teardown(() => {
      for (const { kind, metadata } of policiesOf(file)) kubectl(['delete', kind, metadata.name])
    })
    // A policy takes effect a moment after it was created.
    const bad = cases.find(({ says }) => says !== undefined)
    for (let tries = 0; tries < 50 && bad && dryRun(bad.object).status === 0; tries++);
    for (const { given, object, says } of cases) check(t, dryRun(object), says ?? '', given)
  })
}
