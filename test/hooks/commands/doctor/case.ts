import type { ReadObject } from '../../../../hooks/commands/cluster/cluster-reader.ts'
import type { Check } from '../../../../hooks/commands/doctor/check.ts'
import { condition, dryRunOf, find, type World } from './doctor-world.ts'

/** What is wrong in a case, what the doctor then says of which check, and what to do. */
export type Case = {
  name: string
  change: (world: World) => void
  check: string
  result?: Check['result']
  message: RegExp
  todo?: RegExp
}

export type Container = { image: string; args: string[] }
export type Spec = Record<string, unknown>

export function container(world: World): Container {
  const { spec } = find(world, 'StatefulSet', 'metacontroller')
  const { template } = spec as { template: { spec: { containers: [Container] } } }
  return template.spec.containers[0]
}

export function setSpec(object: ReadObject, fields: Spec): void {
  object.spec = { ...(object.spec as Spec), ...fields }
}

/** The CompositeControllers send a token of this Secret, and the hooks take this one. */
export function withToken(world: World, sent: string, taken: string): void {
  for (const object of world.objects.filter(({ kind }) => kind === 'CompositeController')) {
    const secretRef = { namespace: 'gateway-orchestrator', name: 'hook-token', key: 'token' }
    setSpec(object, { endpointConfigs: [{ host: 'x', authorization: { secretRef } }] })
  }
  world.objects.push({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'hook-token', namespace: 'gateway-orchestrator' },
    data: { token: btoa(sent) }
  })
  world.post = (path, token) =>
    token === taken ? dryRunOf(path) : { status: 401, body: '{"error":"Unauthorized"}' }
}

export function setParameters(world: World, kind = 'LoadBalancerConfiguration'): void {
  const parametersRef = { group: 'gateway.k8s.aws', kind, name: 'usual', namespace: 'edge' }
  setSpec(find(world, 'GatewayClass', 'alb'), { parametersRef })
}

export function claim(hostname: string): ReadObject {
  return {
    apiVersion: 'gateway-orchestrator.io/v1alpha1',
    kind: 'DomainClaim',
    metadata: { name: hostname },
    spec: { hostname, poolName: 'default', region: 'eu-central-1' },
    status: { conditions: [condition('Ready', 'True', 'Ready')] }
  }
}
