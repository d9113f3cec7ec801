import {
  type ApiStore,
  type ApiStoreOptions,
  createApiStore
} from '../../simulator/api-store/api-store.ts'
import type { JsonObject, MetadataInput, ObjectInput } from '../../simulator/api-store/objects.ts'
import type { CustomResourceDefinition, Schema } from '../../simulator/api-store/schema.ts'
import { createVirtualClock, type VirtualClock } from '../../simulator/virtual-clock.ts'

/** The group of the kinds in tests. */
export const group = 'test.example.com'
export const apiVersion = `${group}/v1`

const open: Schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }

/**
 * The definition of a kind with this schema for its spec. By default the spec may have any fields.
 */
export function crdOf(
  kind = 'Widget',
  spec: Schema = open,
  scope = 'Namespaced'
): CustomResourceDefinition {
  const plural = `${kind.toLowerCase()}s`
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope,
      names: { kind, plural },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', properties: { spec, status: open } } },
          subresources: { status: {} }
        }
      ]
    }
  }
}

/** A store on virtual time with these definitions, by default Widget, and a namespace `shop`. */
export function storeOf(
  crds: readonly CustomResourceDefinition[] = [crdOf()],
  options: Partial<ApiStoreOptions> = {}
): { store: ApiStore; clock: VirtualClock } {
  const clock = createVirtualClock()
  const store = createApiStore({ crds, clock, ...options })
  store.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } })
  return { store, clock }
}

/** A Widget `shop/one` with this spec. */
export function widget(spec: JsonObject = {}, metadata: Partial<MetadataInput> = {}): ObjectInput {
  return {
    apiVersion,
    kind: 'Widget',
    metadata: { name: 'one', namespace: 'shop', ...metadata },
    spec
  }
}

/** The reference to a Widget in the namespace `shop`. */
export function widgetRef(name = 'one') {
  return { apiVersion, kind: 'Widget', namespace: 'shop', name }
}
