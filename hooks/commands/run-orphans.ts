import { systemClock } from '../clock.ts'
import { awsReader } from './cluster/aws-reader.ts'
import { chooseReader } from './cluster/choose-reader.ts'
import { listAll } from './cluster/cluster-reader.ts'
import type { CommandContext } from './context.ts'
import type { ObjectFormat } from './flags.ts'
import { findHooks } from './hostnames/ask-hooks.ts'
import { hooksEnvironment } from './hostnames/hooks-settings.ts'
import { paths } from './hostnames/resources.ts'
import { findOrphans } from './orphans/find-orphans.ts'
import { observeAWS } from './orphans/observe-aws.ts'
import { orphansText } from './orphans/text.ts'
import { CommandEnd, exitCodes } from './terminal/command-end.ts'
import { forPrograms } from './terminal/formats.ts'
import { screenOf } from './terminal/screen.ts'

export type OrphanFlags = {
  context?: string
  output?: ObjectFormat
  clusterId?: string
  region?: string
}

/** Finds records and certificates without a claim, and claims without them. It only reads. */
export async function runOrphans(
  this: CommandContext,
  flags: OrphanFlags
): Promise<CommandEnd | undefined> {
  const { stdout, env } = this.process
  const reader = await chooseReader({ context: flags.context, env })
  const { service } = await findHooks(reader, () => undefined, undefined)
  const ofHooks = await hooksEnvironment(reader, service)
  const cluster = flags.clusterId ?? ofHooks.CLUSTER_ID
  const region = flags.region ?? ofHooks.AWS_REGION ?? env.AWS_REGION
  if (cluster === undefined)
    return new CommandEnd(
      exitCodes.failure,
      'The CLUSTER_ID of the hooks cannot be read from their Deployment: give it with --cluster-id.'
    )
  const [pools, claims] = await Promise.all([
    listAll(reader, paths.pools()),
    listAll(reader, paths.claims())
  ])
  const aws = awsReader({ region: region ?? 'us-east-1', clock: systemClock })
  const { unread, ...evidence } = await observeAWS(aws, cluster, { pools, claims }, region)
  const report = { cluster, orphans: findOrphans(evidence), unread }
  stdout.write(forPrograms(flags.output, report) ?? orphansText(report, screenOf(stdout, env)))
  if (unread.length > 0) return new CommandEnd(exitCodes.failure, 'Not all could be looked at.')
  const { length } = report.orphans
  return length === 0 ? undefined : new CommandEnd(exitCodes.stuck, `${length} found.`)
}
