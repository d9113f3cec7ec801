import { readFileSync } from 'node:fs'
import t from 'tap'
import {
  controllerNames,
  gatewayCRDs,
  lbcCRDs,
  oldest,
  ownCRDs,
  policyNames,
  wantedFlags
} from '../../../../hooks/commands/doctor/needed.ts'
import { asList, asObject } from '../../../../simulator/api-store/objects.ts'
import { projectFolder, readManifests } from '../../../../simulator/cluster/manifests.ts'

/*
 * The doctor's lists are written by hand, because the package has no YAML parser. They have to be
 * those of the manifests, and of what the documents promise.
 */
const manifests = readManifests([projectFolder('metacontroller')])

/** The names of all manifests of a kind. */
function namesOf(kind: string): string[] {
  return manifests
    .filter(object => object.kind === kind)
    .map(({ metadata }) => metadata.name)
    .toSorted()
}

t.test('the objects are those of metacontroller/', async t => {
  t.strictSame(controllerNames.toSorted(), namesOf('CompositeController'))
  t.strictSame(policyNames.toSorted(), namesOf('ValidatingAdmissionPolicy'))
  t.strictSame(policyNames.toSorted(), namesOf('ValidatingAdmissionPolicyBinding'))
  t.strictSame(ownCRDs.toSorted(), namesOf('CustomResourceDefinition'))
})

t.test('the CRDs of others are those that children and role name', async t => {
  const foreign = new Set<string>()
  for (const { kind, spec, ...rest } of manifests) {
    if (kind === 'CompositeController')
      for (const child of asList(spec?.childResources).map(asObject))
        foreign.add(`${child.resource}.${String(child.apiVersion).split('/')[0]}`)
    if (kind !== 'ClusterRole') continue
    for (const rule of asList((rest as Record<string, unknown>).rules).map(asObject))
      for (const group of asList(rule.apiGroups))
        for (const resource of asList(rule.resources)) foreign.add(`${resource}.${group}`)
  }
  const wanted = [...foreign].filter(name =>
    /\.gateway\.(networking\.k8s\.io|k8s\.aws)$/.test(name)
  )
  t.strictSame([...gatewayCRDs, ...lbcCRDs].toSorted(), wanted.toSorted())
})

t.test('flags and versions are those of the documents', async t => {
  const quickStart = readFileSync(projectFolder('docs/quick-start.md'), 'utf8')
  for (const [name, value] of Object.entries(wantedFlags)) t.match(quickStart, `--${name}=${value}`)
  const compatibility = readFileSync(projectFolder('docs/compatibility.md'), 'utf8')
  const rows = {
    Kubernetes: oldest.kubernetes,
    'Gateway API': oldest.gatewayAPI,
    Metacontroller: oldest.metacontrollerWithToken
  }
  for (const [name, version] of Object.entries(rows))
    t.match(compatibility, `| ${name} | ${version.join('.')} or newer`)
  t.match(compatibility, `(${oldest.metacontroller.join('.')} if you turn the token off)`)
})
