import t from 'tap'
import type { HostnameRequest } from '../../../hooks/api/gateway-hostname-request.ts'
import { customizeHostnameRequest } from '../../../hooks/hostname-request/customize.ts'
import { aRequest, aSync, hostname } from './builders.ts'

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
