import t, { type Test } from 'tap'
import { isReason, reasons } from '../../hooks/conditions/reasons.ts'
import { typeFor } from '../../hooks/events/decide/worth-telling.ts'
import type { JsonObject, KubeObject } from '../../simulator/api-store/objects.ts'
import { type EventServer, eventsOf } from '../helpers/event-server.ts'
import { createEventfulWorld } from '../helpers/flow-events.ts'
import {
  aNamespace,
  aPlatform,
  aPool,
  aRequest,
  aRoute,
  messageOf
} from '../helpers/flow-objects.ts'
import { webHostname as hostname } from '../helpers/flow-ready.ts'
import { createFlowWorld, type FlowWorld } from '../helpers/flow-world.ts'

/** How the request `shop/web` for web.apps.example.com comes to one reason. */
type Case = {
  reason: string
  /** What the message has to contain for a reader who does not know the code. */
  says: RegExp
  pool?: JsonObject
  domain?: JsonObject
  hostname?: string
  /** Runs before the request is created. */
  before?: (world: FlowWorld) => unknown
  platform?: () => readonly KubeObject[]
  withinSeconds?: number
}

const selector = { from: 'Selector', selector: { matchLabels: { team: 'payments' } } }
const foreignOwner = 'heritage=gateway-orchestrator,cluster=other,claim=web.apps.example.com'
const foreignTXT = `"${foreignOwner},uid=u,types=A,target=x,revision=3"`

/** Another pool, with a domain below apps.example.com that the namespace `shop` may not use. */
function restrictingPool(): KubeObject {
  return aPool('payments', {}, { name: 'pay.apps.example.com', namespaces: selector })
}
const wildcard = { name: '*.apps.example.com', type: 'A', values: ['192.0.2.1'] }

/** Brings a request of another namespace to Ready. */
async function another(world: FlowWorld, name = hostname) {
  world.apply(aNamespace('rival'), aRequest('rival', 'first', name))
  return world.untilReady('rival', 'first')
}

const wrongTarget =
  '[Tried to create an alias that targets a.example., type A in zone Z1, but the alias target ' +
  'name does not lie within the target zone]'

/** AWS refuses all calls of one operation. */
function refuse(operation: string, code: string, message: string) {
  return ({ cloud }: FlowWorld) =>
    void cloud.faults.use(call =>
      call.operation === operation ? { before: { do: 'error', code, message } } : undefined
    )
}

