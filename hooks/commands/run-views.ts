import { loadBalancerGroup } from '../api/load-balancer-api.ts'
import { systemClock } from '../clock.ts'
import { claimName } from '../hostname/claim-name.ts'
import { chooseNamespace } from './cluster/choose-namespace.ts'
import { chooseReader } from './cluster/choose-reader.ts'
import {
  type ClusterReader,
  listAll,
  pathOf,
  type ReadObject,
  readObject
} from './cluster/cluster-reader.ts'
import { readValue, tryToRead } from './cluster/reading.ts'
import type { CommandContext } from './context.ts'
import type { ObjectFormat } from './flags.ts'
import { capacityOf, capacityTable } from './hostnames/capacity.ts'
import { findHostname } from './hostnames/find-request.ts'
import { holdersOf, holdersText } from './hostnames/holders.ts'
import { observeHostname } from './hostnames/observe-hostname.ts'
import { paths } from './hostnames/resources.ts'
import { treeOf, treeText } from './hostnames/tree.ts'
import { CommandEnd, exitCodes } from './terminal/command-end.ts'
import { forPrograms } from './terminal/formats.ts'
import { screenOf } from './terminal/screen.ts'

export type ViewFlags = { namespace?: string; context?: string; output?: ObjectFormat }

/** Shows all objects and AWS resources of a hostname. */
export async function runTree(this: CommandContext, flags: ViewFlags, name: string): Promise<void> {
  const { stdout, env } = this.process
  const reader = await chooseReader({ context: flags.context, env })
  const found = await findHostname(reader, {
    name,
    namespace: await chooseNamespace({ ...flags, env })
  })
  const namespace = found.request?.metadata.namespace
  const routes = namespace === undefined ? [] : await routesIn(reader, namespace)
  const tree = treeOf({ ...(await observeHostname(reader, found)), routes })
  stdout.write(forPrograms(flags.output, tree) ?? treeText(tree, screenOf(stdout, env)))
}

/** Says who holds a hostname, and who waits for it. */
export async function runWho(
  this: CommandContext,
  flags: ViewFlags,
  hostname: string
): Promise<CommandEnd | undefined> {
  const { stdout, env } = this.process
  const reader = await chooseReader({ context: flags.context, env })
  const requests = await listAll(reader, paths.requests())
  const holders = holdersOf(hostname, await claimsFor(reader, hostname), requests)
  const now = new Date(systemClock.now()).toISOString()
  const screen = screenOf(stdout, env)
  stdout.write(forPrograms(flags.output, holders) ?? holdersText(holders, screen, now))
  const isFree = holders.holder === undefined && holders.waiting.length === 0
  return isFree ? new CommandEnd(exitCodes.notFound, 'Nobody asks for it.') : undefined
}

/** Shows how full the pools are. */
export async function runPools(this: CommandContext, flags: ViewFlags): Promise<void> {
  const { stdout, env } = this.process
  const reader = await chooseReader({ context: flags.context, env })
  const pools = await listAll(reader, paths.pools())
  const [configurations, ...routes] = await Promise.all([
    orUndefined(reader, await configurationsPath(reader)),
    orUndefined(reader, paths.httpRoutes()),
    orUndefined(reader, paths.grpcRoutes())
  ])
  const known = routes.filter(list => list !== undefined)
  const capacity = capacityOf({
    pools,
    configurations,
    routes: known.length === 0 ? undefined : known.flat()
  })
  stdout.write(forPrograms(flags.output, capacity) ?? capacityTable(capacity))
}

/** All claims, or the one of the hostname if its reader may not list claims. */
async function claimsFor(reader: ClusterReader, hostname: string): Promise<readonly ReadObject[]> {
  const all = await orUndefined(reader, paths.claims())
  if (all !== undefined) return all
  const path = paths.claims({ name: claimName(hostname) })
  const own = await tryToRead(() => readObject(reader, path))
  return own.ok ? [own.value] : []
}

async function routesIn(reader: ClusterReader, namespace: string): Promise<readonly ReadObject[]> {
  const lists = await Promise.all([
    orUndefined(reader, paths.httpRoutes({ namespace })),
    orUndefined(reader, paths.grpcRoutes({ namespace }))
  ])
  const kinds = ['HTTPRoute', 'GRPCRoute']
  return lists.flatMap((list, index) =>
    (list ?? []).map(route => ({ ...route, kind: kinds[index] ?? '' }))
  )
}

async function orUndefined(reader: ClusterReader, path: string) {
  return readValue(await tryToRead(() => listAll(reader, path)))
}

/** Newer releases of the load balancer controller serve `v1`, and all serve `v1beta1`. */
async function configurationsPath(reader: ClusterReader): Promise<string> {
  const plural = 'loadbalancerconfigurations'
  const newer = pathOf(`${loadBalancerGroup}/v1`, plural)
  const isServed = (await tryToRead(() => reader.get(`${newer}?limit=1`))).ok
  return isServed ? newer : pathOf(`${loadBalancerGroup}/v1beta1`, plural)
}
