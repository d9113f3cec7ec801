import type { ReadObject } from '../../../../hooks/commands/cluster/cluster-reader.ts'
import type { HookReply } from '../../../../hooks/commands/cluster/hooks-client.ts'
import { ReadFailure } from '../../../../hooks/commands/cluster/read-failure.ts'
import type { Check } from '../../../../hooks/commands/doctor/check.ts'
import { diagnose } from '../../../../hooks/commands/doctor/diagnose.ts'
import { observe } from '../../../../hooks/commands/doctor/observe.ts'
import type { DNS } from '../../../../hooks/commands/doctor/tools.ts'
import { projectFolder, readManifests } from '../../../../simulator/cluster/manifests.ts'
import { createVirtualClock } from '../../../../simulator/virtual-clock.ts'
import { objectReader, type Refusal } from '../../../helpers/object-reader.ts'

/** An installation in which all is well, and what a test changes in it. */
export type World = {
  objects: ReadObject[]
  refusals: Refusal[]
  version?: string
  dns: DNS
  /** How the hooks answer; `undefined`: not at all. */
  ready: () => HookReply | undefined
  post: (path: string, token: string | undefined) => HookReply | undefined
  token?: string
  /** Gets each path that is read. */
  note?: (path: string) => void
  metacontrollerNamespace?: string
}

/** The version of the doctor. */
export const ownVersion = '1.2.3'

const awsdns = ['ns-1.awsdns-01.com', 'ns-2.awsdns-02.co.uk']

/** A CRD of another project, as far as the doctor looks at it. */
export function foreignCRD(plural: string, group: string, versions: readonly string[]): ReadObject {
  const annotations = { 'gateway.networking.k8s.io/bundle-version': 'v1.6.1' }
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}`, annotations },
    spec: { versions: versions.map(name => ({ name, served: true })) }
  }
}

/** A condition as it is stored. */
export function condition(type: string, status: string, reason: string, message = 'words') {
  return { type, status, reason, message, lastTransitionTime: '2026-01-01T00:00:00Z' }
}

const metacontroller: ReadObject = {
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name: 'metacontroller', namespace: 'metacontroller' },
  spec: {
    template: {
      spec: {
        serviceAccountName: 'metacontroller',
        containers: [
          {
            image: 'ghcr.io/metacontroller/metacontroller:v4.17.2',
            args: [
              '--apply-strategy=server-side-apply',
              '--client-go-qps=200',
              '--client-go-burst=400',
              '--workers=50'
            ]
          }
        ]
      }
    }
  },
  status: { readyReplicas: 1 }
}

const gatewayClass: ReadObject = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'GatewayClass',
  metadata: { name: 'alb' },
  spec: { controllerName: 'gateway.k8s.aws/alb' },
  status: { conditions: [condition('Accepted', 'True', 'Accepted')] }
}

export const pool: ReadObject = {
  apiVersion: 'gateway-orchestrator.io/v1alpha1',
  kind: 'GatewayPool',
  metadata: { name: 'default', generation: 1 },
  spec: {
    gatewayClassName: 'alb',
    gatewayNamespace: 'edge',
    domains: [{ name: 'apps.example.com', hostedZoneID: 'Z0EXAMPLEAPPS' }]
  },
  status: {
    observedGeneration: 1,
    hostnames: 3,
    conditions: [condition('Ready', 'True', 'Ready')]
  }
}

/** An installation in which all is well. Its objects can be changed: they are copies. */
export function healthyWorld(): World {
  const own = readManifests([projectFolder('metacontroller')]) as unknown as ReadObject[]
  const gateway = ['gatewayclasses', 'gateways', 'httproutes', 'grpcroutes']
  const lbc = ['loadbalancerconfigurations', 'targetgroupconfigurations']
  const objects = [
    ...own,
    ...gateway.map(plural => foreignCRD(plural, 'gateway.networking.k8s.io', ['v1'])),
    ...lbc.map(plural => foreignCRD(plural, 'gateway.k8s.aws', ['v1', 'v1beta1'])),
    foreignCRD('compositecontrollers', 'metacontroller.k8s.io', ['v1alpha1']),
    metacontroller,
    gatewayClass,
    pool
  ]
  return {
    objects: structuredClone(objects),
    refusals: [],
    dns: { ns: async () => awsdns, txt: async () => [] },
    ready: () => ({ status: 200, body: `{"status":"ok","version":"${ownVersion}"}` }),
    post: path => dryRunOf(path)
  }
}

/** What a hook answers: for a dry run, a claim with this condition. */
export function dryRunOf(path: string, reason = 'Requesting', message = 'words'): HookReply {
  if (!path.includes('dryRun')) return { status: 200, body: '{"relatedResources":[]}' }
  const status = { conditions: [condition('CertificateRequested', 'False', reason, message)] }
  return { status: 200, body: JSON.stringify({ dryRun: true, words: [], status }) }
}

/** The object of a kind and name, to be changed. */
export function find({ objects }: World, kind: string, name: string): ReadObject {
  const found = objects.find(object => object.kind === kind && object.metadata.name === name)
  if (found === undefined) throw new Error(`there is no ${kind} ${name}`)
  return found
}

/** Removes objects. */
export function drop(world: World, kind: string, name?: string): void {
  world.objects = world.objects.filter(
    object => object.kind !== kind || (name !== undefined && object.metadata.name !== name)
  )
}

/** Has the doctor look at a world. */
export async function examine(world: World): Promise<readonly Check[]> {
  const reply = (found: HookReply | undefined) => {
    if (found === undefined) throw new ReadFailure('unreachable', 'connection refused')
    return found
  }
  const { token, metacontrollerNamespace } = world
  const { target, get } = objectReader(() => world.objects, world.refusals, world.version)
  const evidence = await observe({
    reader: {
      target,
      get: path => {
        world.note?.(path.replace(/\?.*$/, ''))
        return get(path)
      }
    },
    hooks: service =>
      service && {
        ready: async () => reply(world.ready()),
        post: async (path, _, sent) => reply(world.post(path, sent)),
        close: () => undefined
      },
    dns: world.dns,
    clock: createVirtualClock(),
    version: ownVersion,
    token,
    metacontrollerNamespace
  })
  return diagnose(evidence)
}
