import type { Test } from 'tap'
import { isApiError } from '../../../simulator/api-store/api-errors.ts'
import type { JsonObject } from '../../../simulator/api-store/objects.ts'
import { type Connection, connect } from '../kubernetes/connection.ts'
import type { World } from '../world/world.ts'

/** Objects of one kind: the path of their list, and the name of one of them. */
export type Target = { list: string; name: string; object: JsonObject }

/**
 * Sends each kind of request for an object as a tenant does, without kubectl, which reads an object
 * before it changes it. Asserts that RBAC forbids each, with the verb that it was about.
 */
export async function attemptAll(t: Test, { plane }: World, target: Target): Promise<void> {
  const tenant = connect(plane.endpointOf(plane.users.tenant.token))
  for (const [verb, send] of Object.entries(attempts)) {
    const error = await send(tenant, target).then(
      () => undefined,
      thrown => thrown
    )
    const said = error instanceof Error ? error.message : 'nothing'
    t.ok(isApiError(error, 403), `${verb} ${target.list} is forbidden`)
    t.match(said, `cannot ${verb} resource`, 'by RBAC')
  }
  tenant.close()
}

type Attempt = (tenant: Connection, target: Target) => Promise<unknown>

const merge = 'application/merge-patch+json'
const apply = 'application/apply-patch+yaml'
const labels = { metadata: { labels: { stolen: 'true' } } }

const attempts: Readonly<Record<string, Attempt>> = {
  get: ({ request }, { list, name }) => request('GET', `${list}/${name}`),
  list: ({ request }, { list }) => request('GET', list),
  watch: ({ watch }, { list }) => watch(list, AbortSignal.timeout(10_000), () => undefined),
  create: ({ request }, { list, object }) => request('POST', list, { body: object }),
  update: ({ request }, { list, name, object }) =>
    request('PUT', `${list}/${name}`, { body: object }),
  patch: async ({ request }, { list, name, object }) => {
    const path = `${list}/${name}`
    const applying = { body: object, contentType: apply, query: { fieldManager: 'tenant' } }
    // A server-side apply is a patch too.
    const applied = await request('PATCH', path, applying).catch(error => error)
    if (!isApiError(applied, 403)) return applied
    return request('PATCH', path, { body: labels, contentType: merge })
  },
  delete: ({ request }, { list, name }) => request('DELETE', `${list}/${name}`),
  deletecollection: ({ request }, { list }) => request('DELETE', list)
}
