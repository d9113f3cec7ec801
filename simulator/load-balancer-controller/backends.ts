import type { HTTPRoute, Service } from './types.ts'

/** Services by namespace and name. */
export type Backends = (key: { namespace: string; name: string }) => Service | undefined

/** Says whether a ReferenceGrant allows a route to refer to a Service of another namespace. */
export type IsGranted = (
  from: { kind: string; namespace: string },
  to: { namespace: string; name: string }
) => boolean

/** Why a reference of a route cannot be resolved, for the condition ResolvedRefs of the route. */
export type Unresolved = { reason: string; message: string }

/**
 * Finds the first reference of a route to a Service that is in another namespace without a
 * ReferenceGrant there, that does not exist, or that does not have the port.
 * The real controller accepts such a route with ResolvedRefs=False, and requests to it get error
 * responses. Other routes are not affected.
 */
export function unresolvedOf(
  route: HTTPRoute,
  service: Backends,
  isGranted: IsGranted
): Unresolved | undefined {
  const from = { kind: route.kind, namespace: route.metadata.namespace ?? '' }
  const own = route.metadata.namespace ?? ''
  const refs = (route.spec.rules ?? []).flatMap(({ backendRefs = [] }) => backendRefs)
  for (const { group = '', kind = 'Service', namespace = own, name = '', port } of refs) {
    if (group !== '' || kind !== 'Service') continue
    if (namespace !== own && !isGranted(from, { namespace, name }))
      return notGranted(namespace, name)
    const found = service({ namespace, name })
    if (found === undefined) return notFound(`Service ${namespace}/${name} is not found`)
    const ports = (found.spec.ports ?? []).map(entry => entry.port)
    if (port === undefined || !ports.includes(port))
      return notFound(`Service ${namespace}/${name} has no port ${port}`)
  }
  return undefined
}

function notGranted(namespace: string, name: string): Unresolved {
  const message =
    `no ReferenceGrant in namespace ${namespace} allows this route to refer to Service ` +
    `${namespace}/${name}`
  return { reason: 'RefNotPermitted', message }
}

function notFound(message: string): Unresolved {
  return { reason: 'BackendNotFound', message }
}
