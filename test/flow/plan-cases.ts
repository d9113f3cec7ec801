import type { Reason } from '../../hooks/conditions/reasons.ts'
import type { JsonObject, KubeObject } from '../../simulator/api-store/objects.ts'
import { aNamespace, aPlatform, aPool, aRequest } from '../helpers/flow-objects.ts'
import { webHostname as hostname } from '../helpers/flow-ready.ts'
import type { FlowWorld } from '../helpers/flow-world.ts'

/** A manifest, and what becomes of its requests by `namespace/name`: Ready, a reason, or invalid. */
export type PlanCase = {
  manifest: readonly KubeObject[]
  becomes: Readonly<Record<string, Reason | 'invalid'>>
  platform?: readonly KubeObject[]
  before?: (world: FlowWorld) => unknown
  /** What the plan also has to say. */
  says?: RegExp
}

const selector = { from: 'Selector', selector: { matchLabels: { team: 'payments' } } }
const wildcardRecord = { name: '*.apps.example.com', type: 'A', values: ['192.0.2.1'] }
const web = (name = hostname, spec: JsonObject = {}) => aRequest('shop', 'web', name, spec)
const only = (becomes: Reason | 'invalid') => ({ 'shop/web': becomes })

async function rival(world: FlowWorld, name = hostname): Promise<void> {
  world.apply(aNamespace('rival'), aRequest('rival', 'first', name))
  await world.untilReady('rival', 'first')
}

function refuse(operation: string, code: string) {
  return ({ cloud }: FlowWorld) =>
    void cloud.faults.use(call =>
      call.operation === operation ? { before: { do: 'error', code, message: 'no' } } : undefined
    )
}

function aService(port: number): KubeObject {
  const metadata = { namespace: 'shop', name: 'web' }
  return { apiVersion: 'v1', kind: 'Service', metadata, spec: { ports: [{ port }] } } as never
}

const route = { backendRef: { name: 'web', port: 80 } }
const wildcards = aPlatform({}, { wildcardHostnames: 'Allow' })

