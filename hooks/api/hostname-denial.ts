import Type, { type Static } from 'typebox'
import type { KubernetesObject } from './objects.ts'
import { ageColumn, type Kind, objectName, requestRef, text } from './schema.ts'

const spec = Type.Object({
  requestRef,
  poolName: objectName({ description: 'The GatewayPool that refuses the request.' }),
  reason: Type.String({
    minLength: 1,
    maxLength: 128,
    description: 'Why the request is refused, in one word. The request shows the same reason.'
  }),
  message: text(2048, { description: 'Why the request is refused, and what to do.' })
})

export type HostnameDenialSpec = Static<typeof spec>
/** A pool's answer to a request that it does not serve. */
export type HostnameDenial = KubernetesObject<HostnameDenialSpec>

export const hostnameDenialKind: Kind = {
  kind: 'HostnameDenial',
  plural: 'hostnamedenials',
  singular: 'hostnamedenial',
  shortNames: ['hdenial'],
  scope: 'Cluster',
  description:
    'Tells one GatewayHostnameRequest why its pool does not serve it. Only the GatewayPool ' +
    'writes it. Its name is the UID of the request.',
  specDescription: 'Which request is refused, by which pool, and why.',
  spec,
  printerColumns: [
    { name: 'Namespace', type: 'string', jsonPath: '.spec.requestRef.namespace' },
    { name: 'Request', type: 'string', jsonPath: '.spec.requestRef.name' },
    { name: 'Reason', type: 'string', jsonPath: '.spec.reason' },
    { name: 'Pool', type: 'string', jsonPath: '.spec.poolName' },
    { name: 'Message', type: 'string', jsonPath: '.spec.message', priority: 1 },
    ageColumn
  ]
}
