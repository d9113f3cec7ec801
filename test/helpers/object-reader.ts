import {
  type ClusterReader,
  pathOf,
  type ReadObject
} from '../../hooks/commands/cluster/cluster-reader.ts'
import { type FailureKind, ReadFailure } from '../../hooks/commands/cluster/read-failure.ts'

/** The plurals of the kinds that commands read. */
const plurals: Record<string, string> = {
  CustomResourceDefinition: 'customresourcedefinitions',
  CompositeController: 'compositecontrollers',
  ValidatingAdmissionPolicy: 'validatingadmissionpolicies',
  ValidatingAdmissionPolicyBinding: 'validatingadmissionpolicybindings',
  StatefulSet: 'statefulsets',
  Deployment: 'deployments',
  Secret: 'secrets',
  Namespace: 'namespaces',
  Service: 'services',
  HTTPRoute: 'httproutes',
  GRPCRoute: 'grpcroutes',
  TargetGroupConfiguration: 'targetgroupconfigurations',
  GatewayClass: 'gatewayclasses',
  Gateway: 'gateways',
  LoadBalancerConfiguration: 'loadbalancerconfigurations',
  GatewayPool: 'gatewaypools',
  GatewayHostnameRequest: 'gatewayhostnamerequests',
  DomainClaim: 'domainclaims',
  HostnameDenial: 'hostnamedenials'
}

/** A path that cannot be read, and why. */
export type Refusal = { path: string; kind: FailureKind; message: string }

/**
 * A reader of these objects. Paths are answered as the API server does: a list of a kind that no
 * CRD of the objects defines does not exist.
 */
export function objectReader(
  objects: () => readonly ReadObject[],
  refusals: readonly Refusal[] = [],
  gitVersion = 'v1.36.3'
): ClusterReader {
  return {
    target: 'a test',
    get: async fullPath => {
      const path = fullPath.replace(/\?.*$/, '')
      const refused = refusals.find(each => each.path === path)
      if (refused !== undefined) throw new ReadFailure(refused.kind, refused.message)
      if (path === '/version') return { gitVersion }
      const one = objects().find(object => placesOf(object)[0] === path)
      if (one !== undefined) return one
      const found = objects().filter(object => placesOf(object).slice(1).includes(path))
      // The API server says apiVersion and kind once for a list, and not for its items.
      const items = found.map(({ apiVersion: _, kind: __, ...item }) => item)
      if (items.length > 0 || isDefined(path, objects())) return { items }
      throw new ReadFailure('missing', 'the server could not find the requested resource')
    }
  }
}

/** The path of an object, then the paths of the lists that it is in. */
function placesOf({ apiVersion = '', kind = '', metadata }: ReadObject): string[] {
  const plural = plurals[kind]
  if (plural === undefined) return []
  const { namespace, name } = metadata
  const place = namespace === undefined ? {} : { namespace }
  return [
    pathOf(apiVersion, plural, { ...place, name }),
    pathOf(apiVersion, plural),
    pathOf(apiVersion, plural, place)
  ]
}

/** Whether a path is a list of a kind that the cluster has. */
function isDefined(path: string, objects: readonly ReadObject[]): boolean {
  const [, group = '', rest = ''] = /^\/apis\/([^/]+)\/[^/]+\/(.+)$/.exec(path) ?? []
  if (/^namespaces\/[^/]+\/[^/]+\/|^(?!namespaces\/)[^/]+\//.test(rest)) return false
  if (!group.includes('.') || group.endsWith('registration.k8s.io')) return true
  const plural = rest.split('/').at(-1)
  return objects.some(({ metadata }) => metadata.name === `${plural}.${group}`)
}