const cases: readonly Case[] = [
  { reason: 'HostnameTaken', says: /first come|taken|held/i, before: world => another(world) },
  { reason: 'DomainNotAllowed', says: /apps\.example\.com/, hostname: 'web.example.org' },
  { reason: 'NamespaceNotAllowed', says: /team/, domain: { namespaces: selector } },
  { reason: 'QuotaExceeded', says: /\b0\b/, domain: { maxHostnamesPerNamespace: 0 } },
  {
    reason: 'ShareUsedUp',
    says: /namespace shop has used up its share.*possible at 2026-\d\d-\d\d \d\d:00 UTC.*wildcard/,
    before: world => {
      const [pool] = world.list('GatewayPool')
      const spent = { namespace: 'shop', certificates: 200, asOf: '2026-01-01T00:00:00Z' }
      const status = { spentCertificates: [{ ...spent, deletedThen: 1 }] }
      if (pool !== undefined) world.cluster.store.updateStatus({ ...pool, status })
    }
  },
  { reason: 'ApexNotAllowed', says: /apps\.example\.com/, hostname: 'apps.example.com' },
  { reason: 'WildcardNotAllowed', says: /wildcard/i, hostname: '*.apps.example.com' },
  {
    reason: 'HostnameOverlaps',
    says: /wildcard|covers|overlap/i,
    domain: { wildcardHostnames: 'Allow' },
    before: world => another(world, '*.apps.example.com')
  },
  {
    reason: 'Invalid',
    says: /'xn--a' of 'xn--a\.apps\.example\.com' is not the ASCII form.*choose another label/,
    hostname: 'xn--a.apps.example.com'
  },
  {
    reason: 'WildcardTooBroad',
    says: /would also answer for names in .*pay\.apps\.example\.com \(labels: team=payments\)/,
    domain: { wildcardHostnames: 'Allow' },
    before: world => world.apply(restrictingPool()),
    hostname: '*.apps.example.com'
  },
  {
    reason: 'NamespaceNotAllowed',
    says: /pay\.apps\.example\.com, which pool payments restricts.*labels: team=payments/,
    before: world => world.apply(restrictingPool()),
    hostname: 'pay.apps.example.com'
  },
  {
    reason: 'HostnameNested',
    says: /^web\.apps\.example\.com is below or above a hostname of another namespace/,
    domain: { nestedHostnames: 'SameNamespace' },
    before: world => another(world, 'x.web.apps.example.com')
  },
  {
    reason: 'ZoneNotFound',
    says: /Z0MISSING does not exist/,
    platform: () => aPlatform({}, { hostedZoneID: 'Z0MISSING' })
  },
  {
    reason: 'ZoneIsPrivate',
    says: /validationZoneID/,
    before: world =>
      void world.cloud.zones.create('apps.example.com', { id: 'Z0PRIVATE', private: true }),
    domain: { hostedZoneID: 'Z0PRIVATE' }
  },
  {
    reason: 'HostnameOutsideZone',
    says: /of other\.example/,
    before: world => void world.cloud.zones.create('other.example', { id: 'Z0OTHER' }),
    domain: { hostedZoneID: 'Z0OTHER' }
  },
  {
    reason: 'NameDelegatedAway',
    says: /delegates/,
    before: world => world.cloud.zones.delegate('Z0APPS', hostname)
  },
  {
    reason: 'HidesOtherNames',
    says: /would stop b\.apps\.example\.com and .*Request the first of these names/,
    hostname: 'a.b.apps.example.com',
    before: world => world.cloud.zones.put('Z0APPS', wildcard)
  },
  {
    reason: 'WildcardNotCopyable',
    says: /\*\.apps\.example\.com A 192\.0\.2\.1 answers .*without a routing policy/,
    before: world =>
      world.cloud.zones.put('Z0APPS', {
        ...wildcard,
        setIdentifier: 'one',
        routing: { Weight: 1 }
      })
  },
  {
    reason: 'ZoneAccessDenied',
    says: /correct hostedZoneID.*IAM policy/,
    before: refuse('GetHostedZone', 'AccessDenied', 'User is not authorized')
  },
  {
    reason: 'AWSNoCredentials',
    says: /Pod Identity or IRSA.*restart/,
    before: refuse('ListCertificates', 'ExpiredTokenException', 'The token has expired')
  },
  {
    reason: 'AWSRegionUnusable',
    says: /spec\.region/,
    before: refuse('ListCertificates', 'UnrecognizedClientException', 'The token is invalid')
  },
  {
    reason: 'AWSSignatureRefused',
    says: /^ListCertificates: InvalidSignatureException\. .*clock/,
    before: refuse('ListCertificates', 'InvalidSignatureException', 'Signature expired: 2026')
  },
  {
    reason: 'AWSDeniedByOrganization',
    says: /organization/,
    before: refuse(
      'RequestCertificate',
      'AccessDeniedException',
      'not authorized with an explicit deny in a service control policy'
    )
  },
  {
    reason: 'AWSTagPolicy',
    says: /gateway-orchestrator\.io\/cluster/,
    before: refuse('RequestCertificate', 'TagPolicyException', 'The tag policy does not allow')
  },
  {
    reason: 'WrongALBZone',
    says: /spec\.albHostedZoneID/,
    before: world =>
      void world.cloud.faults.use(({ operation }) =>
        operation === 'ChangeResourceRecordSets' && world.cloud.loadBalancers.list().length > 0
          ? { before: { do: 'error', code: 'InvalidChangeBatch', message: wrongTarget } }
          : undefined
      )
  },
  {
    reason: 'AWSAccessDenied',
    says: /RequestCertificate: AccessDeniedException/,
    before: world =>
      void world.cloud.faults.use(({ operation }) =>
        operation === 'RequestCertificate'
          ? {
              before: {
                do: 'error',
                code: 'AccessDeniedException',
                message: 'not authorized to perform: acm:RequestCertificate'
              }
            }
          : undefined
      )
  },
  {
    reason: 'AWSThrottled',
    says: /ListCertificates/,
    before: world =>
      void world.cloud.faults.use(({ operation }) =>
        operation === 'ListCertificates' ? { before: { do: 'throttle' } } : undefined
      )
  },
  {
    reason: 'CertificateFailed',
    says: /CAA_ERROR/,
    before: world => world.cloud.faults.failCertificates(hostname, 'CAA_ERROR')
  },
  {
    reason: 'ForeignRecord',
    says: /192\.0\.2\.1.*hand it over/,
    before: world =>
      world.cloud.zones.put('Z0APPS', { name: hostname, type: 'A', values: ['192.0.2.1'] })
  },
  {
    reason: 'ForeignRecord',
    says: /HTTPS 1 old-cdn\.example\.net\..*Browsers follow this record.*Remove it/,
    before: world =>
      world.cloud.zones.put('Z0APPS', {
        name: hostname,
        type: 'HTTPS',
        values: ['1 old-cdn.example.net. alpn="h2"']
      })
  },
  {
    reason: 'HeldByAnotherCluster',
    says: /cluster other/,
    before: world =>
      world.cloud.zones.put('Z0APPS', {
        name: `_gateway-orchestrator.${hostname}`,
        type: 'TXT',
        values: [foreignTXT]
      })
  },
  {
    reason: 'ValidationPending',
    says: /CNAME/,
    // The parent zone delegates the domain elsewhere, so ACM never finds the validation record.
    before: world => {
      world.cloud.zones.create('example.com', { id: 'Z0PARENT', delegate: false })
      world.cloud.zones.delegate('Z0PARENT', 'apps.example.com')
    },
    withinSeconds: 3600
  },
  {
    reason: 'GatewayClassMissing',
    says: /GatewayClass/,
    platform: () => aPlatform().slice(1),
    withinSeconds: 3600
  },
  {
    reason: 'PoolFull',
    says: /capacity|maxGateways|room/i,
    pool: { capacity: { maxGateways: 1, maxHostnamesPerGateway: 1 } },
    before: world => another(world, 'other.apps.example.com')
  },
  {
    reason: 'PoolDeleting',
    says: /platform team/,
    before: async world => {
      await another(world, 'other.apps.example.com')
      world.remove('GatewayPool', 'default')
    }
  }
]

