import { systemClock } from '../clock.ts'
import { awsReader } from './cluster/aws-reader.ts'
import { chooseReader } from './cluster/choose-reader.ts'
import { type ClusterReader, listAll } from './cluster/cluster-reader.ts'
import { textAt } from './cluster/objects.ts'
import type { CommandContext } from './context.ts'
import type { ObjectFormat } from './flags.ts'
import { findHooks } from './hostnames/ask-hooks.ts'
import { type HooksSettings, readHooksSettings } from './hostnames/hooks-settings.ts'
import { paths } from './hostnames/resources.ts'
import { lookForOrphans } from './orphans/look.ts'
import { orphansText } from './orphans/text.ts'
import { CommandEnd, exitCodes } from './terminal/command-end.ts'
import { forPrograms } from './terminal/formats.ts'
import { screenOf } from './terminal/screen.ts'

export type OrphanFlags = {
  context?: string
  output?: ObjectFormat
  clusterId?: string
  region?: string
  zone?: readonly string[]
}

/** Finds records and certificates without a claim, and claims without them. It only reads. */
export async function runOrphans(
  this: CommandContext,
  flags: OrphanFlags
): Promise<CommandEnd | undefined> {
  const { stdout, env } = this.process
  const reader = await chooseReader({ context: flags.context, env })
  const { service } = await findHooks(reader, () => undefined, undefined)
  const settings = await readHooksSettings(reader, service)
  const ofHooks = settings.found
  const cluster = flags.clusterId ?? ofHooks.CLUSTER_ID
  const region = flags.region ?? ofHooks.AWS_REGION ?? env.AWS_REGION
  const poolRegion = region ?? (await regionOfPools(reader))
  if (cluster === undefined)
    return new CommandEnd(
      exitCodes.failure,
      'The CLUSTER_ID of the hooks cannot be read from their Deployment: give it with --cluster-id.'
    )
  const aws = awsReader({ region: poolRegion ?? 'us-east-1', clock: systemClock })
  const places = { ...regionsOf(settings, region), zones: flags.zone ?? [] }
  const report = await lookForOrphans(reader, aws, cluster, places)
  stdout.write(forPrograms(flags.output, report) ?? orphansText(report, screenOf(stdout, env)))
  if (report.unread.length > 0)
    return new CommandEnd(exitCodes.failure, 'Not all could be looked at.')
  const { length } = report.orphans
  return length === 0 ? undefined : new CommandEnd(exitCodes.stuck, `${length} found.`)
}

/**
 * A region that a pool or claim names. All are in one partition, whose Route 53 and credentials
 * the clients need.
 */
async function regionOfPools(reader: ClusterReader): Promise<string | undefined> {
  const lists = [await listAll(reader, paths.pools()), await listAll(reader, paths.claims())]
  return lists.flat().flatMap(each => textAt(each, 'spec', 'region') ?? [])[0]
}

/** The regions of the hooks, in which certificates may need the same validation records. */
export function regionsOf({ found, isComplete }: HooksSettings, region: string | undefined) {
  const more = (found.CERTIFICATE_REGIONS ?? '').split(',').map(each => each.trim())
  const regions = [region, found.AWS_REGION, ...more].filter(each => each !== undefined)
  const unknownRegions =
    'validation records: the CERTIFICATE_REGIONS of the hooks cannot be read, so a certificate ' +
    'elsewhere may need them'
  const named = regions.filter(each => each !== '')
  return { regions: named, ...(!isComplete && { unknownRegions }) }
}
