import t from 'tap'
import type { KubernetesObject } from '../../../../hooks/api/objects.ts'
import { classParametersOf } from '../../../../hooks/gateway-pool/observe/class-parameters.ts'
import type { ObjectGroups } from '../../../../hooks/wire/metacontroller.ts'
import { pool } from '../fixtures.ts'
import { requestOf, world } from '../world.ts'

const version = 'gateway.k8s.aws/v1'
const parametersRef = {
  group: 'gateway.k8s.aws',
  kind: 'LoadBalancerConfiguration',
  namespace: 'infra',
  name: 'defaults'
}

function anObject(kind: string, metadata: object, spec: unknown): KubernetesObject {
  return { apiVersion: 'v1', kind, metadata: { uid: 'u', ...metadata }, spec } as KubernetesObject
}

const gatewayClass = (ref: unknown = parametersRef, name = 'alb') =>
  anObject('GatewayClass', { name }, { parametersRef: ref })
const configuration = (spec: unknown) =>
  anObject('LoadBalancerConfiguration', { namespace: 'infra', name: 'defaults' }, spec)

function read(related: ObjectGroups) {
  return classParametersOf({ ...requestOf(world()), related }, pool(), version)
}

const related = (gateway: KubernetesObject, ...found: KubernetesObject[]): ObjectGroups => ({
  'GatewayClass.gateway.networking.k8s.io/v1': { a: gateway },
  [`LoadBalancerConfiguration.${version}`]: Object.fromEntries(found.entries())
})

t.test('what the class and its configuration say', async t => {
  const listenerConfigurations = [{ protocolPort: 'HTTPS:443' }]
  t.strictSame(read(related(gatewayClass(), configuration({ scheme: 'internal' }))), {
    words: 'GatewayClass alb names LoadBalancerConfiguration infra/defaults in its parametersRef',
    prefersGateway: false,
    scheme: 'internal',
    hasHTTPS: false,
    deletionProtection: undefined
  })
  const spec = { mergingMode: 'prefer-gateway', listenerConfigurations }
  t.match(read(related(gatewayClass(), configuration(spec))), {
    prefersGateway: true,
    scheme: undefined,
    hasHTTPS: true
  })
})

for (const [given, groups] of [
  ['groups that an older customize hook did not ask for', {}],
  ['a class without parameters', related(gatewayClass(undefined, 'alb'))],
  ['parameters of another controller', related(gatewayClass({ ...parametersRef, group: 'x' }))],
  ['another class', related(gatewayClass(parametersRef, 'nlb'), configuration({}))],
  ['a configuration that does not exist', related(gatewayClass())],
  ['a broken class', related(anObject('GatewayClass', { name: 'alb' }, 7))]
] as const) {
  t.test(`${given}: nothing is known`, async t => {
    t.equal(read(groups as ObjectGroups), undefined)
  })
}

t.test('a broken configuration overrides nothing', async t => {
  for (const spec of [undefined, null, 7, { scheme: 7, listenerConfigurations: 7 }])
    t.match(read(related(gatewayClass(), configuration(spec))), {
      scheme: undefined,
      hasHTTPS: false,
      prefersGateway: false
    })
})
