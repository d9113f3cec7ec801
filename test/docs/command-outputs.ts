import type { ReadObject } from '../../hooks/commands/cluster/cluster-reader.ts'
import { storyText } from '../../hooks/commands/explain/text.ts'
import { capacityOf, capacityTable } from '../../hooks/commands/hostnames/capacity.ts'
import { findHostname } from '../../hooks/commands/hostnames/find-request.ts'
import { holdersOf, holdersText } from '../../hooks/commands/hostnames/holders.ts'
import { observeHostname } from '../../hooks/commands/hostnames/observe-hostname.ts'
import { byNeed, summaryOf, summaryTable } from '../../hooks/commands/hostnames/summary.ts'
import { treeOf, treeText } from '../../hooks/commands/hostnames/tree.ts'
import { planText } from '../../hooks/commands/plan/text.ts'
import { plainScreen } from '../../hooks/commands/terminal/screen.ts'
import { aNamespace, aPlatform, aRequest } from '../helpers/flow-objects.ts'
import { createFlowWorld, type FlowWorld } from '../helpers/flow-world.ts'
import { readerOfAll, storyOf } from '../helpers/hostname-world.ts'
import { planOf } from '../helpers/plan-world.ts'

/** A cluster with hostnames in several states, for the outputs that a document shows. */
export async function shownWorld(): Promise<FlowWorld> {
  const world = createFlowWorld()
  const blocked = 'pay.apps.example.com'
  world.cloud.faults.failCertificates(blocked, 'CAA_ERROR')
  world.apply(
    ...aPlatform({}, { wildcardHostnames: 'Allow' }),
    aNamespace('shop'),
    aNamespace('blog'),
    aRequest('shop', 'web', 'web.apps.example.com')
  )
  await world.untilReady('shop', 'web')
  world.apply(aRequest('shop', 'pay', blocked), aRequest('blog', 'late', 'web.apps.example.com'))
  await world.until(() => world.ready('shop', 'pay') === 'False CertificateFailed')
  world.apply(aRequest('shop', 'new', 'new.apps.example.com'))
  await world.clock.advance(45_000)
  return world
}

const manifest = [
  aRequest('shop', 'admin', 'admin.apps.example.com'),
  aRequest('shop', 'blog', 'web.apps.example.org')
]

/** The outputs by the commands that a person types. */
export async function commandOutputs(world: FlowWorld): Promise<Map<string, string>> {
  const now = new Date(world.clock.now()).toISOString()
  const screen = plainScreen()
  const requests = world.list('GatewayHostnameRequest') as unknown as ReadObject[]
  const summaries = requests
    .filter(({ metadata }) => metadata.namespace === 'shop')
    .map(summaryOf)
    .sort(byNeed)
  const explained = async (name: string) => storyText(await storyOf(world, name), screen, now)
  const listed = (kind: string) => world.list(kind) as unknown as ReadObject[]
  const claims = listed('DomainClaim')
  const holders = holdersOf('web.apps.example.com', claims, requests)
  const capacity = capacityOf({
    pools: listed('GatewayPool'),
    configurations: listed('LoadBalancerConfiguration'),
    routes: listed('HTTPRoute')
  })
  const found = await findHostname(readerOfAll(world), { name: 'web', namespace: 'shop' })
  const seen = await observeHostname(readerOfAll(world), found)
  return new Map([
    ['kubectl hostname tree web', treeText(treeOf({ ...seen, routes: [] }), screen)],
    ['kubectl hostname pools', capacityTable(capacity)],
    ['kubectl hostname who web.apps.example.com', holdersText(holders, screen, now)],
    ['kubectl hostname get', summaryTable(summaries, { isOfAll: false, isWide: false, now })],
    ['kubectl hostname explain new', await explained('new')],
    ['kubectl hostname explain pay', await explained('pay')],
    ['kubectl hostname plan -f web.yaml', planText(await planOf(world, manifest), screen)]
  ])
}
