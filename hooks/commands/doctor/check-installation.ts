import type { ReadObject } from '../cluster/cluster-reader.ts'
import { at, listAt, textAt } from '../cluster/objects.ts'
import { failed, notChecked, passed, unread, type Verdict } from './check.ts'
import type { Evidence } from './evidence.ts'
import { controllerNames, oldest } from './needed.ts'
import { isAtLeast, versionIn } from './versions.ts'

const apply = (file: string) => `kubectl apply -f metacontroller/${file}, or upgrade the chart.`

/** The version of Kubernetes: older ones have no ValidatingAdmissionPolicies. */
export function checkKubernetes({ version }: Evidence): Verdict {
  if (!version.ok) return unread('the version of Kubernetes', version)
  const said = textAt(version.value, 'gitVersion')
  const found = versionIn(said)
  // An API server that was built by hand says v0.0.0.
  if (found === undefined || found[0] === 0)
    return notChecked(`the API server names no version: ${said}`)
  const [major, minor] = oldest.kubernetes
  if (isAtLeast(found, oldest.kubernetes)) return passed(`Kubernetes ${said}`)
  const why = 'it has no ValidatingAdmissionPolicies, which protect claims and pools'
  return failed(`Kubernetes ${said} is too old: ${why}`, `Upgrade to ${major}.${minor} or newer.`)
}

/** Whether Metacontroller is told to call our hooks. */
export function checkControllers({ controllers }: Evidence): Verdict {
  if (!controllers.ok && controllers.kind === 'missing')
    return failed('the kind CompositeController does not exist', 'Install Metacontroller.')
  if (!controllers.ok) return unread('CompositeControllers', controllers)
  const found = new Map(controllers.value.map(each => [each.metadata.name, each]))
  const missing = controllerNames.filter(name => !found.has(name))
  if (missing.length > 0)
    return failed(
      `CompositeControllers are missing: ${missing.join(', ')}`,
      apply('composite-controllers.yaml')
    )
  const ours = controllerNames.flatMap(name => found.get(name) ?? [])
  const old = ours.filter(controller => textAt(controller, ...version) !== 'v2')
  if (old.length > 0)
    return failed(
      `CompositeControllers do not use hook version v2: ${old.map(nameOf).join(', ')}`,
      apply('composite-controllers.yaml')
    )
  const going = ours.filter(({ metadata }) => metadata.deletionTimestamp !== undefined)
  if (going.length > 0)
    return failed(
      `CompositeControllers are being deleted: ${going.map(nameOf).join(', ')}`,
      `If this is not meant: ${apply('composite-controllers.yaml')}`
    )
  return passed(`the ${controllerNames.length} CompositeControllers are there`)
}

const version = ['spec', 'hooks', 'sync', 'version']

function nameOf({ metadata }: ReadObject): string {
  return metadata.name
}

/** Whether the CompositeControllers know the token that the hooks ask for. */
export function sendsToken({ controllers }: Evidence): boolean {
  if (!controllers.ok) return false
  const ours = controllers.value.filter(({ metadata }) => controllerNames.includes(metadata.name))
  return ours.length > 0 && ours.every(each => listAt(each, 'spec', 'endpointConfigs').length > 0)
}

/** Whether a kind of a CompositeController's child is served, in the version that it names. */
export function childVersions({ controllers }: Evidence, group: string): readonly string[] {
  if (!controllers.ok) return []
  const children = controllers.value
    .filter(({ metadata }) => controllerNames.includes(metadata.name))
    .flatMap(controller => listAt(controller, 'spec', 'childResources'))
  const versions = children.flatMap(child => {
    const [named, version] = (textAt(child, 'apiVersion') ?? '').split('/')
    return named === group && version !== undefined ? [version] : []
  })
  return [...new Set(versions)].sort()
}

/** The versions that a CRD serves. */
export function servedVersions(crd: ReadObject): readonly string[] {
  return listAt(crd, 'spec', 'versions')
    .filter(each => at(each, 'served') === true)
    .flatMap(each => textAt(each, 'name') ?? [])
}