/** Manifests of every kind. */
export const planCases: Readonly<Record<string, PlanCase>> = {
  'a hostname': {
    manifest: [web()],
    becomes: only('Ready'),
    says: /edge\/default-1, which is made/
  },
  'a request that breaks a rule, with its namespace': {
    manifest: [
      aNamespace('fresh'),
      aRequest('fresh', 'web', hostname, { route: { ...route, pathPrefixes: ['//x'] } })
    ],
    becomes: { 'fresh/web': 'invalid' }
  },
  'a hostname with its namespace': {
    manifest: [aNamespace('fresh'), aRequest('fresh', 'web', hostname)],
    becomes: { 'fresh/web': 'Ready' },
    says: /could not check it in its namespace, which does not exist yet/
  },
  'three hostnames': {
    manifest: ['a', 'b', 'c'].map(name => aRequest('shop', name, `${name}.apps.example.com`)),
    becomes: { 'shop/a': 'Ready', 'shop/b': 'Ready', 'shop/c': 'Ready' }
  },
  'a second hostname on a Gateway that exists': {
    before: world => rival(world, 'first.apps.example.com'),
    manifest: [web()],
    becomes: only('Ready'),
    says: /Gateway +edge\/default-1\n/
  },
  'a hostname that opens a second Gateway': {
    platform: aPlatform({ capacity: { maxHostnamesPerGateway: 1 } }),
    before: world => rival(world, 'first.apps.example.com'),
    manifest: [web()],
    becomes: only('Ready'),
    says: /edge\/default-2, which is made/
  },
  'a wildcard': {
    platform: wildcards,
    manifest: [web('*.apps.example.com')],
    becomes: only('Ready')
  },
  'a hostname below a wildcard of the same namespace': {
    platform: wildcards,
    before: async world => {
      world.apply(aRequest('shop', 'all', '*.apps.example.com'))
      await world.untilReady('shop', 'all')
    },
    manifest: [web()],
    becomes: only('Ready'),
    says: /\*\.apps\.example\.com stops answering for web/
  },
  'a wildcard over a hostname of the same namespace': {
    platform: wildcards,
    before: async world => {
      world.apply(aRequest('shop', 'one', 'one.apps.example.com'))
      await world.untilReady('shop', 'one')
    },
    manifest: [web('*.apps.example.com')],
    becomes: only('Ready'),
    says: /one\.apps\.example\.com keeps its own certificate/
  },
  'a hostname that a wildcard record answers for': {
    before: world => world.cloud.zones.put('Z0APPS', wildcardRecord),
    manifest: [web()],
    becomes: only('Ready'),
    says: /web\.apps\.example\.com keeps the answers of \*\.apps\.example\.com by copies/
  },
  'with a route to a Service': {
    before: world => world.apply(aService(80)),
    manifest: [web(hostname, { route })],
    becomes: only('Ready')
  },
  'with a route, and the Service in the same manifest': {
    manifest: [aService(80), web(hostname, { route })],
    becomes: only('Ready')
  },
  'with a namespace in the same manifest': {
    manifest: [aNamespace('new'), aRequest('new', 'web', hostname)],
    becomes: { 'new/web': 'Ready' }
  },
  'with a pool in the same manifest': {
    manifest: [
      aPool('second', {}, { name: 'more.apps.example.com' }),
      web('web.more.apps.example.com', { poolName: 'second' })
    ],
    becomes: only('Ready')
  },
  'a request that is there already': {
    before: async world => {
      world.apply(web())
      await world.untilReady('shop', 'web')
    },
    manifest: [web()],
    becomes: only('Ready'),
    says: /there already/
  },
  'a request that takes over from a request that is gone': {
    before: async world => {
      world.apply(aRequest('shop', 'old', hostname))
      await world.untilReady('shop', 'old')
      world.remove('GatewayHostnameRequest', 'old', 'shop')
      await world.until(() => world.ready('shop', 'old') === 'absent', 30)
    },
    manifest: [web()],
    becomes: only('Ready'),
    says: /taken over/
  },
  'a namespace with the labels that the domain asks for': {
    platform: aPlatform({}, { namespaces: selector }),
    manifest: [aNamespace('pay', { team: 'payments' }), aRequest('pay', 'web', hostname)],
    becomes: { 'pay/web': 'Ready' }
  },
  'another hostname in a request that exists': {
    before: async world => {
      world.apply(web('other.apps.example.com'))
      await world.untilReady('shop', 'web')
    },
    manifest: [web()],
    becomes: only('invalid'),
    says: /cannot be changed/
  },
  'not a hostname': { manifest: [web('Web_1')], becomes: only('invalid') },
  'a field that does not exist': {
    manifest: [web(hostname, { hostnme: 'x' })],
    becomes: only('invalid')
  },
  'a namespace that does not exist': {
    manifest: [aRequest('nowhere', 'web', hostname)],
    becomes: { 'nowhere/web': 'invalid' }
  },
  'outside of the domains': {
    manifest: [web('web.example.org')],
    becomes: only('DomainNotAllowed')
  },
  'the domain itself': { manifest: [web('apps.example.com')], becomes: only('ApexNotAllowed') },
  'a wildcard that is not allowed': {
    manifest: [web('*.apps.example.com')],
    becomes: only('WildcardNotAllowed')
  },
  'a namespace without the labels': {
    platform: aPlatform({}, { namespaces: selector }),
    manifest: [web()],
    becomes: only('NamespaceNotAllowed'),
    says: /team=payments/
  },
  'a hostname that is taken': {
    before: rival,
    manifest: [web()],
    becomes: only('HostnameTaken'),
    says: /Choose another hostname/
  },
  'a hostname that a manifest asks for twice': {
    manifest: [web(), aRequest('shop', 'late', hostname)],
    becomes: { 'shop/web': 'Ready', 'shop/late': 'HostnameTaken' }
  },
  'below a wildcard of another namespace': {
    platform: wildcards,
    before: world => rival(world, '*.apps.example.com'),
    manifest: [web()],
    becomes: only('HostnameOverlaps')
  },
  'more hostnames than the quota': {
    platform: aPlatform({}, { maxHostnamesPerNamespace: 1 }),
    manifest: [web(), aRequest('shop', 'z', 'z.apps.example.com')],
    becomes: { 'shop/web': 'Ready', 'shop/z': 'QuotaExceeded' }
  },
  'a pool that is full': {
    platform: aPlatform({ capacity: { maxGateways: 1, maxHostnamesPerGateway: 1 } }),
    before: world => rival(world, 'first.apps.example.com'),
    manifest: [web()],
    becomes: only('PoolFull')
  },
  'a pool that is being deleted': {
    before: async world => {
      await rival(world, 'first.apps.example.com')
      world.remove('GatewayPool', 'default')
    },
    manifest: [web()],
    becomes: only('PoolDeleting')
  },
  'a pool that does not exist': {
    manifest: [web(hostname, { poolName: 'nowhere' })],
    becomes: only('NoAnswerFromPool')
  },
  'a zone that does not exist': {
    platform: [
      ...aPlatform(),
      aPool('lost', {}, { name: 'lost.example.com', hostedZoneID: 'Z0X' })
    ],
    manifest: [web('web.lost.example.com', { poolName: 'lost' })],
    becomes: only('ZoneNotFound')
  },
  'a record of somebody else': {
    before: world =>
      world.cloud.zones.put('Z0APPS', { name: hostname, type: 'A', values: ['192.0.2.1'] }),
    manifest: [web()],
    becomes: only('ForeignRecord')
  },
  'a hostname that would hide others of a wildcard record': {
    before: world => world.cloud.zones.put('Z0APPS', wildcardRecord),
    manifest: [web('a.b.apps.example.com')],
    becomes: only('HidesOtherNames')
  },
  'hooks without credentials': {
    before: refuse('ListCertificates', 'ExpiredTokenException'),
    manifest: [web()],
    becomes: only('AWSNoCredentials')
  },
  'a GatewayClass that does not exist': {
    platform: aPlatform().slice(1),
    manifest: [web()],
    becomes: only('GatewayClassMissing')
  },
  'a route to a Service that does not exist': {
    manifest: [web(hostname, { route })],
    becomes: only('RouteRejected')
  },
  'a route to a port that the Service lacks': {
    before: world => world.apply(aService(8080)),
    manifest: [web(hostname, { route })],
    becomes: only('RouteRejected')
  }
}
