import t from 'tap'
import { copyFor, growPool } from '../../../bench/steady/grow.ts'
import type { SyncRequest } from '../../../hooks/wire/metacontroller.ts'

const pool = '00000000-0000-4000-8000-000000000001'
const claim = '00000000-0000-4000-8000-0000000000aa'
const copying = { perGroup: 25, shared: new Set([pool]) }

t.test('a copy has other hostnames, another Gateway and other UIDs, and the same pool', async t => {
  const text = JSON.stringify({
    hostname: 'app-00003.apps.example.com',
    gateway: 'default-1',
    configuration: 'default-1-lb',
    balancer: 'k8s-edge-default1-abc-123.elb.amazonaws.com',
    poolName: 'default',
    uid: claim,
    owner: pool
  })
  t.equal(copyFor(text, 0, copying), text)
  t.strictSame(JSON.parse(copyFor(text, 2, copying)), {
    hostname: 'app-00053.apps.example.com',
    gateway: 'default-3',
    configuration: 'default-3-lb',
    balancer: 'k8s-edge-default3-abc-123.elb.amazonaws.com',
    poolName: 'default',
    uid: '00000002-0000-4000-8000-0000000000aa',
    owner: pool
  })
})

t.test('a grown pool has each object once for every group, in the order of their keys', async t => {
  const children = {
    'DomainClaim.x/v1': { 'app-00001.apps.example.com': { metadata: { uid: claim } } },
    'HTTPRoute.y/v1': {}
  }
  const related = { 'Namespace.v1': { edge: { metadata: { name: 'edge' } } } }
  const request = {
    controller: {},
    parent: {},
    children,
    related,
    finalizing: false
  } as unknown as SyncRequest
  const grown = growPool(request, 3, copying)
  t.strictSame(Object.keys(grown.children['DomainClaim.x/v1'] ?? {}), [
    'app-00001.apps.example.com',
    'app-00026.apps.example.com',
    'app-00051.apps.example.com'
  ])
  t.strictSame(grown.children['HTTPRoute.y/v1'], {}, 'an empty group stays')
  t.strictSame(Object.keys(grown.related['Namespace.v1'] ?? {}), ['edge'])
})
