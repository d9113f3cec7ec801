import { readFileSync } from 'node:fs'
import t from 'tap'
import Type from 'typebox'
import { domainClaimKind } from '../../hooks/api/domain-claim.ts'
import { hostnameRequestKind } from '../../hooks/api/gateway-hostname-request.ts'
import { gatewayPoolKind } from '../../hooks/api/gateway-pool.ts'
import type { Kind } from '../../hooks/api/schema.ts'
import { defined } from '../../hooks/defined.ts'
import { kinds, structural, toCrd } from '../../scripts/crds.ts'
import { crdsFile, renderCrds } from '../../scripts/generate-crds.ts'
import type { JsonObject } from '../../simulator/api-store/objects.ts'
import type { CustomResourceDefinition } from '../../simulator/api-store/schema.ts'
import { validateAgainstCrd, validatorOf } from '../../simulator/api-store/validation.ts'

t.test('the committed CRDs are those that npm run generate writes', async t => {
  t.equal(readFileSync(crdsFile, 'utf8'), renderCrds())
})

t.test('every CRD has what people and clients look for', async t => {
  for (const kind of kinds) {
    const { metadata, spec } = toCrd(kind)
    const schema = spec.versions[0].schema.openAPIV3Schema
    t.equal(metadata.name, `${kind.plural}.gateway-orchestrator.io`)
    t.same(Object.keys(schema.properties ?? {}).slice(0, 4), [
      'apiVersion',
      'kind',
      'metadata',
      'spec'
    ])
    t.same(
      spec.versions[0].subresources,
      kind.status && { status: {} },
      `${kind.kind} status subresource`
    )
    const fresh = kind.status && { observedGeneration: -1 }
    t.same(schema.properties?.status?.default, fresh, 'a fresh object is not taken for done')
    t.same(spec.versions[0].additionalPrinterColumns.at(-1)?.name, 'Age')
  }
})

t.test('every property says what it is', async t => {
  for (const kind of kinds)
    t.same(undescribed(toCrd(kind).spec.versions[0].schema.openAPIV3Schema, kind.kind), [])
})

// Properties that need no description, because the name says enough.
const selfEvident =
  /\.(metadata|validationRecord\.(name|type|value)|alias\.target|ended\.arn|attributes\[\]\.(key|value))$/

function undescribed(schema: ReturnType<typeof structural>, path: string): string[] {
  const inner = [
    ...Object.entries(schema.properties ?? {}).flatMap(([name, property]) => [
      ...(property.description === undefined && !selfEvident.test(`${path}.${name}`)
        ? [`${path}.${name}`]
        : []),
      ...undescribed(property, `${path}.${name}`)
    ]),
    ...(schema.items ? undescribed(schema.items, `${path}[]`) : [])
  ]
  return inner
}

t.test('a schema becomes structural', async t => {
  t.same(
    structural(
      Type.Object({
        a: Type.String({ default: 'x' }),
        b: Type.String(),
        c: Type.Optional(Type.Integer())
      })
    ),
    {
      type: 'object',
      required: ['b'],
      properties: {
        a: { description: 'Default: x.', type: 'string', default: 'x' },
        b: { type: 'string' },
        c: { type: 'integer' }
      }
    },
    'a property with a default is not required of a writer'
  )
  t.same(
    structural(Type.Record(Type.String(), Type.String({ maxLength: 3 }))),
    { type: 'object', additionalProperties: { type: 'string', maxLength: 3 } },
    'a record takes any key'
  )
  t.same(
    structural(Type.Object({ a: Type.Integer({ default: 1 }) }, { default: {} })).default,
    { a: 1 },
    'the default of an object is whole: the API server tries its rules on it'
  )
  t.throws(() => structural(Type.Literal('a')), /const/)
  t.throws(() => structural(Type.Union([Type.String(), Type.Integer()])), /anyOf/)
})

const request = { hostname: 'shop.apps.example.com' }
const pool = {
  gatewayClassName: 'alb',
  gatewayNamespace: 'edge',
  domains: [{ name: 'apps.example.com', hostedZoneID: 'Z1', namespaces: { from: 'All' } }]
}
const claim = {
  hostname: 'shop.apps.example.com',
  requestRef: { namespace: 'shop', name: 'shop', uid: 'u1' },
  poolName: 'public',
  region: 'eu-central-1',
  hostedZoneID: 'Z1',
  gatewayRef: { namespace: 'edge', name: 'public-1', sectionName: 'shop.apps.example.com' },
  deletionPolicy: 'Delete',
  dns: { validationTTLSeconds: 300, validationRecords: 'Delete' }
}
const domain = pool.domains[0]
const route = (...pathPrefixes: string[]) => ({
  backendRef: { name: 'shop', port: 80 },
  pathPrefixes
})

const checkedAt = (healthCheckPath: string) => ({
  ...request,
  route: { ...route('/'), healthCheckPath }
})