for (const { reason, says, before, platform, withinSeconds = 900, ...given } of cases) {
  t.test(`${reason} is told to who asks, with a message that helps`, async t => {
    const { world, server } = createEventfulWorld()
    world.cloud.zones.create('apps.example.com', { id: 'Z0APPS' })
    const objects = platform?.() ?? aPlatform(given.pool, given.domain)
    for (const object of objects) world.cluster.store.apply(object, { manager: 'kubectl' })
    await before?.(world)
    world.apply(aNamespace('shop'), aRequest('shop', 'web', given.hostname ?? hostname))
    const happens = await world.until(
      () => world.ready('shop', 'web') === `False ${reason}`,
      withinSeconds
    )
    t.ok(happens, `False ${reason}, and it is ${world.ready('shop', 'web')}`)
    t.match(messageOf(world, 'shop', 'web'), says, messageOf(world, 'shop', 'web'))
    t.strictSame(world.cluster.engine.events, [], 'no SyncError')
    await world.clock.advance(2_000)
    tellsTheSame(t, server, reason)
    await world.stop()
  })
}

/** The event about a reason has the next action of the catalogue, as the condition has. */
function tellsTheSame(t: Test, server: EventServer, reason: string): void {
  const told = eventsOf(server, 'GatewayHostnameRequest', 'web').filter(e => e.reason === reason)
  if (!isReason(reason) || typeFor(reason) === undefined) {
    t.strictSame(told, [], 'a wait for moments is no event')
    return
  }
  t.equal(told.length, 1, 'one event')
  t.ok(told[0]?.note.includes(reasons[reason].todo), told[0]?.note ?? '')
  t.equal(told[0]?.type, typeFor(reason))
}

