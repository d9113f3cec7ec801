import { systemClock } from '../clock.ts'
import { chooseNamespace } from './cluster/choose-namespace.ts'
import { chooseReader } from './cluster/choose-reader.ts'
import type { ClusterReader } from './cluster/cluster-reader.ts'
import type { CommandContext } from './context.ts'
import { explain } from './explain/explain.ts'
import type { Story, StoryState } from './explain/story.ts'
import { storyText } from './explain/text.ts'
import { type Watched, watchStory } from './explain/watch.ts'
import type { ObjectFormat } from './flags.ts'
import { findHostname, type Wanted } from './hostnames/find-request.ts'
import { observeHostname } from './hostnames/observe-hostname.ts'
import { CommandEnd, exitCodes } from './terminal/command-end.ts'
import { forPrograms } from './terminal/formats.ts'
import { screenOf } from './terminal/screen.ts'

export type ExplainFlags = {
  namespace?: string
  context?: string
  output?: ObjectFormat
  watch?: boolean
  timeout?: number
}

/** Tells the story of a hostname, once or until it is over. */
export async function runExplain(this: CommandContext, flags: ExplainFlags, name: string) {
  const { stdout, env } = this.process
  const reader = await chooseReader({ context: flags.context, env })
  const wanted = { name, namespace: await chooseNamespace({ ...flags, env }) }
  if (flags.watch) return watch(this, flags, { reader, wanted })
  const story = await look(reader, wanted)
  const now = new Date(systemClock.now()).toISOString()
  stdout.write(forPrograms(flags.output, story) ?? storyText(story, screenOf(stdout, env), now))
  return endOf(story.state)
}

async function look(reader: ClusterReader, wanted: Wanted): Promise<Story> {
  return explain(await observeHostname(reader, await findHostname(reader, wanted)))
}

/** The words of the exit status go to stderr: the story has said everything. */
function endOf(state: StoryState): CommandEnd | undefined {
  if (state === 'Ready') return undefined
  if (state === 'Stuck') return new CommandEnd(exitCodes.stuck, 'It waits until a person acts.')
  return new CommandEnd(exitCodes.waiting, 'It is not Ready yet.')
}

async function watch(
  { process: { stdout, env } }: CommandContext,
  { output, timeout }: ExplainFlags,
  { reader, wanted }: { reader: ClusterReader; wanted: Wanted }
): Promise<CommandEnd | undefined> {
  const interruption = new AbortController()
  const interrupt = () => interruption.abort()
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
  const isForPrograms = output === 'json' || output === 'yaml'
  const tools = {
    look: () => look(reader, wanted),
    clock: systemClock,
    screen: screenOf(stdout, env),
    write: isForPrograms ? () => undefined : (text: string) => stdout.write(text),
    eraseLines: isForPrograms ? () => undefined : (count: number) => stdout.eraseLines(count),
    signal: interruption.signal
  }
  const watched = await watchStory(tools, timeout === undefined ? undefined : timeout * 1000)
  process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
  const { story } = watched
  const now = new Date(systemClock.now()).toISOString()
  if (isForPrograms) stdout.write(forPrograms(output, story) ?? '')
  else if (!tools.screen.isTerminal) stdout.write(`\n${storyText(story, tools.screen, now)}`)
  return endOfWatch(watched)
}

function endOfWatch({ story, why }: Watched): CommandEnd | undefined {
  if (why === 'time is up') return new CommandEnd(exitCodes.waiting, 'The time is up.')
  return endOf(story.state)
}