/** A hostname of the given length. All its labels have a valid length. */
function longName(characters: number): string {
  return 'a.'.repeat(characters).slice(0, characters - 2) + (characters % 2 === 0 ? 'bc' : '.b')
}

t.test('what can be written', async t => {
  t.same(problems(hostnameRequestKind, request), [])
  t.same(
    problems(hostnameRequestKind, { ...request, route: route('/', '/a/b', '/.well-known') }),
    []
  )
  t.same(problems(gatewayPoolKind, pool), [])
  t.same(problems(domainClaimKind, claim), [])
})

t.test('healthCheckPath is the path and query of a URI, as AWS takes it', async t => {
  for (const path of ['/', '/health?full=1&a=b', '/pkg.Service/Check', '/a%20b'])
    t.same(problems(hostnameRequestKind, checkedAt(path)), [], path)
  for (const path of ['health', '/a#b', '/50%', '/a"b', '/{id}', '/a\\b', '/ä', '/a b'])
    t.match(problems(hostnameRequestKind, checkedAt(path)).join(), /healthCheckPath/, path)
})

t.test('what is refused, with words that help', async t => {
  for (const [given, kind, spec, old, expected] of [
    [
      'an upper case hostname',
      hostnameRequestKind,
      { hostname: 'Shop.example.com' },
      undefined,
      'in lower case'
    ],
    [
      'a hostname of one label',
      hostnameRequestKind,
      { hostname: 'shop' },
      undefined,
      'joined by dots'
    ],
    [
      'a wildcard in the middle',
      hostnameRequestKind,
      { hostname: 'a.*.example.com' },
      undefined,
      "'*.'"
    ],
    [
      'a name that is never delegated',
      hostnameRequestKind,
      { hostname: 'a.invalid' },
      undefined,
      '.invalid'
    ],
    [
      'an IP address',
      hostnameRequestKind,
      { hostname: '10.0.0.1' },
      undefined,
      'cannot be all digits'
    ],
    ['65 characters', hostnameRequestKind, { hostname: longName(65) }, undefined, '64 characters'],
    [
      'the longest of DNS',
      hostnameRequestKind,
      { hostname: longName(253) },
      undefined,
      '64 characters'
    ],
    ['64 characters', hostnameRequestKind, { hostname: longName(64) }, undefined, undefined],
    ['65 in a claim', domainClaimKind, { ...claim, hostname: longName(65) }, undefined, '64'],
    [
      'a label of 64',
      hostnameRequestKind,
      { hostname: `${'a'.repeat(62)}.b` },
      undefined,
      undefined
    ],
    [
      'another hostname',
      hostnameRequestKind,
      { hostname: 'b.example.com' },
      request,
      'hostname cannot be changed'
    ],
    [
      'another pool',
      hostnameRequestKind,
      { ...request, poolName: 'b' },
      request,
      'poolName cannot be changed'
    ],
    [
      'a path with //',
      hostnameRequestKind,
      { ...request, route: route('/a//b') },
      undefined,
      'as a client sends it'
    ],
    [
      'a path with ..',
      hostnameRequestKind,
      { ...request, route: route('/a/..') },
      undefined,
      'as a client sends it'
    ],
    [
      'a path with *',
      hostnameRequestKind,
      { ...request, route: route('/a*') },
      undefined,
      'should match'
    ],
    [
      'a path of 127',
      hostnameRequestKind,
      { ...request, route: route(`/${'a'.repeat(126)}`) },
      undefined,
      '126'
    ],
    ['a misspelt field', hostnameRequestKind, { ...request, hostName: 'x' }, undefined, 'unknown'],
    [
      'Selector without one',
      gatewayPoolKind,
      { ...pool, domains: [{ ...domain, namespaces: { from: 'Selector' } }] },
      undefined,
      'from: Selector'
    ],
    [
      'In without values',
      gatewayPoolKind,
      {
        ...pool,
        domains: [
          {
            ...domain,
            namespaces: {
              from: 'Selector',
              selector: { matchExpressions: [{ key: 'a', operator: 'In' }] }
            }
          }
        ]
      },
      undefined,
      'In and NotIn need values'
    ],
    [
      'no namespaces',
      gatewayPoolKind,
      { ...pool, domains: [{ ...domain, namespaces: {} }] },
      undefined,
      'from'
    ],
    [
      'one domain twice',
      gatewayPoolKind,
      { ...pool, domains: [domain, domain] },
      undefined,
      'uplicate'
    ],
    [
      '63 hostnames on a Gateway',
      gatewayPoolKind,
      { ...pool, capacity: { maxHostnamesPerGateway: 63 } },
      undefined,
      '62'
    ],
    [
      'min above max',
      gatewayPoolKind,
      { ...pool, capacity: { minGateways: 11 } },
      undefined,
      'maxGateways'
    ],
    [
      'another scheme',
      gatewayPoolKind,
      { ...pool, loadBalancer: { scheme: 'internal' } },
      pool,
      'scheme cannot be'
    ],
    [
      'a region added',
      gatewayPoolKind,
      { ...pool, region: 'eu-west-1' },
      pool,
      'region cannot be changed, added'
    ],
    [
      'a claim moved',
      domainClaimKind,
      { ...claim, gatewayRef: { ...claim.gatewayRef, name: 'b' } },
      claim,
      'gatewayRef'
    ],
    [
      'a claim given to another namespace',
      domainClaimKind,
      { ...claim, requestRef: { ...claim.requestRef, namespace: 'evil' } },
      claim,
      'namespace'
    ]
  ] as const) {
    const found = problems(kind, spec, old)
    if (expected === undefined) t.same(found, [], given)
    else t.match(found.join('\n'), expected, given)
  }
})

