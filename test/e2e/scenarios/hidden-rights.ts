import type { Test } from 'tap'
import type { JsonObject, KubeObject } from '../../../simulator/api-store/objects.ts'
import { type Right, rightOf } from '../world/audit.ts'
import type { Kubectl } from '../world/kubectl.ts'
import { grant, rulesOf, rulesWithout } from '../world/rbac.ts'
import type { World } from '../world/world.ts'

const group = 'gateway-orchestrator.io'
const namespace = 'hidden-rights'

/** A right that the API server checks within a request, so that the audit log does not show it. */
type Hidden = { verb: string; resource: string; group: string; object: JsonObject }

const requestRef = { namespace, name: 'hidden', uid: 'hidden' }

const claim = {
  hostname: 'hidden.example.com',
  requestRef,
  poolName: 'hidden',
  region: 'eu-central-1',
  hostedZoneID: 'Z0HIDDEN',
  gatewayRef: { namespace, name: 'hidden-1', sectionName: 'hidden.example.com' },
  deletionPolicy: 'Delete',
  dns: { validationTTLSeconds: 300, validationRecords: 'Delete' }
}

const denial = { requestRef, poolName: 'hidden', reason: 'Hidden', message: 'hidden' }

const gateway = {
  gatewayClassName: 'hidden',
  listeners: [{ name: 'hidden', port: 80, protocol: 'HTTP' }]
}

const targetGroup = { targetReference: { name: 'hidden' }, defaultConfiguration: {} }

/**
 * The children that Metacontroller creates. A server-side apply that creates needs `create`, which
 * the API server checks once the object is valid.
 */
const children = [
  [`${group}/v1alpha1`, 'DomainClaim', 'domainclaims', claim],
  [`${group}/v1alpha1`, 'HostnameDenial', 'hostnamedenials', denial],
  ['gateway.networking.k8s.io/v1', 'Gateway', 'gateways', gateway],
  ['gateway.networking.k8s.io/v1', 'HTTPRoute', 'httproutes', {}],
  ['gateway.k8s.aws/v1beta1', 'LoadBalancerConfiguration', 'loadbalancerconfigurations', {}],
  ['gateway.k8s.aws/v1beta1', 'TargetGroupConfiguration', 'targetgroupconfigurations', targetGroup]
] as const

/** Owners. A child that blocks their deletion needs `update` on their finalizers. */
const owners = [
  ['GatewayPool', 'gatewaypools'],
  ['GatewayHostnameRequest', 'gatewayhostnamerequests']
] as const

const hidden: readonly Hidden[] = [
  ...children.map(([apiVersion, kind, resource, spec]) => ({
    verb: 'create',
    resource,
    group: apiVersion.split('/')[0] ?? '',
    object: childOf(apiVersion, kind, spec)
  })),
  ...owners.map(([kind, resource]) => ({
    verb: 'update',
    resource: `${resource}/finalizers`,
    group,
    object: childOf('gateway.networking.k8s.io/v1', 'HTTPRoute', {}, [ownedBy(kind)])
  }))
]

function childOf(
  apiVersion: string,
  kind: string,
  spec: JsonObject,
  ownerReferences: readonly object[] = []
): JsonObject {
  const metadata = { name: claim.hostname, ownerReferences }
  return { apiVersion, kind, metadata, spec }
}

function ownedBy(kind: string): JsonObject {
  const owner = { apiVersion: `${group}/v1alpha1`, kind, name: 'owner', uid: 'hidden' }
  return { ...owner, controller: true, blockOwnerDeletion: true }
}

/** Whether a right is one of those that are tried here. */
export function isTried(right: Right): boolean {
  return hidden.some(found => nameOf(found) === right)
}

function nameOf({ verb, resource, group }: Hidden): Right {
  return rightOf(verb, resource, group)
}

/**
 * Tries each of these rights: a user with the role is not forbidden to apply an object, and a user
 * with the role without the right is. @returns the rights that are needed
 */
export async function tryHiddenRights(
  t: Test,
  { admin }: World,
  role: KubeObject
): Promise<readonly Right[]> {
  await admin.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } })
  await admin.apply(...grant('hidden-all', rulesOf(role)))
  const needed: Right[] = []
  for (const [index, right] of hidden.entries()) {
    const user = `hidden-${index}`
    await admin.apply(...grant(user, rulesWithout(rulesOf(role), nameOf(right))))
    const [allowed, refused] = [
      await isForbidden(admin, 'hidden-all', right.object),
      await isForbidden(admin, user, right.object)
    ]
    t.same([allowed, refused], [false, true], `${nameOf(right)} is needed`)
    if (refused && !allowed) needed.push(nameOf(right))
  }
  return needed
}

/** The object may be invalid: the API server looks at the rights first. */
async function isForbidden(admin: Kubectl, user: string, object: JsonObject): Promise<boolean> {
  const apply = ['apply', '--server-side', '--validate=false', '--dry-run=server', '-n', namespace]
  const { stderr } = await admin.try([...apply, '--as', user, '-f', '-'], [object])
  return /cannot (create|patch)|cannot set blockOwnerDeletion/.test(stderr)
}
