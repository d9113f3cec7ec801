import { createInterface } from 'node:readline/promises'
import { buildCommand } from '@stricli/core'
import { systemClock } from '../clock.ts'
import { chooseReader } from './cluster/choose-reader.ts'
import type { ClusterReader } from './cluster/cluster-reader.ts'
import { kubectlWriter } from './cluster/kubectl-writer.ts'
import type { CommandContext } from './context.ts'
import { type Drained, drain } from './drain/drain.ts'
import { isEmpty, type Left, readLeft, uidsOf } from './drain/left.ts'
import { announcement, countsOf, leftJSON, refusal } from './drain/words.ts'
import { contextFlag, inClusterFlag, type OutputFormat, outputFlag } from './flags.ts'
import type { CleanOutput } from './terminal/clean-output.ts'
import { asJSON } from './terminal/formats.ts'
import { printableLine } from './terminal/printable.ts'

type DrainFlags = {
  check?: boolean
  yes?: boolean
  output?: OutputFormat
  inCluster?: boolean
  context?: string
}

/** The command that takes all hostnames down before an uninstallation. */
export const drainCommand = buildCommand<DrainFlags, [], CommandContext>({
  func: async function (this: CommandContext, flags: DrainFlags) {
    const { context, inCluster, check } = flags
    const { env } = this.process
    const reader = await chooseReader({ context, inCluster, env })
    return check ? checkLeft(this, flags, reader) : drainAll(this, flags, reader)
  },
  parameters: {
    flags: {
      check: {
        kind: 'boolean',
        optional: true,
        withNegated: false,
        brief: 'Change nothing: fail while claims or pools are left, and name them'
      },
      yes: { kind: 'boolean', optional: true, withNegated: false, brief: 'Do not ask' },
      output: outputFlag,
      inCluster: inClusterFlag,
      context: contextFlag
    },
    aliases: { o: 'output', y: 'yes' }
  },
  docs: {
    brief: 'Deletes all requests and pools in order, and waits until nothing is left',
    fullDescription:
      'Deletes all GatewayHostnameRequests, waits until their hostnames are gone from AWS, and ' +
      'deletes the pools. Do this before you uninstall: without the hooks and Metacontroller, ' +
      'claims and pools can never be deleted.\n\n' +
      'It asks before it begins. It can be interrupted and repeated. It does not lift the ' +
      'deletion brake of a pool and does not end a release grace: it says which command does.'
  }
})

/** Refuses while something is left that only the hooks can take down. */
async function checkLeft(
  { process: { stdout } }: CommandContext,
  { output }: DrainFlags,
  reader: ClusterReader
): Promise<Error | undefined> {
  const left = await readLeft(reader)
  const why = refusal(left)
  if (output === 'json') stdout.write(json({ drained: why === undefined, left }))
  else if (why === undefined) stdout.write('No claim and no pool is left.\n')
  return why === undefined ? undefined : new Error(why)
}

async function drainAll(
  command: CommandContext,
  flags: DrainFlags,
  reader: ClusterReader
): Promise<Error | undefined> {
  const { stdout, stderr, env } = command.process
  const left = await readLeft(reader)
  const say = flags.output === 'json' ? stderr : stdout
  if (!isEmpty(left)) {
    say.write(announcement(reader.target, left))
    const isAgreed = flags.yes || (await ask(command, say))
    if (!isAgreed) return new Error('Nothing was changed. (Without a terminal, say --yes.)')
  }
  const interruption = new AbortController()
  const interrupt = () => interruption.abort()
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
  const tools = {
    reader,
    writer: kubectlWriter({ context: reader.context, env }),
    clock: systemClock,
    say: (line: string) => say.write(`${printableLine(line)}\n`),
    signal: interruption.signal
  }
  const ended = await drain(tools, uidsOf(left))
  process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
  return conclude(command, flags, ended)
}

function conclude(
  { process: { stdout } }: CommandContext,
  { output }: DrainFlags,
  { left, why }: Drained
): Error | undefined {
  if (output === 'json') stdout.write(json({ drained: why === undefined, left }))
  else if (why === undefined) stdout.write('No request, claim or pool is left.\n')
  if (why === undefined) return undefined
  const rest = `${countsOf(left)} left. Run gateway-orchestrator drain again to go on.`
  return new Error(`The drain ended early, because ${why}. ${rest}`)
}

function json({ drained, left }: { drained: boolean; left: Left }): string {
  return asJSON({ drained, left: leftJSON(left) })
}

/** Asks a person. @returns whether the person agrees; without a terminal nobody does */
async function ask({ process: { stdin } }: CommandContext, say: CleanOutput): Promise<boolean> {
  if (!stdin.isTTY) return false
  say.write('Type yes to go on: ')
  // An input that ends without a line is no agreement.
  for await (const answer of createInterface({ input: stdin })) return answer.trim() === 'yes'
  return false
}
