import t from 'tap'
import type { HostnameRequest } from '../../../hooks/api/gateway-hostname-request.ts'
import { customizeHostnameRequest } from '../../../hooks/hostname-request/customize.ts'
import { aRequest, aSync, hostname, route } from './builders.ts'

const apiVersion = 'gateway-orchestrator.io/v1alpha1'
const denial = { apiVersion, resource: 'hostnamedenials', names: ['u1'] }

function rulesOf(parent: HostnameRequest) {
  return customizeHostnameRequest({ controller: aSync(parent).controller, parent }).relatedResources
}

t.test('a request reads its claim and its denial, by name', async t => {
  t.same(rulesOf(aRequest()), [{ apiVersion, resource: 'domainclaims', names: [hostname] }, denial])
  const wildcard = { apiVersion, resource: 'domainclaims', names: ['wildcard.apps.example.com.0'] }
  t.same(rulesOf(aRequest({ hostname: '*.apps.example.com' })), [wildcard, denial])
})

t.test('with a route, a request reads its Service and who else configures it', async t => {
  const parent = aRequest({ route })
  const rules = rulesOf(parent)
  t.same(rules.slice(2), [
    { apiVersion: 'v1', resource: 'services', namespace: 'shop', names: ['shop'] }
  ])
  const { controller } = aSync(parent)
  const version = 'gateway.k8s.aws/v1'
  const resource = 'targetgroupconfigurations'
  const childResources = [{ apiVersion: version, resource }]
  const newer = { ...controller, spec: { ...controller.spec, childResources } }
  t.same(customizeHostnameRequest({ controller: newer, parent }).relatedResources.slice(3), [
    { apiVersion: version, resource, namespace: 'shop' }
  ])
  for (const broken of [null, 7, {}, { backendRef: { name: '' } }, { backendRef: 7 }])
    t.equal(rulesOf(aRequest({ route: broken as never })).length, 2, 'never all Services')
})

t.test('without a hostname there is no claim to read, and never all of them', async t => {
  for (const spec of [
    undefined,
    null,
    {},
    { hostname: 7 },
    { hostname: '' },
    { hostname: 'Shop.example.com' }
  ]) {
    t.same(rulesOf({ ...aRequest(), spec: spec as never }), [denial], JSON.stringify(spec))
  }
})
