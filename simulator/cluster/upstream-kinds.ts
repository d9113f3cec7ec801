import type { CustomResourceDefinition, Schema } from '../api-store/schema.ts'
import { minimalCrds } from '../load-balancer-controller/minimal-crds.ts'
import { readManifests } from './manifests.ts'

/**
 * The kinds of other projects that our cluster needs.
 * @param folder - has the CRDs of these projects, to validate objects; by default the environment
 * variable `UPSTREAM_CRDS`. Without it, minimal CRDs are used, which validate nothing.
 */
export function upstreamKinds(
  folder = process.env.UPSTREAM_CRDS
): readonly CustomResourceDefinition[] {
  if (folder === undefined || folder === '') return [...minimalCrds(), service]
  const crds = readManifests([folder]).filter(({ kind }) => kind === 'CustomResourceDefinition')
  return [...(crds as unknown as CustomResourceDefinition[]), service]
}

const open: Schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }

/** The only core kind, beside Namespace, that users' manifests contain. */
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