t.test('a claim keeps its zones once it may have records in them', async t => {
  const target = {
    dnsName: 'a.example',
    hostedZoneID: 'Z9',
    recordTypes: ['A'],
    evaluateTargetHealth: true
  }
  const certificate = { attempts: 0 }
  const alias = { target: 'a.example', recordTypes: ['A'] }
  for (const [given, spec, status, isFree] of [
    ['new', claim, undefined, true],
    ['without certificate', claim, { conditions: [] }, true],
    ['with a certificate', claim, { certificate }, false],
    ['with an alias', claim, { alias }, false],
    ['with a target', { ...claim, target }, {}, false]
  ] as const) {
    for (const change of [
      { hostedZoneID: 'Z7' },
      { validationZoneID: 'Z7' },
      { hostedZoneID: 'Z7', validationZoneID: 'Z8' }
    ]) {
      const found = problemsOfUpdate({ spec: { ...spec, ...change }, status }, { spec, status })
      if (isFree) t.same(found, [], given)
      else t.match(found.join(), /zones?.* cannot be changed once the claim has/i, given)
    }
    t.same(problemsOfUpdate({ spec, status }, { spec, status }), [], given)
  }
})

t.test('the status of a claim does not lose its certificate', async t => {
  const status = { certificate: { attempts: 0 } }
  for (const after of [{ spec: claim }, { spec: claim, status: { conditions: [] } }])
    t.match(problemsOfUpdate(after, { spec: claim, status }).join(), /cannot be removed/)
  const more = { certificate: { attempts: 1 } }
  t.same(problemsOfUpdate({ spec: claim, status: more }, { spec: claim, status }), [])
})

t.test('a claim may pass to another request of its namespace', async t => {
  t.same(
    problems(
      domainClaimKind,
      { ...claim, requestRef: { ...claim.requestRef, name: 'b', uid: 'u2' } },
      claim
    ),
    []
  )
})

t.test('the name of a pool leaves room for the names of its Gateways', async t => {
  t.match(
    problems(gatewayPoolKind, pool, undefined, 'p'.repeat(41)).join(),
    'at most 40 characters'
  )
})

t.test('a pool of five lines is complete', async t => {
  const { admit } = validatorOf(crdOf(gatewayPoolKind), 'v1alpha1')
  const { spec } = admit(object(gatewayPoolKind, pool)).object as { spec: Record<string, unknown> }
  t.match(spec, {
    capacity: { maxHostnamesPerGateway: 25, minGateways: 0, maxGateways: 10 },
    loadBalancer: { scheme: 'internet-facing', ipAddressType: 'ipv4', targetType: 'ip' },
    dns: { evaluateTargetHealth: true, validationRecords: 'Delete' },
    releaseGraceSeconds: 300,
    deletionPolicy: 'Delete'
  })
})

function crdOf(kind: Kind): CustomResourceDefinition {
  return JSON.parse(JSON.stringify(toCrd(kind)))
}

function object(kind: Kind, spec: object, name = 'x'): JsonObject {
  const metadata = { name, ...(kind.scope === 'Namespaced' && { namespace: 'shop' }) }
  return JSON.parse(
    JSON.stringify({
      apiVersion: 'gateway-orchestrator.io/v1alpha1',
      kind: kind.kind,
      metadata,
      spec
    })
  )
}

function problems(kind: Kind, spec: object, old?: object, name?: string): string[] {
  const { admit } = validatorOf(crdOf(kind), 'v1alpha1')
  const before = old && admit(object(kind, old, name)).object
  return validateAgainstCrd(crdOf(kind), object(kind, spec, name), before)
}

/** What is wrong with an update of a claim, its status included. */
function problemsOfUpdate(
  after: { spec: object; status?: object | undefined },
  before: { spec: object; status?: object | undefined }
): string[] {
  const { admit } = validatorOf(crdOf(domainClaimKind), 'v1alpha1')
  const [wanted, old] = [after, before].map(({ spec, status }) => ({
    ...object(domainClaimKind, spec),
    ...defined({ status })
  })) as [JsonObject, JsonObject]
  return validateAgainstCrd(crdOf(domainClaimKind), wanted, admit(old).object)
}
