import { type Backends, type IsGranted, type Unresolved, unresolvedOf } from './backends.ts'
import { certificatesFor } from './certificates.ts'
import { type Attachment, attach, buildError, type NamespaceLabels, refsTo } from './routing.ts'
import { type TargetGroupInput, targetGroupError } from './target-groups.ts'
import {
  type CertificateInfo,
  type Gateway,
  type HTTPRoute,
  type LoadBalancerSettings,
  type Scheme,
  seeEvents
} from './types.ts'

/**
 * What became of a route: the result for each of its parentRefs that names the Gateway, and its
 * first reference to a Service that cannot be resolved.
 */
export type RouteResult = {
  route: HTTPRoute
  attachments: readonly Attachment[]
  unresolved: Unresolved | undefined
}

/** The load balancer that a Gateway asks for. */
export type Plan = { scheme: Scheme; ports: readonly number[]; certificates: readonly string[] }

/** The objects that a plan depends on. */
export type BuildInput = {
  gateway: Gateway
  settings: LoadBalancerSettings
  routes: readonly HTTPRoute[]
  labelsOf: NamespaceLabels
  service: Backends
  isGranted: IsGranted
  targetGroups: Pick<TargetGroupInput, 'configurationOf' | 'defaults'>
  certificates: readonly CertificateInfo[]
}

/** Attaches each route that refers to the Gateway to the Gateway's listeners. */
export function attachRoutes(input: BuildInput): readonly RouteResult[] {
  const { gateway, routes, labelsOf, service, isGranted } = input
  return routes.flatMap(route => {
    const refs = refsTo(gateway, route)
    if (refs.length === 0) return []
    const attachments = refs.map(ref => attach(gateway, route, ref, labelsOf))
    return [{ route, attachments, unresolved: unresolvedOf(route, service, isGranted) }]
  })
}

/**
 * Plans the load balancer of a Gateway. The load balancer listens on a port only if a route is
 * attached to that port, and it gets certificates only for ports on which it listens.
 * @returns the plan, or the error because of which the whole load balancer cannot be built
 */
export function plan(input: BuildInput, results: readonly RouteResult[]): Plan | { error: string } {
  const { gateway, settings, certificates } = input
  if (unbuildable(input, results) !== undefined) return { error: seeEvents }
  const ports = portsOf(results)
  const httpsListeners = gateway.spec.listeners.filter(({ protocol }) => protocol === 'HTTPS')
  const arns = new Set<string>()
  for (const port of ports) {
    const listeners = httpsListeners.filter(listener => listener.port === port)
    if (listeners.length === 0) continue
    const found = certificatesFor(port, listeners, settings, certificates)
    if ('error' in found) return found
    for (const arn of found.arns) arns.add(arn)
  }
  return { scheme: settings.scheme ?? 'internal', ports, certificates: [...arns] }
}

/**
 * The error of the first attached route, or of the first target group, that cannot be built;
 * `undefined` if all can be built. The real controller writes it into the events of the Gateway.
 */
function unbuildable(
  { settings, service, targetGroups }: BuildInput,
  results: readonly RouteResult[]
): string | undefined {
  const attached = results.filter(isAttached).map(({ route }) => route)
  const isDualStack = settings.ipAddressType?.startsWith('dualstack') === true
  return (
    attached.map(buildError).find(message => message !== undefined) ??
    targetGroupError(attached, { service, ...targetGroups, isDualStack })
  )
}

function isAttached({ attachments }: RouteResult): boolean {
  return attachments.some(({ listeners }) => listeners.length > 0)
}

function portsOf(results: readonly RouteResult[]): readonly number[] {
  const attachments = results.flatMap(result => result.attachments)
  const listeners = attachments.flatMap(attachment => attachment.listeners)
  return [...new Set(listeners.map(({ port }) => port))].sort((left, right) => left - right)
}
