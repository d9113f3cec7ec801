import { listed } from '../../text/listed.ts'
import type { ReadObject } from '../cluster/cluster-reader.ts'
import { listAt, textAt } from '../cluster/objects.ts'
import { failed, passed, unread, type Verdict } from './check.ts'
import { usersOf } from './check-metacontroller.ts'
import type { Evidence } from './evidence.ts'
import { policyNames } from './needed.ts'

/** The admission policies: there, bound, and with the name of Metacontroller's account. */
export function checkPolicies(evidence: Evidence): Verdict {
  const { policies, bindings } = evidence
  if (!policies.ok) return unread('ValidatingAdmissionPolicies', policies)
  if (!bindings.ok) return unread('ValidatingAdmissionPolicyBindings', bindings)
  const todo = 'kubectl apply -f metacontroller/policies.yaml, or upgrade the chart.'
  const has = (objects: readonly ReadObject[], name: string) =>
    objects.some(({ metadata }) => metadata.name === name)
  const missing = policyNames.filter(
    name => !has(policies.value, name) || !has(bindings.value, name)
  )
  if (missing.length > 0)
    return failed(`policies or their bindings are missing: ${listed(missing)}`, todo)
  const wrong = wrongAccount(policies.value, usersOf(evidence))
  if (wrong !== undefined) return failed(wrong, 'Change it in metacontroller/policies.yaml.')
  return passed(`the ${policyNames.length} admission policies are there`)
}

/** A condition that excepts another account than the one that Metacontroller runs under. */
function wrongAccount(
  policies: readonly ReadObject[],
  users: readonly string[]
): string | undefined {
  if (users.length === 0) return undefined
  const ours = policies.filter(({ metadata }) => policyNames.includes(metadata.name))
  for (const policy of ours) {
    const conditions = listAt(policy, 'spec', 'matchConditions')
    for (const condition of conditions) {
      if (textAt(condition, 'name') !== 'not-metacontroller') continue
      const expression = textAt(condition, 'expression') ?? ''
      if (users.some(user => expression.includes(`'${user}'`))) continue
      return (
        `policy ${policy.metadata.name} does not except the account that Metacontroller runs ` +
        `under (${users.join(', ')}), so it refuses what Metacontroller writes: ${expression}`
      )
    }
  }
  return undefined
}
