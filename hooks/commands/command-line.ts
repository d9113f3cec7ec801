import { ExitCode, run } from '@stricli/core'
import { environmentHelp } from '../config/describe-settings.ts'
import { ConfigError } from '../config.ts'
import { textOf } from '../text/text-of.ts'
import { createApplication, type ProgramName } from './application.ts'
import { ReadFailure } from './cluster/read-failure.ts'
import type { CommandContext } from './context.ts'
import { cleanOutput } from './terminal/clean-output.ts'
import { CommandEnd, exitCodes } from './terminal/command-end.ts'

/**
 * Runs the command line of a program.
 * @returns the exit status: one of `exitCodes`; 0 also when the service has started
 */
export async function runCommandLine(name: ProgramName, args: readonly string[]): Promise<number> {
  const environment = environmentHelp().trimEnd()
  const application = createApplication({ name, environment, describe })
  const { stdin, env } = process
  const stdout = cleanOutput(process.stdout, env)
  const stderr = cleanOutput(process.stderr, env)
  if (args.length === 0) {
    await run(application, ['--help'], { process: { stdout: stderr, stderr, stdin, env } })
    stderr.write(`\nA command is missing. ${name} --help lists the commands\n`)
    return exitCodes.wrongUsage
  }
  // The library sets the exit code only where there is none yet.
  const ended: CommandContext['process'] & { exitCode?: number } = { stdout, stderr, stdin, env }
  await run(application, args, { process: ended })
  const { exitCode = exitCodes.failure } = ended
  const isWrong = exitCode === ExitCode.UnknownCommand || exitCode === ExitCode.InvalidArgument
  if (!isWrong) return exitCode < 0 ? exitCodes.failure : exitCode
  const isKnown = exitCode === ExitCode.InvalidArgument
  // The usage is longer than a terminal, and would move the error out of sight.
  const help = isKnown
    ? `${name} ${args[0]} --help shows how to call it`
    : `${name} --help lists the commands`
  stderr.write(`${help}\n`)
  return exitCodes.wrongUsage
}

/** An error of Node that says why a server cannot listen. */
type ListenError = { code?: unknown; address?: unknown; port?: unknown }

const whyNotListening: Readonly<Record<string, string>> = {
  EADDRINUSE:
    'another program uses this port. Set PORT (for the metrics METRICS_PORT) to another one, or ' +
    'end that program',
  EADDRNOTAVAIL: 'this machine does not have the address. Correct HOST',
  EACCES: 'this user may not use the port. Set PORT to 1024 or more'
}

function describe(error: unknown): string {
  if (error instanceof ConfigError || error instanceof ReadFailure) return error.message
  if (error instanceof CommandEnd) return error.message
  const { code, address, port } = Object(error) as ListenError
  const explained = typeof code === 'string' ? whyNotListening[code] : undefined
  if (explained !== undefined) return `cannot listen on ${address}, port ${port}: ${explained}`
  return textOf(error instanceof Error ? error.stack : error)
}
