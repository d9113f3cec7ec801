import t from 'tap'
import { apiVersion } from '../../hooks/api/schema.ts'
import type { KubeObject } from '../../simulator/api-store/objects.ts'
import { aNamespace, aPlatform, aRequest } from '../helpers/flow-objects.ts'
import { webHostname as hostname } from '../helpers/flow-ready.ts'
import { createFlowWorld, type FlowWorld } from '../helpers/flow-world.ts'
import { type Verdict, verdictOf } from '../helpers/kstatus.ts'

/** Notes what kstatus says of the objects of a kind at each write, without repetitions. */
function follow(world: FlowWorld, kind: string): readonly Verdict[] {
  const verdicts: Verdict[] = []
  world.cluster.store.watch(
    ({ type, object }) => {
      const verdict = verdictOf(object)
      if (type !== 'DELETED' && verdicts.at(-1) !== verdict) verdicts.push(verdict)
    },
    { apiVersion, kind }
  )
  return verdicts
}

const kinds = ['GatewayHostnameRequest', 'GatewayPool', 'DomainClaim'] as const

t.test('from apply to Ready: InProgress at every write, and Current only at the end', async t => {
  const world = createFlowWorld()
  const [request, pool, claim] = kinds.map(kind => follow(world, kind))
  const selector = { from: 'Selector', selector: { matchLabels: { team: 'shop' } } }
  const platform = aPlatform({}, { namespaces: selector })
  world.apply(...platform, aNamespace('shop', { team: 'shop' }), aRequest('shop', 'web', hostname))
  t.strictSame(request, ['InProgress'], 'before any hook has run')
  t.ok(await world.untilReady('shop', 'web'))
  await world.clock.advance(3600_000)
  t.strictSame(request, ['InProgress', 'Current'])
  t.strictSame(claim, ['InProgress', 'Current'])
  t.strictSame(pool, ['InProgress', 'Current'])
  await world.stop()
})

t.test('from apply to refusal: InProgress, then Failed; once corrected, Current', async t => {
  const world = createFlowWorld()
  world.apply(...aPlatform({}, { maxHostnamesPerNamespace: 0 }), aNamespace('shop'))
  await world.clock.advance(60_000)
  const request = follow(world, 'GatewayHostnameRequest')
  world.apply(aRequest('shop', 'web', hostname))
  t.ok(await world.until(() => world.ready('shop', 'web') === 'False QuotaExceeded'))
  t.strictSame(request, ['InProgress', 'Failed'])
  world.apply(...aPlatform({}, { maxHostnamesPerNamespace: 1 }))
  t.ok(await world.untilReady('shop', 'web'))
  t.strictSame(request, ['InProgress', 'Failed', 'InProgress', 'Current'])
  await world.stop()
})

t.test('without a pool: InProgress for a minute, then Failed', async t => {
  const world = createFlowWorld()
  const request = follow(world, 'GatewayHostnameRequest')
  world.apply(aNamespace('shop'), aRequest('shop', 'web', hostname))
  await world.clock.advance(55_000)
  t.strictSame(request, ['InProgress'])
  await world.clock.advance(65_000)
  t.strictSame(request, ['InProgress', 'Failed'])
  await world.stop()
})

t.test('an error of AWS that passes stops nobody who waits; a missing permission does', async t => {
  const world = createFlowWorld()
  const request = follow(world, 'GatewayHostnameRequest')
  let code = 'InternalFailure'
  world.cloud.faults.use(({ operation }) =>
    operation === 'RequestCertificate'
      ? { before: { do: 'error', code, message: 'no' } }
      : undefined
  )
  world.apply(...aPlatform(), aNamespace('shop'), aRequest('shop', 'web', hostname))
  t.ok(await world.until(() => world.ready('shop', 'web') === 'False AWSUnavailable'))
  await world.clock.advance(600_000)
  t.strictSame(request, ['InProgress'])
  code = 'AccessDeniedException'
  t.ok(await world.until(() => world.ready('shop', 'web') === 'False AWSAccessDenied'))
  t.strictSame(request, ['InProgress', 'Failed'])
  world.cloud.faults.clear()
  t.ok(await world.untilReady('shop', 'web'))
  t.strictSame(request, ['InProgress', 'Failed', 'InProgress', 'Current'])
  await world.stop()
})

t.test('a change of the spec: InProgress until the hooks have seen it', async t => {
  const world = createFlowWorld()
  world.apply(...aPlatform(), aNamespace('shop'), aRequest('shop', 'web', hostname))
  t.ok(await world.untilReady('shop', 'web'))
  const [request, pool] = kinds.map(kind => follow(world, kind))
  const route = { backendRef: { name: 'web', port: 80 } }
  world.apply(aRequest('shop', 'web', hostname, { route }))
  t.strictSame(request, ['InProgress'], 'the generation is ahead of observedGeneration')
  t.ok(await world.until(() => world.ready('shop', 'web') === 'False RouteRejected'))
  t.strictSame(request, ['InProgress', 'Failed'])
  world.apply(...aPlatform({ capacity: { maxGateways: 3 } }))
  t.strictSame(pool, ['InProgress'])
  await world.clock.advance(60_000)
  t.strictSame(pool, ['InProgress', 'Current'])
  await world.stop()
})

t.test('deletion: claims and pools are Terminating to the end', async t => {
  const world = createFlowWorld()
  world.apply(...aPlatform({ releaseGraceSeconds: 60 }), aNamespace('shop'))
  world.apply(aRequest('shop', 'web', hostname))
  t.ok(await world.untilReady('shop', 'web'))
  const [, pool, claim] = kinds.map(kind => follow(world, kind))
  world.remove('GatewayHostnameRequest', 'web', 'shop')
  world.remove('GatewayPool', 'default')
  t.ok(await world.untilGone('GatewayPool'))
  t.strictSame(claim?.at(-1), 'Terminating')
  t.strictSame(pool, ['Terminating'])
  await world.stop()
})

t.test('a pool: Failed while it has a problem that a person has to solve', async t => {
  const world = createFlowWorld()
  const pool = follow(world, 'GatewayPool')
  world.apply(...aPlatform().slice(1), aNamespace('shop'), aRequest('shop', 'web', hostname))
  const poolReason = () => reasonOf(world.list('GatewayPool')[0])
  t.ok(await world.until(() => poolReason() === 'GatewayClassMissing', 3600))
  t.strictSame(pool, ['InProgress', 'Failed'])
  world.apply(...aPlatform())
  t.ok(await world.untilReady('shop', 'web', 3600))
  t.strictSame(pool, ['InProgress', 'Failed', 'InProgress', 'Current'])
  await world.stop()
})

function reasonOf(object: KubeObject | undefined): string | undefined {
  const conditions = (object?.status?.conditions ?? []) as { type: string; reason: string }[]
  return conditions.find(({ type }) => type === 'Ready')?.reason
}
