import type { HTTPRoute, Service } from './types.ts'

/** Services by namespace and name. */
export type Backends = (key: { namespace: string; name: string }) => Service | undefined

/** Why a reference of a route leads nowhere, as in the condition ResolvedRefs. */
export type Unresolved = { reason: string; message: string }

/**
 * The first of a route's Services that is not there, or lacks the port. The real controller then accepts the route,
 * says ResolvedRefs=False, and answers its requests with errors; all other routes go on.
 */
export function unresolvedOf(route: HTTPRoute, service: Backends): Unresolved | undefined {
  const own = route.metadata.namespace ?? ''
  const refs = (route.spec.rules ?? []).flatMap(({ backendRefs = [] }) => backendRefs)
  for (const { group = '', kind = 'Service', namespace = own, name = '', port } of refs) {
    if (group !== '' || kind !== 'Service') continue
    const found = service({ namespace, name })
    if (found === undefined) return notFound(`Service ${namespace}/${name} is not found`)
    const ports = found.spec.ports ?? []
    if (!ports.some(one => one.port === port))
      return notFound(`Service ${namespace}/${name} has no port ${port}`)
  }
  return undefined
}

function notFound(message: string): Unresolved {
  return { reason: 'BackendNotFound', message }
}
