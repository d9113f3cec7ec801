import { notFound } from '../../../simulator/api-store/api-errors.ts'
import type { ControllerStore, ServedKind } from '../../../simulator/api-store/controller-store.ts'
import type { Connection } from './connection.ts'

type Groups = { groups: readonly { versions: readonly { groupVersion: string }[] }[] }
type Resources = {
  resources: readonly { name: string; kind: string; namespaced: boolean }[]
}

/** Asks an API server which kinds it serves. Kinds that come later are not known. */
export async function discoverKinds(connection: Connection): Promise<ControllerStore['kinds']> {
  const { groups } = (await connection.request('GET', '/apis')) as Groups
  const named = groups.flatMap(({ versions }) => versions.map(({ groupVersion }) => groupVersion))
  const found = await Promise.all(['v1', ...named].map(version => kindsIn(version, connection)))
  const kinds = found.flat()
  const byKind = new Map(kinds.map(kind => [`${kind.apiVersion}/${kind.kind}`, kind]))
  const byPlural = new Map(kinds.map(kind => [`${kind.apiVersion}/${kind.plural}`, kind]))
  return {
    of: (apiVersion, kind) => {
      const known = byKind.get(`${apiVersion}/${kind}`)
      if (known === undefined)
        throw notFound({ group: '', kind, plural: kind, name: `in ${apiVersion}` })
      return known
    },
    byPlural: (apiVersion, plural) => byPlural.get(`${apiVersion}/${plural}`)
  }
}

async function kindsIn(apiVersion: string, { request }: Connection): Promise<ServedKind[]> {
  const { resources } = (await request('GET', folderOf(apiVersion))) as Resources
  const [version = '', group = ''] = apiVersion.split('/').reverse()
  return resources
    .filter(({ name }) => !name.includes('/'))
    .map(({ name, kind, namespaced }) => {
      return { apiVersion, group, version, kind, plural: name, isNamespaced: namespaced }
    })
}

function folderOf(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
}

/** The path of all objects of a kind, in one namespace or in all. */
export function pathOf({ apiVersion, plural, isNamespaced }: ServedKind, namespace?: string) {
  const within = isNamespaced && namespace !== undefined ? `/namespaces/${namespace}` : ''
  return `${folderOf(apiVersion)}${within}/${plural}`
}
