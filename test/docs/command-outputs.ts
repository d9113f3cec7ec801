import { awsReader } from '../../hooks/commands/cluster/aws-reader.ts'
import type { ReadObject } from '../../hooks/commands/cluster/cluster-reader.ts'
import { storyText } from '../../hooks/commands/explain/text.ts'
import { capacityOf, capacityTable } from '../../hooks/commands/hostnames/capacity.ts'
import { findHostname } from '../../hooks/commands/hostnames/find-request.ts'
import { holdersOf, holdersText } from '../../hooks/commands/hostnames/holders.ts'
import { observeHostname } from '../../hooks/commands/hostnames/observe-hostname.ts'
import { byNeed, summaryOf, summaryTable } from '../../hooks/commands/hostnames/summary.ts'
import { treeOf, treeText } from '../../hooks/commands/hostnames/tree.ts'
import { findOrphans } from '../../hooks/commands/orphans/find-orphans.ts'
import { observeAWS, type SeenAWS } from '../../hooks/commands/orphans/observe-aws.ts'
import { orphansText } from '../../hooks/commands/orphans/text.ts'
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

/** What AWS has, beside claims of which one is missing. */
async function lostClaim(world: FlowWorld, claims: readonly ReadObject[]) {
  const credentials = { accessKeyId: 'AKIAEMBEDDED', secretAccessKey: 'embedded' }
  const requestHandler = world.cloud.requestHandler()
  const region = 'eu-central-1'
  const aws = awsReader({ region, clock: world.clock, requestHandler, credentials })
  const left = claims.filter(({ metadata }) => metadata.name !== 'web.apps.example.com')
  const pools = world.list('GatewayPool') as unknown as ReadObject[]
  let seen: SeenAWS | undefined
  void observeAWS(
    aws,
    'test-cluster',
    { pools, claims: left },
    { zones: [], regions: [region] }
  ).then(found => {
    seen = found
  })
  await world.until(() => seen !== undefined, 300)
  if (seen === undefined) throw new Error('AWS is not read')
  return seen
}

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
  const holders = holdersOf('web.apps.example.com', { claims }, requests)
  const capacity = capacityOf({
    pools: listed('GatewayPool'),
    configurations: listed('LoadBalancerConfiguration'),
    routes: listed('HTTPRoute')
  })
  const found = await findHostname(readerOfAll(world), { name: 'web', namespace: 'shop' })
  const seen = await observeHostname(readerOfAll(world), found)
  const outputs = new Map([
    ['kubectl hostname tree web', treeText(treeOf({ ...seen, routes: {} }), screen)],
    ['kubectl hostname pools', capacityTable(capacity)],
    ['kubectl hostname who web.apps.example.com', holdersText(holders, screen, now)],
    ['kubectl hostname get', summaryTable(summaries, { isOfAll: false, isWide: false, now })],
    ['kubectl hostname explain new', await explained('new')],
    ['kubectl hostname explain pay', await explained('pay')],
    ['kubectl hostname plan -f web.yaml', planText(await planOf(world, manifest), screen)]
  ])
  // The last, because its reading of AWS uses up the rate that the plan would need.
  const lost = await lostClaim(world, claims)
  const report = {
    cluster: 'test-cluster',
    orphans: findOrphans(lost),
    zones: lost.zones.map(({ zone }) => zone),
    regions: lost.regions.map(({ region }) => region),
    unread: lost.unread
  }
  const text = orphansText(report, screen)
  return outputs.set('kubectl hostname orphans', text)
}
