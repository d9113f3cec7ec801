import type { DesiredObject } from '../../../hooks/api/objects.ts'
import { kinds, toCrd } from '../../../scripts/crds.ts'
import type { CustomResourceDefinition } from '../../../simulator/api-store/schema.ts'
import { validateAgainstCrd } from '../../../simulator/api-store/validation.ts'
import { loadUpstreamCrds } from '../../helpers/upstream-crds.ts'

const ours = kinds.map(kind => JSON.parse(JSON.stringify(toCrd(kind))) as CustomResourceDefinition)
const byKind = new Map([...loadUpstreamCrds(), ...ours].map(crd => [crd.spec.names.kind, crd]))
const known = new Map<string, readonly string[]>()

/**
 * What the API server would find wrong with rendered children, CEL rules included; those of other
 * projects only where UPSTREAM_CRDS names their CRDs. Equal children are checked once.
 */
export function problemsOf(children: readonly DesiredObject[]): string[] {
  return children.flatMap(child => {
    const crd = byKind.get(child.kind)
    const json = JSON.stringify(child)
    const problems =
      known.get(json) ?? (crd === undefined ? [] : validateAgainstCrd(crd, JSON.parse(json)))
    known.set(json, problems)
    return problems.map(problem => `${child.kind} ${child.metadata.name}: ${problem}`)
  })
}
