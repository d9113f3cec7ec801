import t from 'tap'
import type { ApiStore } from '../../../simulator/api-store/api-store.ts'
import type { JsonObject } from '../../../simulator/api-store/objects.ts'
import {
  applyConfiguration,
  applyGateway,
  applyRoute,
  conditionOf,
  edgeGateway,
  edgeOf,
  listener
} from './edge.ts'

const host = 'shop.apps.example.com'
const classKind = { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'GatewayClass' }
const ofPlatform = {
  apiVersion: 'gateway.k8s.aws/v1',
  kind: 'LoadBalancerConfiguration',
  metadata: { namespace: 'other', name: 'defaults' }
}

/** The platform team gives the class a configuration. */
function configureClass(store: ApiStore, spec: JsonObject): void {
  store.apply({ ...ofPlatform, spec }, { manager: 'platform', force: true })
  const { kind, metadata } = ofPlatform
  const parametersRef = { group: 'gateway.k8s.aws', kind, ...metadata }
  const classSpec = { controllerName: 'gateway.k8s.aws/alb', parametersRef }
  store.apply(
    { ...classKind, metadata: { name: 'alb' }, spec: classSpec },
    { manager: 'platform', force: true }
  )
}

function serving() {
  const edge = edgeOf()
  const arn = edge.aws.issue(host)
  applyConfiguration(edge.store, [arn])
  applyGateway(edge.store, [listener(host)])
  applyRoute(edge.store, 'web')
  return { ...edge, arn }
}

t.test('the configuration of the class wins, unless it says prefer-gateway', async t => {
  const { store, seconds, controller } = serving()
  await seconds(2)
  const scheme = () => controller.loadBalancerOf(edgeGateway)?.scheme
  t.equal(scheme(), 'internet-facing')
  configureClass(store, { scheme: 'internal' })
  await seconds(2)
  t.equal(scheme(), 'internal', 'the class wins')
  t.match(controller.loadBalancerOf(edgeGateway)?.dnsName, /^internal-/)
  configureClass(store, { scheme: 'internal', mergingMode: 'prefer-gateway' })
  await seconds(2)
  t.equal(scheme(), 'internet-facing', 'the Gateway wins')
})

t.test('an entry of the class for port 443 replaces the entry of the Gateway whole', async t => {
  const { store, seconds, aws, arn } = serving()
  await seconds(2)
  t.same(aws.inUse(), [arn])
  const other = aws.issue('defaults.example.com')
  const https = { protocolPort: 'HTTPS:443', defaultCertificate: other }
  configureClass(store, { listenerConfigurations: [https] })
  await seconds(2)
  t.same(aws.inUse(), [other])
  configureClass(store, { listenerConfigurations: [{ ...https, protocolPort: 'HTTPS:8443' }] })
  await seconds(2)
  t.same(aws.inUse(), [arn], 'another port changes nothing')
})

t.test('a class whose configuration does not exist is not accepted', async t => {
  const { store, seconds } = serving()
  configureClass(store, {})
  await seconds(2)
  t.match(conditionOf(store, 'Accepted'), /^True/)
  const { metadata, ...kind } = ofPlatform
  const ref = { ...kind, ...metadata }
  store.delete(ref)
  await seconds(2)
  t.ok(store.get(ref), 'it has a finalizer as long as the class names it')
})

t.test('with deletion protection a Gateway cannot go', async t => {
  const { store, seconds, aws } = serving()
  const attribute = { key: 'deletion_protection.enabled', value: 'true' }
  applyConfiguration(store, [], { loadBalancerAttributes: [attribute] })
  await seconds(2)
  const gateway = { apiVersion: classKind.apiVersion, kind: 'Gateway', ...edgeGateway }
  store.delete(gateway)
  await seconds(7200)
  t.ok(store.get(gateway), 'the finalizer stays')
  t.equal(aws.balancers.size, 1)
  t.match(conditionOf(store, 'Accepted'), /^False Invalid/)
  const off = { ...attribute, value: 'false' }
  applyConfiguration(store, [], { loadBalancerAttributes: [off] })
  await seconds(2)
  t.notOk(store.get(gateway))
  t.equal(aws.balancers.size, 0)
})