t.test('NoAnswerFromPool: nobody answers for a minute', async t => {
  const world = createFlowWorld()
  world.apply(aPool('another'), aNamespace('shop'), aRequest('shop', 'web', hostname))
  await world.clock.advance(55_000)
  t.not(world.ready('shop', 'web'), 'False NoAnswerFromPool', 'not before')
  t.ok(
    await world.until(() => world.ready('shop', 'web') === 'False NoAnswerFromPool', 65),
    world.ready('shop', 'web')
  )
  t.match(messageOf(world, 'shop', 'web'), /kubectl .*gatewaypools? default/i)
  t.strictSame(world.cluster.engine.events, [], 'no SyncError')
  await world.stop()
})

t.test(
  'WaitingForGateway: the gateway namespace is missing, and all goes on once it is made',
  async t => {
    const world = createFlowWorld()
    world.apply(...aPlatform().filter(({ kind }) => kind !== 'Namespace'))
    world.apply(aNamespace('shop'), aRequest('shop', 'web', hostname))
    t.ok(
      await world.until(() => world.ready('shop', 'web') === 'False WaitingForGateway'),
      world.ready('shop', 'web')
    )
    await world.clock.advance(600_000)
    t.equal(world.ready('shop', 'web'), 'False WaitingForGateway', 'it cannot come by itself')
    t.match(
      messageOf(world, 'shop', 'web'),
      /namespace edge may be missing.*\(kubectl create namespace edge\)/
    )
    t.match(
      world.cluster.engine.events[0]?.message,
      /namespaces "edge" not found/,
      'as it is in the events of the pool'
    )
    world.apply(aNamespace('edge'))
    t.ok(await world.untilReady('shop', 'web', 900), world.ready('shop', 'web'))
    t.equal(world.cloud.calls.counts().RequestCertificate, 1, 'with the certificate that it had')
    await world.stop()
  }
)

t.test(
  'GatewayBlocked: one bad route stops a load balancer, and requests that wait are told',
  async t => {
    const world = createFlowWorld()
    world.apply(
      ...aPlatform(),
      aNamespace('shop'),
      aRequest('shop', 'first', 'first.apps.example.com')
    )
    t.ok(await world.untilReady('shop', 'first'))
    const { parentRef } = world.request('shop', 'first')?.status ?? {}
    const backendRef = { name: 'x', port: 80 }
    const mirror = { type: 'RequestMirror', requestMirror: { backendRef } }
    const rules = [{ filters: [mirror], backendRefs: [backendRef] }]
    const hostnames = ['first.apps.example.com']
    world.apply(aRoute('shop', 'mirrors', { parentRefs: [parentRef], hostnames, rules }))
    await world.clock.advance(30_000)
    world.apply(aRequest('shop', 'second', 'second.apps.example.com'))
    t.ok(
      await world.until(() => world.ready('shop', 'second') === 'False GatewayBlocked'),
      world.ready('shop', 'second')
    )
    t.equal(
      world.ready('shop', 'first'),
      'True Ready',
      'a request that is Ready stays Ready, because nothing of its own has changed'
    )
    const pool = world.list('GatewayPool')[0]?.status as {
      conditions: { type: string; status: string; reason: string }[]
    }
    t.ok(
      pool.conditions.some(
        c => c.type === 'GatewaysReady' && c.status === 'False' && c.reason === 'GatewayBlocked'
      )
    )
    await world.stop()
  }
)

t.test('RouteRejected: a route to a Service that is not there, and Ready once it is', async t => {
  const world = createFlowWorld()
  const route = { backendRef: { name: 'web', port: 80 } }
  world.apply(...aPlatform(), aNamespace('shop'), aRequest('shop', 'web', hostname, { route }))
  t.ok(
    await world.until(() => world.ready('shop', 'web') === 'False RouteRejected'),
    world.ready('shop', 'web')
  )
  t.match(messageOf(world, 'shop', 'web'), /BackendNotFound: Service shop\/web is not found/)
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace: 'shop', name: 'web' }
  }
  world.apply({ ...service, spec: { ports: [{ port: 80 }] } } as unknown as KubeObject)
  t.ok(await world.untilReady('shop', 'web'), world.ready('shop', 'web'))
  await world.stop()
})
