import t from 'tap'
import type { KubernetesObject } from '../../../hooks/api/objects.ts'
import { readClaim, readPool, readRequest } from '../../../hooks/api/read.ts'
import { apiVersion } from '../../../hooks/api/schema.ts'

function object(kind: string, spec: unknown, metadata: object = {}): KubernetesObject {
  return {
    apiVersion,
    kind,
    metadata: { name: 'x', namespace: 'shop', uid: 'u', ...metadata },
    spec
  }
}

const hostname = 'shop.apps.example.com'

t.test('an object that is nested too deeply cannot be read', async t => {
  const nested = (levels: number): unknown => (levels === 0 ? 1 : { a: nested(levels - 1) })
  const spec = { hostname, extra: nested(5_000) }
  for (const read of [readRequest, readClaim, readPool])
    t.strictSame(read(object('X', spec)), { ok: false, problem: 'spec: is nested too deeply' })
  t.equal(readRequest(object('X', { hostname, extra: nested(20) })).ok, true)
})

for (const [given, spec, metadata, expected] of [
  ['no spec', undefined, {}, /^spec: must be object$/],
  ['null', null, {}, /^spec: must be object$/],
  ['a list', [], {}, /^spec: must be object$/],
  ['no hostname', {}, {}, /^spec: must have required property 'hostname'$/],
  ['a number as hostname', { hostname: 7 }, {}, /^spec\.hostname: must be string$/],
  [
    'capital letters',
    { hostname: 'A.example.com' },
    {},
    /^spec\.hostname: 'A\.example\.com' must be in lower case/
  ],
  ['a number as pool', { hostname, poolName: 7 }, {}, /^spec\.poolName: must be string$/],
  [
    'a route without port',
    { hostname, route: { backendRef: { name: 'a' } } },
    {},
    /^spec\.route\.backendRef: .*'port'/
  ],
  [
    'a port as text',
    { hostname, route: { backendRef: { name: 'a', port: '80' } } },
    {},
    /port: must be integer/
  ],
  ['no uid', { hostname }, { uid: undefined }, /^metadata: must have required property 'uid'$/],
  ['labels of numbers', { hostname }, { labels: { a: 1 } }, /^metadata\.labels\.a: must be string$/]
] as const) {
  t.test(`a request with ${given}`, async t => {
    const reading = readRequest(object('GatewayHostnameRequest', spec, metadata))
    t.match(reading, { ok: false, problem: expected })
  })
}

t.test('defaults are filled in in a copy; what is unknown stays', async t => {
  const given = object('GatewayHostnameRequest', {
    hostname,
    later: 1,
    route: { backendRef: { name: 'a', port: 80 } }
  })
  const before = structuredClone(given)
  const reading = readRequest(given)
  t.match(reading, {
    ok: true,
    value: { spec: { poolName: 'default', later: 1, route: { pathPrefixes: ['/'] } } }
  })
  t.strictSame(given, before)
})

t.test('a pool gets its defaults', async t => {
  const domains = [{ name: 'example.com', hostedZoneID: 'Z1', namespaces: { from: 'All' } }]
  const reading = readPool(
    object('GatewayPool', { gatewayClassName: 'alb', gatewayNamespace: 'edge', domains })
  )
  t.match(reading, {
    ok: true,
    value: { spec: { capacity: { maxGateways: 10 }, releaseGraceSeconds: 300 } }
  })
})

t.test('a choice is named with what may be chosen', async t => {
  const domains = [{ name: 'example.com', hostedZoneID: 'Z1', namespaces: { from: 'Some' } }]
  const reading = readPool(
    object('GatewayPool', { gatewayClassName: 'alb', gatewayNamespace: 'edge', domains })
  )
  t.match(reading, {
    ok: false,
    problem: /^spec\.domains\.0\.namespaces\.from: .*: All, Selector$/
  })
})

t.test('a claim of another form', async t => {
  t.match(readClaim(object('DomainClaim', { hostname })), {
    ok: false,
    problem: /^spec: must have required/
  })
})
