import t from 'tap'
import { createEmbeddedAws } from '../../../simulator/aws/embedded-aws.ts'
import { startLoadBalancerController } from '../../../simulator/load-balancer-controller/load-balancer-controller.ts'
import type { LoadBalancerCloud } from '../../../simulator/load-balancer-controller/types.ts'
import {
  applyConfiguration,
  applyGateway,
  applyRoute,
  conditionOf,
  edgeGateway,
  edgeOf,
  http,
  listener,
  readGateway,
  region
} from './edge.ts'

const host = 'shop.apps.example.com'
const configurationRef = {
  apiVersion: 'gateway.k8s.aws/v1',
  kind: 'LoadBalancerConfiguration',
  ...edgeGateway
}

t.test('the address is there within seconds, Programmed after two to three minutes', async t => {
  const { store, seconds, aws } = edgeOf()
  applyConfiguration(store, [])
  applyGateway(store, [http])
  t.equal(conditionOf(store, 'Accepted'), 'Unknown Pending -', 'what the CRD says at first')
  await seconds(2)
  t.equal(conditionOf(store, 'Accepted'), 'True Accepted 1')
  t.equal(conditionOf(store, 'Programmed'), 'Unknown Pending 1')
  t.match(
    readGateway(store).status.addresses?.[0]?.value,
    /^k8s-edge-public1-[0-9a-f]{10}-\d+\.eu-central-1\.elb\.amazonaws\.com$/
  )
  await seconds(170)
  t.equal(conditionOf(store, 'Programmed'), 'True Programmed 1')
  const [arn] = aws.balancers.keys()
  t.equal(
    readGateway(store).status.conditions.find(({ type }) => type === 'Programmed')?.message,
    arn
  )
})

t.test('an internal load balancer has internal- in front', async t => {
  const { store, seconds } = edgeOf()
  applyConfiguration(store, [], { scheme: 'internal' })
  applyGateway(store, [http])
  await seconds(2)
  t.match(readGateway(store).status.addresses?.[0]?.value, /^internal-k8s-edge-public1-/)
})

t.test('without a configuration the load balancer is internal', async t => {
  const { store, seconds } = edgeOf()
  store.apply(
    {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      metadata: edgeGateway,
      spec: { gatewayClassName: 'alb', listeners: [http] }
    },
    { manager: 'test' }
  )
  await seconds(2)
  t.match(readGateway(store).status.addresses?.[0]?.value, /^internal-/)
})

t.test('a change of the scheme replaces the load balancer', async t => {
  const { store, seconds, aws } = edgeOf()
  applyConfiguration(store, [], { scheme: 'internal' })
  applyGateway(store, [http])
  await seconds(2)
  applyConfiguration(store, [])
  await seconds(2)
  t.match(readGateway(store).status.addresses?.[0]?.value, /^k8s-/)
  t.equal(aws.balancers.size, 1)
})

t.test('a Gateway before its configuration heals when that comes', async t => {
  const { store, seconds, aws } = edgeOf()
  applyGateway(store, [http])
  await seconds(10)
  t.equal(conditionOf(store, 'Accepted'), 'False Invalid 1')
  t.equal(aws.balancers.size, 0)
  applyConfiguration(store, [])
  await seconds(2)
  t.equal(conditionOf(store, 'Accepted'), 'True Accepted 1')
})

t.test(
  'a deleted Gateway takes its load balancer along, and lets go of its certificates',
  async t => {
    const { store, seconds, aws } = edgeOf()
    applyConfiguration(store, [aws.issue(host)])
    applyGateway(store, [listener(host)])
    applyRoute(store, 'web')
    await seconds(2)
    store.delete({ apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', ...edgeGateway })
    await seconds(2)
    t.equal(aws.balancers.size, 0)
    t.equal(store.list({ apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway' }).length, 0)
    store.delete(configurationRef)
    t.equal(store.get(configurationRef), undefined, 'nothing holds the configuration any more')
  }
)

t.test('a configuration that is deleted before its Gateway hangs', async t => {
  const { store, seconds } = edgeOf()
  applyConfiguration(store, [])
  applyGateway(store, [http])
  await seconds(2)
  store.delete(configurationRef)
  await seconds(600)
  t.ok(store.get(configurationRef)?.metadata.deletionTimestamp)
  store.delete({ apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', ...edgeGateway })
  await seconds(2)
  t.equal(store.get(configurationRef), undefined)
})

t.test('configurations of v1beta1 work as well', async t => {
  const { store, seconds } = edgeOf()
  applyConfiguration(store, [], {}, 'v1beta1')
  applyGateway(store, [http])
  await seconds(2)
  t.equal(conditionOf(store, 'Accepted'), 'True Accepted 1')
})

t.test('Gateways of other classes are left alone', async t => {
  const { store, seconds } = edgeOf()
  store.create({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'GatewayClass',
    metadata: { name: 'other' },
    spec: { controllerName: 'example.com/other' }
  })
  store.apply(
    {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      metadata: edgeGateway,
      spec: { gatewayClassName: 'other', listeners: [http] }
    },
    { manager: 'test' }
  )
  await seconds(10)
  t.equal(conditionOf(store, 'Accepted'), 'Unknown Pending -')
})

t.test('a replaced load balancer has another name and the same certificates', async t => {
  const { store, seconds, aws, controller } = edgeOf()
  const arn = aws.issue(host)
  applyConfiguration(store, [arn])
  applyGateway(store, [listener(host)])
  applyRoute(store, 'web')
  await seconds(200)
  const before = readGateway(store).status.addresses?.[0]?.value
  controller.replaceLoadBalancer(edgeGateway)
  await seconds(2)
  t.not(readGateway(store).status.addresses?.[0]?.value, before)
  t.same(aws.inUse(), [arn])
  t.equal(aws.balancers.size, 1)
})

t.test('nothing goes on once all is done', async t => {
  const { store, clock, seconds, controller } = edgeOf()
  applyConfiguration(store, [])
  applyGateway(store, [http])
  await seconds(300)
  const { resourceVersion } = readGateway(store).metadata
  t.equal(await clock.runUntil('settled', { within: 86_400_000 }), 'settled')
  t.equal(readGateway(store).metadata.resourceVersion, resourceVersion)
  await controller.stop()
})

t.test('the embedded AWS is a cloud for it', async t => {
  const { store, clock } = edgeOf()
  const aws = createEmbeddedAws({ clock })
  const cloud: LoadBalancerCloud = aws
  const controller = startLoadBalancerController({ store, clock, cloud, region })
  applyConfiguration(store, [])
  applyGateway(store, [http])
  await clock.advance(2000)
  const made = controller.loadBalancerOf(edgeGateway)
  t.same(
    aws.loadBalancers.list().map(({ dnsName }) => dnsName),
    [made?.dnsName]
  )
  t.match(
    made?.dnsName,
    /^k8s-edge-public1-[0-9a-f]{10}-\d{10}\.eu-central-1\.elb\.amazonaws\.com$/
  )
})
