import { systemClock } from '../clock.ts'
import { chooseNamespace } from './cluster/choose-namespace.ts'
import { chooseReader } from './cluster/choose-reader.ts'
import { listAll } from './cluster/cluster-reader.ts'
import type { CommandContext } from './context.ts'
import type { ObjectFormat } from './flags.ts'
import { capacityOf, capacityTable } from './hostnames/capacity.ts'
import { findHostname } from './hostnames/find-request.ts'
import { holdersOf, holdersText } from './hostnames/holders.ts'
import { observeHostname } from './hostnames/observe-hostname.ts'
import { observeCapacity, observeClaims, observeRoutes } from './hostnames/observe-views.ts'
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
  const routes = namespace === undefined ? {} : await observeRoutes(reader, namespace)
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
  const holders = holdersOf(hostname, await observeClaims(reader, hostname), requests)
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
  const capacity = capacityOf(await observeCapacity(reader))
  stdout.write(forPrograms(flags.output, capacity) ?? capacityTable(capacity))
}
