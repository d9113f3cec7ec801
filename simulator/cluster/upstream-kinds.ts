import type { CustomResourceDefinition, Schema } from '../api-store/schema.ts'
import { minimalCrds } from '../load-balancer-controller/minimal-crds.ts'
import { readManifests } from './manifests.ts'

/**
 * The kinds of other projects that our cluster needs.
 * @param folder - a folder with the CRDs of these projects, with which objects are validated. By
 * default, the environment variable `UPSTREAM_CRDS` names it. Without a folder, minimal CRDs are
 * used, which validate nothing. They also stand in for kinds that the folder lacks.
 */
export function upstreamKinds(
  folder = process.env.UPSTREAM_CRDS
): readonly CustomResourceDefinition[] {
  if (folder === undefined || folder === '') return [...minimalCrds(), service]
  const crds = readManifests([folder]).filter(({ kind }) => kind === 'CustomResourceDefinition')
  const found = crds as unknown as readonly CustomResourceDefinition[]
  const names = new Set(found.map(({ metadata }) => metadata.name))
  const missing = minimalCrds().filter(({ metadata }) => !names.has(metadata.name))
  return [...found, ...missing, service]
}

const open: Schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }

/**
 * The kind Service. Beside Namespace, it is the only core kind that the manifests of users contain.
 */
const service: CustomResourceDefinition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'services.' },
  spec: {
    group: '',
    scope: 'Namespaced',
    names: { kind: 'Service', plural: 'services' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object', properties: { spec: open, status: open } } },
        subresources: { status: {} }
      }
    ]
  }
}
