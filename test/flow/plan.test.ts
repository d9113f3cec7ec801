import t, { type Test } from 'tap'
import type { PlannedHostname } from '../../hooks/commands/plan/planned.ts'
import { planText } from '../../hooks/commands/plan/text.ts'
import { plainScreen } from '../../hooks/commands/terminal/screen.ts'
import { reasons } from '../../hooks/conditions/reasons.ts'
import { aNamespace, aPlatform, aRequest, messageOf } from '../helpers/flow-objects.ts'
import { createFlowWorld, type FlowWorld } from '../helpers/flow-world.ts'
import { planOf } from '../helpers/plan-world.ts'
import { type PlanCase, planCases } from './plan-cases.ts'

/** What a plan says of a request, in the words of the table. */
function saidOf({ outcome, advice }: PlannedHostname): string {
  if (outcome === 'served') return 'Ready'
  return outcome === 'invalid' ? 'invalid' : (advice?.reason ?? 'no reason')
}

/** Applies a manifest as it stands. @returns the requests that the API server refuses */
function applyAll(world: FlowWorld, { manifest }: PlanCase): Set<string> {
  const refused = new Set<string>()
  for (const object of manifest) {
    try {
      world.apply(object)
    } catch {
      refused.add(`${object.metadata.namespace}/${object.metadata.name}`)
    }
  }
  return refused
}

/** What the engine makes of the requests of a manifest. */
async function happens(t: Test, world: FlowWorld, planned: PlanCase): Promise<void> {
  const refused = applyAll(world, planned)
  for (const [request, becomes] of Object.entries(planned.becomes)) {
    const [namespace = '', name = ''] = request.split('/')
    if (becomes === 'invalid') {
      t.ok(refused.has(request), `${request} is refused by the API server`)
      continue
    }
    const state = becomes === 'Ready' ? 'True Ready' : `False ${becomes}`
    const isSo = await world.until(() => world.ready(namespace, name) === state, 3600)
    t.ok(isSo, `${request} becomes ${state}: ${world.ready(namespace, name)}`)
  }
}

for (const [name, planned] of Object.entries(planCases))
  t.test(`${name}: what the plan says is what happens`, async t => {
    const world = createFlowWorld()
    t.teardown(() => world.stop())
    world.cloud.zones.create('apps.example.com', { id: 'Z0APPS' })
    for (const object of planned.platform ?? aPlatform())
      world.cluster.store.apply(object, { manager: 'kubectl' })
    world.apply(aNamespace('shop'))
    await world.clock.advance(5000)
    await planned.before?.(world)
    const specs = () => world.list('GatewayHostnameRequest').map(({ spec }) => spec)
    const before = specs()
    const calls = world.cloud.calls.counts()
    const plan = await planOf(world, planned.manifest)
    const said = Object.fromEntries(plan.hostnames.map(each => [each.request, saidOf(each)]))
    t.strictSame(said, planned.becomes)
    t.strictSame(specs(), before, 'nothing is applied')
    const { RequestCertificate, ChangeResourceRecordSets } = world.cloud.calls.counts()
    t.equal(RequestCertificate, calls.RequestCertificate, 'no certificate is requested')
    t.equal(ChangeResourceRecordSets, calls.ChangeResourceRecordSets, 'no record is changed')
    const text = planText(plan, plainScreen())
    if (planned.says !== undefined) t.match(text.replace(/ *\n {14}/g, ' '), planned.says)
    t.strictSame(
      text.split('\n').filter(line => line.length > 80 && /\S \S/.test(line.slice(14))),
      [],
      'it fits 80 columns'
    )
    await happens(t, world, planned)
    for (const { request, outcome, advice } of plan.hostnames) {
      if (outcome !== 'refused' || advice === undefined) continue
      const [namespace = '', name = ''] = request.split('/')
      t.ok(messageOf(world, namespace, name).endsWith(advice.todo), 'with the same advice')
      t.ok(Object.hasOwn(reasons, advice.reason))
    }
  })

t.test('a plan whose hooks could not look at AWS says that it does not know', async t => {
  const world = createFlowWorld()
  t.teardown(() => world.stop())
  world.cloud.zones.create('apps.example.com', { id: 'Z0APPS' })
  world.apply(...aPlatform(), aNamespace('shop'))
  await world.clock.advance(5000)
  const error = { do: 'error', code: 'ThrottlingException', message: 'slow down' } as const
  world.cloud.faults.use(({ operation }) =>
    operation === 'ListCertificates' ? { before: error } : undefined
  )
  const plan = await planOf(world, [aRequest('shop', 'web', 'web.apps.example.com')])
  t.match(plan.hostnames, [{ outcome: 'served', aws: { asked: false } }])
  const text = planText(plan, plainScreen()).replace(/\s+/g, ' ')
  t.match(text, 'not looked at: AWS could not be looked at: ListCertificates: Throttl')
  t.match(text, '1 of 1 will be served, as far as the cluster shows: AWS was not looked at.')
})

t.test('the table is long enough to mean something', async t => {
  t.ok(Object.keys(planCases).length >= 30)
})
