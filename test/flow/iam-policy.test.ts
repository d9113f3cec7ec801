import t, { type Test } from 'tap'
import { apiVersion } from '../../hooks/api/schema.ts'
import { policyFor } from '../../hooks/commands/iam/policy.ts'
import { createFlowWorld, type FlowWorld } from '../helpers/flow-world.ts'
import { guardedHandler } from '../helpers/guarded-aws.ts'
import type { IamCall } from '../helpers/iam-policy.ts'

const policy = policyFor({
  zones: ['Z0EXAMPLEAPPS', 'Z0EXAMPLEPAY', 'Z0EXAMPLEPREVIEW'],
  accounts: [],
  regions: ['eu-central-1'],
  domains: ['apps.example.com', 'pay.example.com', 'preview.example.com'],
  clusterID: 'test-cluster'
})

/** A world whose AWS allows what the policy allows, and the calls that were denied. */
function guardedWorld(allowed = policy): { world: FlowWorld; denied: IamCall[] } {
  const denied: IamCall[] = []
  const guard = (cloud: FlowWorld['cloud']) => guardedHandler(cloud, allowed, denied)
  return { world: createFlowWorld({}, {}, { guard }), denied }
}

const examples = [
  '01-gateway-class.yaml',
  '02-pool.yaml',
  '03-first-request.yaml',
  '05-wildcard.yaml'
]

async function toReadyAndBack(t: Test, world: FlowWorld): Promise<void> {
  world.applyExamples(...examples)
  t.ok(await world.untilReady('shop', 'shop', 900), 'a hostname is Ready')
  t.ok(await world.untilReady('shop', 'previews', 900), 'a wildcard is Ready')
  world.remove('GatewayHostnameRequest', 'shop', 'shop')
  world.remove('GatewayHostnameRequest', 'previews', 'shop')
  t.ok(await world.untilGone('DomainClaim', 1800), 'all claims are gone')
  t.strictSame(world.cloud.certificates.list(), [])
}

t.test('the policy is enough from YAML to Ready and back to nothing', async t => {
  const { world, denied } = guardedWorld()
  await toReadyAndBack(t, world)
  t.strictSame(denied, [], 'no call was denied')
  await world.stop()
})

t.test('and when the answers to deletions are lost', async t => {
  const { world } = guardedWorld()
  world.cloud.faults.next('DeleteCertificate', { after: { do: 'drop' } }, 2)
  await toReadyAndBack(t, world)
  await world.stop()
})

t.test('and for a pool that leaves everything in AWS', async t => {
  const { world, denied } = guardedWorld()
  await toReadyAndRetained(t, world)
  t.strictSame(denied, [], 'no call was denied')
  await world.stop()
})

async function toReadyAndRetained(t: Test, world: FlowWorld): Promise<void> {
  world.applyExamples(...examples)
  retain(world)
  await world.untilReady('shop', 'shop', 900)
  world.remove('GatewayHostnameRequest', 'shop', 'shop')
  t.ok(await world.until(() => !holds(world, 'shop.apps.example.com'), 1800), 'the claim is gone')
}

function retain(world: FlowWorld): void {
  const ref = { apiVersion, kind: 'GatewayPool', name: 'default' }
  const pool = world.cluster.store.read(ref)
  world.cluster.store.update({ ...pool, spec: { ...pool.spec, deletionPolicy: 'Retain' } })
}

function holds(world: FlowWorld, name: string): boolean {
  return world.list('DomainClaim').some(({ metadata }) => metadata.name === name)
}

for (const { Sid } of policy.Statement)
  t.test(`without its statement ${Sid}, a call is denied`, async t => {
    const Statement = policy.Statement.filter(statement => statement.Sid !== Sid)
    const { world, denied } = guardedWorld({ ...policy, Statement })
    world.applyExamples(...examples)
    if (Sid === 'UntagCertificates') retain(world)
    await world.untilReady('shop', 'shop', 600)
    world.remove('GatewayHostnameRequest', 'shop', 'shop')
    t.ok(await world.until(() => denied.length > 0, 1200), 'a call is denied')
    await world.stop()
  })
