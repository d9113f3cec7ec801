import t from 'tap'
import type { KubernetesObject } from '../../../../hooks/api/objects.ts'
import { createReadyTimes } from '../../../../hooks/metrics/read/ready-times.ts'
import type { SyncRequest } from '../../../../hooks/wire/metacontroller.ts'

const start = Date.parse('2026-01-01T00:00:00Z')
const at = (seconds: number) => new Date(start + seconds * 1000).toISOString().replace('.000', '')

/** Conditions: type, status, and when it changed (s after the start). */
type Told = readonly (readonly [type: string, status: string, changedAt: number])[]

function status(told: Told) {
  const conditions = told.map(([type, state, changedAt]) => ({
    type,
    status: state,
    reason: 'Done',
    message: '',
    lastTransitionTime: at(changedAt)
  }))
  return { conditions }
}

/** The sync of a request that was created at the start. */
function sync(before: Told, claim?: { status: object; uid?: string }): SyncRequest {
  const version = 'gateway-orchestrator.io/v1alpha1'
  const spec = { hostname: 'shop.example.com', requestRef: { uid: claim?.uid ?? 'u1' } }
  const claims: KubernetesObject[] =
    claim === undefined
      ? []
      : [
          {
            apiVersion: version,
            kind: 'DomainClaim',
            metadata: { name: 'c', uid: 'c' },
            spec,
            status: claim.status
          }
        ]
  return {
    controller: {
      metadata: { name: 'x' },
      spec: { parentResource: { apiVersion: '', resource: '' } }
    },
    parent: {
      apiVersion: version,
      kind: 'GatewayHostnameRequest',
      metadata: { name: 'shop', namespace: 'shop', uid: 'u1', creationTimestamp: at(0) },
      spec: { hostname: 'shop.example.com', poolName: 'default' },
      ...(before.length === 0 ? {} : { status: status(before) })
    },
    children: {},
    related: { [`DomainClaim.${version}`]: Object.fromEntries(claims.map(c => ['c', c])) },
    finalizing: false
  }
}

const waiting: Told = [['Ready', 'Unknown', 1]]
const done: Told = [
  ['Accepted', 'True', 2],
  ['Claimed', 'True', 2],
  ['CertificateIssued', 'True', 90],
  ['DNSAliasReady', 'True', 60],
  ['Ready', 'True', 100]
]

t.test('a request is timed when it becomes Ready for the first time', async t => {
  const times = createReadyTimes()
  t.equal(times(sync([]), status(waiting), start + 1000), undefined)
  const first = times(sync(waiting), status(done), start + 100_000)
  t.strictSame(first, {
    pool: 'default',
    seconds: 100,
    steps: [
      { step: 'Accepted', seconds: 2 },
      { step: 'Claimed', seconds: 0 },
      { step: 'CertificateIssued', seconds: 88 },
      { step: 'DNSAliasReady', seconds: 0 },
      { step: 'Ready', seconds: 10 }
    ]
  })
  t.equal(times(sync(done), status(done), start + 200_000), undefined, 'and only once')
})

t.test('a request that is Ready again, after a trouble, is not timed', async t => {
  const times = createReadyTimes()
  times(sync([]), status(waiting), start)
  times(sync(waiting), status(done), start + 100_000)
  times(sync(done), status(waiting), start + 200_000)
  t.equal(times(sync(waiting), status(done), start + 300_000), undefined)
})

t.test('a request is timed once while the cache still shows the status before', async t => {
  const times = createReadyTimes()
  t.ok(times(sync([]), status(done), start + 100_000))
  t.equal(times(sync([]), status(done), start + 101_000), undefined)
  times(sync([]), status(waiting), start + 102_000)
  t.equal(times(sync(waiting), status(done), start + 103_000), undefined)
})

t.test('after a restart, a request is timed if its claim was never Ready', async t => {
  const times = createReadyTimes()
  times(sync(waiting, { status: {} }), status(waiting), start + 50_000)
  t.equal(times(sync(waiting), status(done), start + 100_000)?.seconds, 100)
})

t.test('after a restart, a request that may have been Ready is not timed', async t => {
  const was = { status: { readySince: at(10) } }
  for (const claim of [was, undefined, { status: {}, uid: 'another' }]) {
    const times = createReadyTimes()
    times(sync(waiting, claim), status(waiting), start + 50_000)
    t.equal(times(sync(waiting, claim), status(done), start + 100_000), undefined)
  }
})

t.test("the claim's own time of a step counts", async t => {
  const times = createReadyTimes()
  times(sync([]), status(waiting), start)
  const claim = { status: status([['CertificateIssued', 'True', 30]]) }
  const steps = times(sync(waiting, claim), status(done), start + 100_000)?.steps
  t.match(
    steps?.find(({ step }) => step === 'CertificateIssued'),
    { seconds: 28 }
  )
})

t.test('a type of condition that nobody knows is no step', async t => {
  const times = createReadyTimes()
  const told: Told = [['shop.example.com', 'True', 5], ...done]
  const first = times(sync([]), status(told), start + 100_000)
  t.notOk(first?.steps.some(({ step }) => step === 'shop.example.com'))
})
