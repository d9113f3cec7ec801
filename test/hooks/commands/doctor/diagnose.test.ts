import t from 'tap'
import type { ReadObject } from '../../../../hooks/commands/cluster/cluster-reader.ts'
import type { Check } from '../../../../hooks/commands/doctor/check.ts'
import {
  condition,
  drop,
  dryRunOf,
  examine,
  find,
  healthyWorld,
  pool,
  type World
} from './doctor-world.ts'

/** What is wrong in a case, what the doctor then says of which check, and what to do. */
type Case = {
  name: string
  change: (world: World) => void
  check: string
  result?: Check['result']
  message: RegExp
  todo?: RegExp
}

type Container = { image: string; args: string[] }
type Spec = Record<string, unknown>

function container(world: World): Container {
  const { spec } = find(world, 'StatefulSet', 'metacontroller')
  const { template } = spec as { template: { spec: { containers: [Container] } } }
  return template.spec.containers[0]
}

function setSpec(object: ReadObject, fields: Spec): void {
  object.spec = { ...(object.spec as Spec), ...fields }
}

/** The CompositeControllers send a token of this Secret, and the hooks take this one. */
function withToken(world: World, sent: string, taken: string): void {
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

function setParameters(world: World, kind = 'LoadBalancerConfiguration'): void {
  const parametersRef = { group: 'gateway.k8s.aws', kind, name: 'usual', namespace: 'edge' }
  setSpec(find(world, 'GatewayClass', 'alb'), { parametersRef })
}

function claim(hostname: string): ReadObject {
  return {
    apiVersion: 'gateway-orchestrator.io/v1alpha1',
    kind: 'DomainClaim',
    metadata: { name: hostname },
    spec: { hostname, poolName: 'default', region: 'eu-central-1' },
    status: { conditions: [condition('Ready', 'True', 'Ready')] }
  }
}

const zone = 'zone Z0EXAMPLEAPPS (apps.example.com, pool default)'
const delegation = 'delegation of apps.example.com (pool default)'

const cases: Case[] = [
  {
    name: 'Kubernetes is too old',
    change: world => {
      world.version = 'v1.29.9-eks-1'
    },
    check: 'Kubernetes',
    message: /v1\.29\.9-eks-1 is too old/,
    todo: /1\.30 or newer/
  },
  {
    name: 'the API server does not tell its version',
    change: world => {
      world.refusals.push({ path: '/version', kind: 'unreachable', message: 'timeout' })
    },
    check: 'Kubernetes',
    result: 'not checked',
    message: /timeout/
  },
  {
    name: 'Gateway API is not installed',
    change: world =>
      drop(world, 'CustomResourceDefinition', 'httproutes.gateway.networking.k8s.io'),
    check: 'CRDs of Gateway API',
    message: /missing: httproutes\.gateway\.networking\.k8s\.io/,
    todo: /gateway-api\.sigs\.k8s\.io/
  },
  {
    name: 'Gateway API is too old',
    change: world => {
      const { metadata } = find(
        world,
        'CustomResourceDefinition',
        'gateways.gateway.networking.k8s.io'
      )
      metadata.annotations = { 'gateway.networking.k8s.io/bundle-version': 'v1.0.0' }
    },
    check: 'CRDs of Gateway API',
    message: /v1\.0\.0 is too old/
  },
  {
    name: 'Gateway API is of a commit that is no release',
    change: world => {
      const name = 'gateways.gateway.networking.k8s.io'
      const { metadata } = find(world, 'CustomResourceDefinition', name)
      metadata.annotations = { 'gateway.networking.k8s.io/bundle-version': 'v0.0.0-dev' }
    },
    check: 'CRDs of Gateway API',
    result: 'passed',
    message: /serve v1/
  },
  {
    name: 'LBC does not serve the version that the CompositeControllers name',
    change: world => {
      const name = 'loadbalancerconfigurations.gateway.k8s.aws'
      setSpec(find(world, 'CustomResourceDefinition', name), {
        versions: [
          { name: 'v1', served: true },
          { name: 'v1beta1', served: false }
        ]
      })
    },
    check: 'CRDs of LBC',
    message: /v1beta1, which is not served of loadbalancerconfigurations/
  },
  {
    name: 'Metacontroller has no CRDs',
    change: world =>
      drop(world, 'CustomResourceDefinition', 'compositecontrollers.metacontroller.k8s.io'),
    check: 'CRD of Metacontroller',
    message: /missing/
  },
  {
    name: 'a CRD of ours is of an earlier version',
    change: world => {
      const crd = find(
        world,
        'CustomResourceDefinition',
        'gatewaypools.gateway-orchestrator.io'
      ) as { spec: { versions: { schema: { openAPIV3Schema: { properties: Properties } } }[] } }
      const properties = crd.spec.versions[0]?.schema.openAPIV3Schema.properties
      delete properties?.spec.properties.deletionBrake
    },
    check: 'CRDs of the Gateway Orchestrator',
    message: /lack fields.*GatewayPool spec\.deletionBrake/,
    todo: /crds\.yaml/
  },
  {
    name: 'there is no Metacontroller',
    change: world => drop(world, 'StatefulSet'),
    check: 'Metacontroller',
    message: /no StatefulSet or Deployment/
  },
  {
    name: 'Metacontroller is down',
    change: world => {
      find(world, 'StatefulSet', 'metacontroller').status = {}
    },
    check: 'Metacontroller',
    message: /no ready pod/
  },
  {
    name: 'Metacontroller is too old',
    change: world => {
      container(world).image = 'metacontrollerio/metacontroller:v4.14.1'
    },
    check: 'Metacontroller',
    message: /version v4\.14\.1: older ones have no hook version v2/,
    todo: /4\.15 or newer/
  },
  {
    name: 'Metacontroller is too old for a token',
    change: world => {
      container(world).image = 'registry.example.com:5000/metacontroller:4.15.2'
      withToken(world, 'a', 'a')
    },
    check: 'Metacontroller',
    message: /4\.15\.2: older ones send no token/
  },
  {
    name: 'the image of Metacontroller is named by digest',
    change: world => {
      container(world).image = 'ghcr.io/metacontroller/metacontroller@sha256:abc'
    },
    check: 'Metacontroller',
    result: 'not checked',
    message: /does not name a version/
  },
  {
    name: 'Metacontroller applies dynamically',
    change: world => {
      container(world).args = ['--workers', '50']
    },
    check: 'flags of Metacontroller',
    message: /--apply-strategy is not set/
  },
  {
    name: 'Metacontroller is slow',
    change: world => {
      container(world).args = ['--apply-strategy', 'server-side-apply', '--workers=50']
    },
    check: 'flags of Metacontroller',
    result: 'passed',
    message: /longer than they need/,
    todo: /--client-go-qps=200 --client-go-burst=400\.$/
  },
  {
    name: 'workloads may not be listed, anywhere',
    change: world => {
      const message = 'statefulsets is forbidden'
      for (const path of [
        '/apis/apps/v1/statefulsets',
        '/apis/apps/v1/namespaces/metacontroller/statefulsets'
      ])
        world.refusals.push({ path, kind: 'denied', message })
    },
    check: 'Metacontroller',
    result: 'not checked',
    message: /statefulsets is forbidden/,
    todo: /may read/
  },
  {
    name: 'workloads may be listed only where Metacontroller is',
    change: world => {
      const path = '/apis/apps/v1/statefulsets'
      world.refusals.push({ path, kind: 'denied', message: 'forbidden' })
    },
    check: 'Metacontroller',
    result: 'passed',
    message: /version v4\.17\.2/
  },
  {
    name: 'a CompositeController is missing',
    change: world => drop(world, 'CompositeController', 'domain-claims'),
    check: 'CompositeControllers',
    message: /missing: domain-claims/
  },
  {
    name: 'a policy is missing',
    change: world =>
      drop(world, 'ValidatingAdmissionPolicy', 'installation.gateway-orchestrator.io'),
    check: 'admission policies',
    message: /missing: installation\.gateway-orchestrator\.io/
  },
  {
    name: 'a binding is missing',
    change: world =>
      drop(world, 'ValidatingAdmissionPolicyBinding', 'gateways.gateway-orchestrator.io'),
    check: 'admission policies',
    message: /missing: gateways\.gateway-orchestrator\.io/
  },
  {
    name: 'Metacontroller runs under another account than the policies say',
    change: world => {
      find(world, 'StatefulSet', 'metacontroller').metadata.namespace = 'tools'
    },
    check: 'admission policies',
    message: /system:serviceaccount:tools:metacontroller/,
    todo: /policies\.yaml/
  },
  {
    name: 'the hooks are down',
    change: world => {
      world.ready = () => undefined
      world.post = () => undefined
    },
    check: 'hooks',
    message: /connection refused/,
    todo: /kubectl logs -n gateway-orchestrator/
  },
  {
    name: 'the hooks are closing',
    change: world => {
      world.ready = () => ({ status: 503, body: '' })
    },
    check: 'hooks',
    message: /503/
  },
  {
    name: 'the hooks need a token that nobody sends',
    change: world => {
      world.post = () => ({ status: 401, body: '' })
    },
    check: 'hook token',
    message: /send none/,
    todo: /endpointConfigs/
  },
  {
    name: 'the token of the Secret is another one',
    change: world => withToken(world, 'new', 'old'),
    check: 'hook token',
    message: /refuse the token of Secret gateway-orchestrator\/hook-token/,
    todo: /rotate-the-hook-token/
  },
  {
    name: 'the token is right',
    change: world => withToken(world, 'same', 'same'),
    check: 'hook token',
    result: 'passed',
    message: /take the token/
  },
  {
    name: 'the Secret may not be read',
    change: world => {
      withToken(world, 'same', 'same')
      const path = '/api/v1/namespaces/gateway-orchestrator/secrets/hook-token'
      world.refusals.push({ path, kind: 'denied', message: 'secrets is forbidden' })
    },
    check: 'hook token',
    result: 'not checked',
    message: /secrets is forbidden/
  },
  {
    name: 'the token is sent, and not asked for',
    change: world => {
      withToken(world, 'same', 'same')
      world.post = path => dryRunOf(path)
    },
    check: 'hook token',
    message: /ask for none/
  },
  {
    name: 'there is no token at all',
    change: () => undefined,
    check: 'hook token',
    result: 'passed',
    message: /without a token/,
    todo: /NetworkPolicy/
  },
  {
    name: 'the class of a pool does not exist',
    change: world => drop(world, 'GatewayClass'),
    check: 'GatewayClass alb',
    message: /does not exist/,
    todo: /01-gateway-class\.yaml/
  },
  {
    name: 'the class belongs to another controller',
    change: world => {
      setSpec(find(world, 'GatewayClass', 'alb'), { controllerName: 'example.com/nginx' })
    },
    check: 'GatewayClass alb',
    message: /belongs to example\.com\/nginx/
  },
  {
    name: 'no controller has accepted the class',
    change: world => {
      find(world, 'GatewayClass', 'alb').status = {}
    },
    check: 'GatewayClass alb',
    message: /not accepted/,
    todo: /LBC runs/
  },
  {
    name: 'the parameters of the class do not exist',
    change: world => setParameters(world),
    check: 'GatewayClass alb',
    message: /edge\/usual, which does not exist/
  },
  {
    name: 'the parameters of the class are of another kind',
    change: world => setParameters(world, 'ConfigMap'),
    check: 'GatewayClass alb',
    message: /names ConfigMap edge\/usual/
  },
  {
    name: 'the parameters of the class exist',
    change: world => {
      setParameters(world)
      world.objects.push({
        apiVersion: 'gateway.k8s.aws/v1',
        kind: 'LoadBalancerConfiguration',
        metadata: { name: 'usual', namespace: 'edge' }
      })
    },
    check: 'GatewayClass alb',
    result: 'passed',
    message: /exists/
  },
  {
    name: 'nothing has answered for a pool',
    change: world => {
      find(world, 'GatewayPool', 'default').status = { observedGeneration: -1 }
    },
    check: 'pool default',
    message: /nothing has answered/,
    todo: /SyncError/
  },
  {
    name: 'a pool says that something is wrong',
    change: world => {
      const conditions = [condition('Ready', 'False', 'PoolFull', 'there is no room')]
      find(world, 'GatewayPool', 'default').status = { observedGeneration: 1, conditions }
    },
    check: 'pool default',
    message: /PoolFull: there is no room/,
    todo: /describe gatewaypool default/
  },
  {
    name: 'a pool waits for its Gateway',
    change: world => {
      const conditions = [condition('Ready', 'False', 'WaitingForGateway')]
      find(world, 'GatewayPool', 'default').status = { observedGeneration: 1, conditions }
    },
    check: 'pool default',
    result: 'not checked',
    message: /WaitingForGateway/
  },
  {
    name: 'there is no pool',
    change: world => drop(world, 'GatewayPool'),
    check: 'pools',
    result: 'not checked',
    message: /no pool yet/
  },
  {
    name: 'AWS denies the hooks a call',
    change: world => {
      world.post = path => dryRunOf(path, 'AWSAccessDenied', 'acm:ListCertificates is denied')
    },
    check: 'AWS',
    message: /AWSAccessDenied: acm:ListCertificates/
  },
  {
    name: 'AWS throttles',
    change: world => {
      world.post = path => dryRunOf(path, 'AWSThrottled')
    },
    check: 'AWS',
    result: 'not checked',
    message: /AWSThrottled/
  },
  {
    name: 'the hosted zone does not exist',
    change: world => {
      world.post = path => dryRunOf(path, 'ZoneNotFound', 'Z0EXAMPLEAPPS does not exist')
    },
    check: zone,
    message: /ZoneNotFound: Z0EXAMPLEAPPS does not exist/
  },
  {
    name: 'zones are not blamed for what AWS denies',
    change: world => {
      world.post = path => dryRunOf(path, 'AWSNoCredentials')
    },
    check: zone,
    result: 'not checked',
    message: /AWSNoCredentials/
  },
  {
    name: 'dry runs are not taken from hooks that do not know them',
    change: world => {
      world.post = path =>
        path.includes('dryRun') ? { status: 200, body: '{"status":{}}' } : dryRunOf(path)
    },
    check: 'AWS',
    result: 'not checked',
    message: /no dry run/
  },
  {
    name: 'the domain is served by somebody else',
    change: world => {
      world.dns.ns = async () => ['ns1.registrar.example']
    },
    check: delegation,
    message: /ns1\.registrar\.example answers for apps\.example\.com/,
    todo: /delegated/
  },
  {
    name: 'nobody serves the domain',
    change: world => {
      world.dns.ns = async name => {
        if (name === 'com') return ['a.gtld-servers.net']
        throw Object.assign(new Error('x'), { code: 'ENOTFOUND' })
      }
    },
    check: delegation,
    message: /no name server/
  },
  {
    name: 'DNS that knows private names only',
    change: world => {
      world.dns.ns = async () => {
        throw Object.assign(new Error('x'), { code: 'ENOTFOUND' })
      }
    },
    check: delegation,
    result: 'not checked',
    message: /does not know the domain com, so it is not public DNS/
  },
  {
    name: 'DNS does not answer',
    change: world => {
      world.dns.ns = async () => {
        throw Object.assign(new Error('x'), { code: 'ETIMEOUT' })
      }
    },
    check: delegation,
    result: 'not checked',
    message: /ETIMEOUT/,
    todo: /dig \+trace NS apps\.example\.com/
  },
  {
    name: 'a parent of the domain is served by Route 53',
    change: world => {
      const ns = world.dns.ns
      world.dns.ns = async name => {
        if (name === 'example.com') return ns(name)
        throw Object.assign(new Error('x'), { code: 'ENODATA' })
      }
    },
    check: delegation,
    result: 'passed',
    message: /for example\.com/
  },
  {
    name: 'name servers with names of their own, but our record is there',
    change: world => {
      world.objects.push(claim('shop.apps.example.com'))
      world.dns.ns = async () => ['ns1.example.com']
      world.dns.txt = async name =>
        name === '_gateway-orchestrator.shop.apps.example.com'
          ? [['heritage=gateway-orchestrator,cluster=a,types=A,target=b,revision=1']]
          : []
    },
    check: delegation,
    result: 'passed',
    message: /ownership record of shop\.apps\.example\.com/
  }
]

type Properties = { spec: { properties: Record<string, unknown> } }

t.test('when all is well, every check passes', async t => {
  const checks = await examine(healthyWorld())
  t.strictSame(
    checks.filter(({ result }) => result !== 'passed'),
    []
  )
  t.ok(checks.length > 12)
})

for (const { name, change, check, result = 'failed', message, todo } of cases)
  t.test(name, async t => {
    const world = healthyWorld()
    change(world)
    const checks = await examine(world)
    const found = checks.find(each => each.name === check)
    t.ok(found, `there is a check ${check}`, { found: checks.map(each => each.name) })
    t.equal(found?.result, result)
    t.match(found?.message, message)
    if (todo !== undefined) t.match(found?.todo, todo)
  })

t.test('a zone is looked at once, however many domains of a pool are in it', async t => {
  const world = healthyWorld()
  const domains = ['a.example.com', 'b.example.com'].map(name => ({ name, hostedZoneID: 'Z1' }))
  const target = find(world, 'GatewayPool', 'default')
  target.spec = { ...(pool.spec as Spec), domains }
  const checks = await examine(world)
  const names = checks.map(({ name }) => name)
  t.strictSame(
    names.filter(name => name.startsWith('zone ')),
    ['zone Z1 (a.example.com, pool default)']
  )
  t.equal(names.filter(name => name.startsWith('delegation of ')).length, 2)
})

t.test('on a bare cluster, it says what is missing and checks nothing else', async t => {
  const world = healthyWorld()
  world.objects = []
  const checks = await examine(world)
  const failed = checks.filter(({ result }) => result === 'failed').map(({ name }) => name)
  t.strictSame(failed, [
    'CRDs of Gateway API',
    'CRDs of LBC',
    'CRD of Metacontroller',
    'CRDs of the Gateway Orchestrator',
    'Metacontroller',
    'CompositeControllers',
    'admission policies'
  ])
})
