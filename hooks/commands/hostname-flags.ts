import type { CommandContext } from './context.ts'

/** The hostname that a command is about. */
export const hostnameName = {
  brief: 'Name of a GatewayHostnameRequest, NAMESPACE/NAME, or a hostname',
  parse: String,
  placeholder: 'NAME',
  proposeCompletions: namesOfRequests
} as const

export const timeoutFlag = {
  kind: 'parsed',
  parse: secondsOf,
  optional: true,
  brief: 'With --watch: for how many seconds to watch (without end)',
  placeholder: 'SECONDS'
} as const

/** @throws if a text is not a number of seconds */
function secondsOf(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new Error('it has to be a number of seconds')
  return Number(text)
}

/** Names of requests in the namespace of the context, for the completion of the shell. */
async function namesOfRequests(this: CommandContext, partial: string): Promise<string[]> {
  const { readNames } = await import('./read-names.ts')
  const names = await readNames(this.process.env)
  return names.filter(name => name.startsWith(partial))
}
