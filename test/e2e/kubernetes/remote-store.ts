import { apiError } from '../../../simulator/api-store/api-errors.ts'
import type { ControllerStore, ServedKind } from '../../../simulator/api-store/controller-store.ts'
import {
  getOrCreate,
  type KubeObject,
  keyOf,
  type ObjectInput,
  type ObjectRef,
  refOf
} from '../../../simulator/api-store/objects.ts'
import { connect, type Endpoint } from './connection.ts'
import { type Reflector, startReflector } from './reflector.ts'
import { discoverKinds, pathOf } from './served-kinds.ts'

/** A real API server, for our engine and for our stand-in of the load balancer controller. */
export type RemoteStore = ControllerStore & {
  load: (apiVersion: string, resource: string) => Promise<void>
  close: () => void
}

/**
 * Connects to an API server. `list` and `get` know a kind only after `load`. Who writes is decided
 * by the token: the option `username` of the writes is ignored.
 */
export async function createRemoteStore(endpoint: Endpoint): Promise<RemoteStore> {
  const connection = connect(endpoint)
  const { request } = connection
  const kinds = await discoverKinds(connection)
  const reflectors = new Map<string, Reflector>()
  const idOf = ({ apiVersion, plural }: ServedKind) => `${apiVersion}/${plural}`
  const reflectorOf = ({ apiVersion, kind }: { apiVersion: string; kind: string }) => {
    const found = reflectors.get(idOf(kinds.of(apiVersion, kind)))
    if (found === undefined) throw new Error(`${kind} in ${apiVersion} is not loaded`)
    return found
  }
  const pathTo = ({ apiVersion, kind, namespace, name }: ObjectRef) =>
    `${pathOf(kinds.of(apiVersion, kind), namespace)}/${name}`
  const writes = writesOf(request, pathTo)
  return {
    kinds,
    get: ref => reflectorOf(ref).objects.get(keyOf(ref)),
    list: kind => [...reflectorOf(kind).objects.values()],
    watch: (watcher, kind) => {
      const { watchers } = reflectorOf(kind)
      watchers.add(watcher)
      return () => void watchers.delete(watcher)
    },
    load: async (apiVersion, resource) => {
      const kind = kinds.byPlural(apiVersion, resource)
      if (kind === undefined) return
      await getOrCreate(reflectors, idOf(kind), () => startReflector(kind, connection)).ready
    },
    ...writes,
    close: () => {
      for (const reflector of reflectors.values()) reflector.stop()
      connection.close()
    }
  }
}

type Request = ReturnType<typeof connect>['request']
type Writes = Pick<ControllerStore, 'read' | 'update' | 'updateStatus' | 'apply' | 'delete'>

function writesOf(request: Request, pathTo: (ref: ObjectRef) => string): Writes {
  const sent = async (...args: Parameters<Request>) => (await request(...args)) as KubeObject
  return {
    read: ref => sent('GET', pathTo(ref)),
    update: (object, { manager } = {}) =>
      sent('PUT', pathTo(refOf(object)), { body: object, query: fieldManager(manager) }),
    updateStatus: (object, { manager } = {}) => {
      const query = fieldManager(manager)
      const path = `${pathTo(refOf(object))}/status`
      if (object.metadata.resourceVersion !== undefined)
        return sent('PUT', path, { body: object, query })
      const contentType = 'application/json-patch+json'
      return sent('PATCH', path, { body: statusPatch(object), contentType, query })
    },
    apply: (object, { manager, force = false }) =>
      sent('PATCH', pathTo(refOf(object)), {
        body: object,
        contentType: 'application/apply-patch+yaml',
        query: { ...fieldManager(manager), force: String(force) }
      }),
    delete: (ref, { propagation: propagationPolicy, uid } = {}) =>
      request('DELETE', pathTo(ref), {
        body: { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy, preconditions: { uid } }
      })
  }
}

function fieldManager(name: string | undefined): Record<string, string> {
  return name === undefined ? {} : { fieldManager: name }
}

/** Custom resources cannot be replaced without a resourceVersion, but they can be patched. */
function statusPatch({ metadata, status }: ObjectInput): object[] {
  if (metadata.uid === undefined) throw apiError(400, 'BadRequest', 'the status needs a uid')
  return [
    { op: 'test', path: '/metadata/uid', value: metadata.uid },
    { op: 'add', path: '/status', value: status ?? {} }
  ]
}
