import { type Backends, type Unresolved, unresolvedOf } from './backends.ts'
import { certificatesFor } from './certificates.ts'
import { type Attachment, attach, hazardOf, type NamespaceLabels, refsTo } from './routing.ts'
import type {
  CertificateInfo,
  Gateway,
  HTTPRoute,
  LoadBalancerConfiguration,
  Scheme
} from './types.ts'

/** A route, how its parentRefs fare, and what it refers to in vain. */
export type RouteResult = {
  route: HTTPRoute
  attachments: readonly Attachment[]
  unresolved: Unresolved | undefined
}

/** The load balancer that a Gateway asks for. */
export type Plan = { scheme: Scheme; ports: readonly number[]; certificates: readonly string[] }

/** What the plan is made from. */
export type BuildInput = {
  gateway: Gateway
  configuration: LoadBalancerConfiguration | undefined
  routes: readonly HTTPRoute[]
  labelsOf: NamespaceLabels
  service: Backends
  certificates: readonly CertificateInfo[]
}

/** How the routes of a Gateway fare on its listeners. */
export function placeRoutes({
  gateway,
  routes,
  labelsOf,
  service
}: BuildInput): readonly RouteResult[] {
  return routes.flatMap(route => {
    const refs = refsTo(gateway, route)
    if (refs.length === 0) return []
    const attachments = refs.map(ref => attach(gateway, route, ref, labelsOf))
    return [{ route, attachments, unresolved: unresolvedOf(route, service) }]
  })
}

/**
 * Plans the load balancer of a Gateway: a port has a listener only if a route is on it, and certificates are attached
 * only to listeners. Returns the reason instead, where something keeps the whole from being built.
 */
export function plan(input: BuildInput, results: readonly RouteResult[]): Plan | { error: string } {
  const { gateway, configuration, certificates } = input
  const hazard = results
    .filter(isAttached)
    .map(({ route }) => hazardOf(route))
    .find(reason => reason !== undefined)
  if (hazard !== undefined) return { error: hazard }
  const ports = portsOf(results)
  const arns = new Set<string>()
  for (const port of ports) {
    const listeners = gateway.spec.listeners.filter(
      ({ port: own, protocol }) => own === port && protocol === 'HTTPS'
    )
    if (listeners.length === 0) continue
    const found = certificatesFor(port, listeners, configuration, certificates)
    if ('error' in found) return found
    for (const arn of found.arns) arns.add(arn)
  }
  return { scheme: configuration?.spec.scheme ?? 'internal', ports, certificates: [...arns] }
}

function isAttached({ attachments }: RouteResult): boolean {
  return attachments.some(({ listeners }) => listeners.length > 0)
}

function portsOf(results: readonly RouteResult[]): readonly number[] {
  const listeners = results.flatMap(({ attachments }) =>
    attachments.flatMap(({ listeners: own }) => own)
  )
  return [...new Set(listeners.map(({ port }) => port))].sort((left, right) => left - right)
}
