/**
 * The exit statuses of the commands. Scripts rely on them: a status never gets another meaning.
 * docs/kubectl-hostname.md has the same table.
 */
export const exitCodes = {
  /** It worked, and what was asked for is as it should be. */
  success: 0,
  /** Something could not be read, or another failure. The message says what. */
  failure: 1,
  /** The command line is wrong. */
  wrongUsage: 2,
  /** A hostname is not Ready yet. It goes on by itself. */
  waiting: 3,
  /** A hostname, or what a plan looks at, waits until a person does something. */
  stuck: 4,
  /** Nothing has this name. */
  notFound: 5
} as const

/** Ends a command with an exit status of the table. The message goes to stderr. */
export class CommandEnd extends Error {
  override name = 'CommandEnd'
  readonly exitCode: number

  constructor(exitCode: number, message: string) {
    super(message)
    this.exitCode = exitCode
  }
}

/** The exit status for what a command threw or returned. */
export function exitCodeOf(error: unknown): number {
  return error instanceof CommandEnd ? error.exitCode : exitCodes.failure
}
