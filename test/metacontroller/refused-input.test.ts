import t from 'tap'
import { hostnameRequestKind } from '../../hooks/api/gateway-hostname-request.ts'
import { gatewayPoolKind } from '../../hooks/api/gateway-pool.ts'
import { toCrd } from '../../scripts/crds.ts'
import type { JsonObject } from '../../simulator/api-store/objects.ts'
import type { CustomResourceDefinition } from '../../simulator/api-store/schema.ts'
import { validateAgainstCrd } from '../../simulator/api-store/validation.ts'
import { check, dryRun, kubeconfig } from './policy-trial.ts'
import { inputs } from './refused-input.ts'

const skip =
  kubeconfig === undefined
    ? 'TEST_KUBECONFIG, a kubeconfig of a throwaway API server, is not set'
    : false

const crds = [gatewayPoolKind, hostnameRequestKind].map(toCrd)

/** What the API store finds wrong with an object that is new. */
function problemsOf(object: { kind?: string }): string[] {
  const crd = crds.find(({ spec }) => 'kind' in spec.names && spec.names.kind === object.kind)
  const [plainCrd, plain] = JSON.parse(JSON.stringify([crd, object])) as [unknown, JsonObject]
  return validateAgainstCrd(plainCrd as CustomResourceDefinition, plain)
}

t.test('what AWS or a CA would refuse is refused when it is written, in words', async t => {
  for (const { given, object, says } of inputs) {
    const problems = problemsOf(object).join('\n')
    if (says === undefined) t.equal(problems, '', given)
    else t.ok(problems.includes(says), `${given}: ${problems} says ${says}`)
  }
})

t.test('a real API server refuses the same, in the same words', { skip }, async t => {
  for (const { given, object, says } of inputs) check(t, dryRun(object), says ?? '', given)
})
