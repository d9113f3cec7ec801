import { fieldOf } from '../../api/field-of.ts'
import { version as ownVersion } from '../../api/schema.ts'
import { listed } from '../../text/listed.ts'
import type { ReadObject } from '../cluster/cluster-reader.ts'
import { at, listAt, textAt } from '../cluster/objects.ts'
import type { Reading } from '../cluster/reading.ts'
import { failed, notChecked, passed, unread, type Verdict } from './check.ts'
import { childVersions, servedVersions } from './check-installation.ts'
import type { Evidence } from './evidence.ts'
import {
  gatewayCRDs,
  lbcCRDs,
  lbcGroup,
  metacontrollerCRD,
  oldest,
  ownCRDs,
  ownKinds
} from './needed.ts'
import { isAtLeast, versionIn } from './versions.ts'

type CRDs = Evidence['crds']

/** What is wrong with a group of CRDs before their content is looked at. */
function absent(crds: CRDs, names: readonly string[], todo: string): Verdict | undefined {
  const readings = names.map(name => [name, crds[name]] as const)
  const missing = readings.filter(([, crd]) => isMissing(crd)).map(([name]) => name)
  if (missing.length > 0) return failed(`CRDs are missing: ${listed(missing)}`, todo)
  for (const [name, crd] of readings) if (crd !== undefined && !crd.ok) return unread(name, crd)
  return undefined
}

function isMissing(crd: Reading<ReadObject> | undefined): boolean {
  return crd !== undefined && !crd.ok && crd.kind === 'missing'
}

function valuesOf(crds: CRDs, names: readonly string[]): ReadObject[] {
  return names.flatMap(name => {
    const crd = crds[name]
    return crd?.ok ? [crd.value] : []
  })
}

/** The names of the CRDs that do not serve a version. */
function notServing(crds: CRDs, names: readonly string[], version: string): string[] {
  const found = valuesOf(crds, names).filter(crd => !servedVersions(crd).includes(version))
  return found.map(({ metadata }) => metadata.name)
}

const bundleVersion = 'gateway.networking.k8s.io/bundle-version'

/** The CRDs of Gateway API: there, served as v1, new enough. */
export function checkGatewayAPI({ crds }: Evidence): Verdict {
  const todo =
    'Install the standard channel of Gateway API: https://gateway-api.sigs.k8s.io/guides/'
  const problem = absent(crds, gatewayCRDs, todo)
  if (problem !== undefined) return problem
  const old = notServing(crds, gatewayCRDs, 'v1')
  if (old.length > 0) return failed(`v1 is not served of ${listed(old)}`, todo)
  const said = textAt(valuesOf(crds, gatewayCRDs)[1], 'metadata', 'annotations', bundleVersion)
  const version = versionIn(said)
  // The CRDs of a commit that is no release say v0.0.0-dev.
  if (version === undefined || version[0] === 0) return passed('the CRDs of Gateway API serve v1')
  if (isAtLeast(version, oldest.gatewayAPI)) return passed(`Gateway API ${said}`)
  return failed(`Gateway API ${said} is too old`, todo)
}

/** The CRDs of LBC, in the version that our CompositeControllers name. */
export function checkLBC(evidence: Evidence): Verdict {
  const { crds } = evidence
  const todo = `Install the CRDs of the AWS Load Balancer Controller (LBC), group ${lbcGroup}.`
  const problem = absent(crds, lbcCRDs, todo)
  if (problem !== undefined) return problem
  const versions = childVersions(evidence, lbcGroup)
  if (versions.length === 0)
    return notChecked(`the CRDs of group ${lbcGroup} are there; no CompositeController names them`)
  for (const version of versions) {
    const not = notServing(crds, lbcCRDs, version)
    if (not.length > 0)
      return failed(
        `the CompositeControllers name ${lbcGroup}/${version}, which is not served of ` +
          listed(not),
        'Name a version that is served, in all places of the CompositeControllers, or upgrade LBC.'
      )
  }
  return passed(`the CRDs of group ${lbcGroup} serve ${versions.join(' and ')}`)
}

/** The CRD of Metacontroller. */
export function checkMetacontrollerCRD({ crds }: Evidence): Verdict {
  const problem = absent(crds, [metacontrollerCRD], 'Install Metacontroller with its CRDs.')
  return problem ?? passed('the CRD of CompositeControllers is there')
}

/** Our CRDs: there, served, and with every field that this version of the hooks writes. */
export function checkOwnCRDs({ crds }: Evidence): Verdict {
  const todo =
    'Apply the CRDs of this version before its hooks: kubectl apply -f metacontroller/crds.yaml, ' +
    'or upgrade the chart with crds.enabled.'
  const problem = absent(crds, ownCRDs, todo)
  if (problem !== undefined) return problem
  const not = notServing(crds, ownCRDs, ownVersion)
  if (not.length > 0) return failed(`${ownVersion} is not served of ${listed(not)}`, todo)
  const missing = ownKinds.flatMap((kind, index) => {
    const [crd] = valuesOf(crds, ownCRDs.slice(index, index + 1))
    const schema = listAt(crd, 'spec', 'versions').find(each => at(each, 'name') === ownVersion)
    const properties = at(schema, 'schema', 'openAPIV3Schema', 'properties')
    const ofSpec = missingFields(kind.spec, at(properties, 'spec'), `${kind.kind} spec`)
    if (kind.status === undefined) return ofSpec
    return [
      ...ofSpec,
      ...missingFields(kind.status, at(properties, 'status'), `${kind.kind} status`)
    ]
  })
  if (missing.length === 0) return passed('the CRDs have all fields of this version')
  return failed(`the CRDs lack fields, which the API server drops: ${listed(missing)}`, todo)
}

/** The fields of a schema that an installed schema does not have, as paths. */
export function missingFields(ours: unknown, installed: unknown, path: string): string[] {
  const items = fieldOf(ours, 'items')
  if (items !== undefined) return missingFields(items, fieldOf(installed, 'items'), path)
  const properties = Object.entries(Object(fieldOf(ours, 'properties')))
  return properties.flatMap(([name, schema]) => {
    const found = at(installed, 'properties', name)
    const own = `${path}.${name}`
    return found === undefined ? [own] : missingFields(schema, found, own)
  })
}
