import t from 'tap'
import { apiVersion } from '../../hooks/api/schema.ts'
import { validateAgainstCrd } from '../../simulator/api-store/validation.ts'
import { loadUpstreamCrds, readDocuments, skipWithoutUpstream } from '../helpers/upstream-crds.ts'

type Hook = { version: string; webhook: { url: string; timeout: string } }
type Controller = {
  apiVersion: string
  kind: string
  metadata: { name: string }
  spec: {
    generateSelector: boolean
    resyncPeriodSeconds?: number
    parentResource: { apiVersion: string; resource: string; ignoreStatusChanges?: boolean }
    childResources?: readonly {
      apiVersion: string
      resource: string
      updateStrategy: { method: string }
    }[]
    hooks: Record<string, Hook>
  }
}

const file = new URL('../../metacontroller/composite-controllers.yaml', import.meta.url)
const controllers = readDocuments<Controller>(file)

t.test('each controller has the hooks and children of the design', async t => {
  const table = controllers.map(({ metadata, spec }) => [
    metadata.name,
    spec.parentResource.resource,
    Object.keys(spec.hooks),
    (spec.childResources ?? []).map(child => child.resource)
  ])
  t.same(table, [
    [
      'gateway-pools',
      'gatewaypools',
      ['customize', 'sync', 'finalize'],
      [
        'domainclaims',
        'hostnamedenials',
        'gateways',
        'httproutes',
        'loadbalancerconfigurations',
        'targetgroupconfigurations'
      ]
    ],
    ['domain-claims', 'domainclaims', ['sync', 'finalize'], []],
    [
      'gateway-hostname-requests',
      'gatewayhostnamerequests',
      ['customize', 'sync'],
      ['httproutes', 'targetgroupconfigurations']
    ]
  ])
})

t.test('every hook is v2, waits 30 s and has the path of its room', async t => {
  const rooms = {
    'gateway-pools': 'gateway-pool',
    'domain-claims': 'domain-claim',
    'gateway-hostname-requests': 'hostname-request'
  }
  for (const { metadata, spec } of controllers) {
    const room = rooms[metadata.name as keyof typeof rooms]
    for (const [name, { version, webhook }] of Object.entries(spec.hooks)) {
      const url = `http://gateway-orchestrator.gateway-orchestrator.svc:8080/${room}/${name}`
      t.same(
        { version, webhook },
        { version: 'v2', webhook: { url, timeout: '30s' } },
        `${metadata.name} ${name}`
      )
    }
  }
})

t.test(
  'children are updated; pools have a period, which Metacontroller ignores with ignoreStatusChanges',
  async t => {
    for (const { metadata, spec } of controllers) {
      const isOfPools = metadata.name === 'gateway-pools'
      t.equal(spec.generateSelector, true)
      t.equal(spec.parentResource.apiVersion, apiVersion)
      t.equal(spec.parentResource.ignoreStatusChanges, isOfPools ? undefined : true)
      t.equal(spec.resyncPeriodSeconds, isOfPools ? 120 : undefined)
      for (const child of spec.childResources ?? [])
        t.equal(child.updateStrategy.method, 'InPlace', child.resource)
    }
  }
)

t.test('Metacontroller takes them', { skip: skipWithoutUpstream }, async t => {
  const crd = loadUpstreamCrds().find(({ spec }) => spec.names.kind === 'CompositeController')
  if (crd === undefined) throw new Error('UPSTREAM_CRDS holds no CompositeController')
  for (const controller of controllers)
    t.same(validateAgainstCrd(crd, controller), [], controller.metadata.name)
})

t.test(
  'every child resource is one that its project serves',
  { skip: skipWithoutUpstream },
  async t => {
    const served = loadUpstreamCrds().flatMap(({ spec }) =>
      spec.versions.filter(v => v.served).map(v => `${spec.group}/${v.name} ${spec.names.plural}`)
    )
    for (const child of controllers.flatMap(({ spec }) => spec.childResources ?? [])) {
      if (child.apiVersion === apiVersion) continue
      t.ok(served.includes(`${child.apiVersion} ${child.resource}`), child.resource)
    }
  }
)
