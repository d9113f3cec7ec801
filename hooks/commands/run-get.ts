import { systemClock } from '../clock.ts'
import { chooseNamespace } from './cluster/choose-namespace.ts'
import { chooseReader } from './cluster/choose-reader.ts'
import { listAll } from './cluster/cluster-reader.ts'
import type { CommandContext } from './context.ts'
import type { ListFormat } from './flags.ts'
import { paths } from './hostnames/resources.ts'
import { byNeed, type Summary, summaryOf, summaryTable } from './hostnames/summary.ts'
import { forPrograms } from './terminal/formats.ts'
import { printableLine } from './terminal/printable.ts'

export type GetFlags = {
  namespace?: string
  context?: string
  output?: ListFormat
  allNamespaces?: boolean
}

/** Lists hostnames. */
export async function runGet(this: CommandContext, flags: GetFlags): Promise<void> {
  const { stdout, stderr, env } = this.process
  const { allNamespaces: isOfAll = false, context, output } = flags
  const reader = await chooseReader({ context, env })
  const place = isOfAll ? {} : { namespace: await chooseNamespace({ ...flags, env }) }
  const requests = await listAll(reader, paths.requests(place))
  const summaries = requests.map(summaryOf).sort(byNeed)
  const text = forPrograms(output, summaries)
  if (text !== undefined) stdout.write(text)
  else if (summaries.length === 0) stderr.write(`No hostnames found${placeWords(place)}.\n`)
  else if (output === 'name') stdout.write(summaries.map(nameLine).join(''))
  else {
    const now = new Date(systemClock.now()).toISOString()
    stdout.write(summaryTable(summaries, { isOfAll, isWide: output === 'wide', now }))
  }
}

function placeWords({ namespace }: { namespace?: string }): string {
  return namespace === undefined ? '' : ` in namespace ${namespace}`
}

function nameLine({ name }: Summary): string {
  return `gatewayhostnamerequest.gateway-orchestrator.io/${printableLine(name)}\n`
}
