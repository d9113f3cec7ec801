#!/usr/bin/env node
import { environmentHelp } from './config/describe-settings.ts'
import { ConfigError, readConfig } from './config.ts'
import { textOf } from './text/text-of.ts'

const usage = `gateway-orchestrator serve

Answers Metacontroller's hooks for GatewayPools, DomainClaims and GatewayHostnameRequests.

${environmentHelp()}`

/** Runs the command line. @returns the exit status, or `undefined` when the service has started */
async function main(args: readonly string[]): Promise<number | undefined> {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(usage)
    return 0
  }
  if (args.length !== 1 || args[0] !== 'serve') {
    process.stderr.write(usage)
    return 2
  }
  try {
    const config = readConfig(process.env)
    // Loading the server takes a second, because of the AWS SDK. It is loaded only here, so that
    // the help text and configuration errors appear at once.
    const { serve } = await import('./server.ts')
    await serve(config)
    return undefined
  } catch (error) {
    process.stderr.write(`${describe(error)}\n`)
    return 1
  }
}

/** An error of Node that says why a server cannot listen. */
type ListenError = { code?: unknown; address?: unknown; port?: unknown }

const whyNotListening: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program uses this port. Set PORT to another one, or end that program',
  EADDRNOTAVAIL: 'this machine does not have the address. Correct HOST',
  EACCES: 'this user may not use the port. Set PORT to 1024 or more'
}

function describe(error: unknown): string {
  if (error instanceof ConfigError) return error.message
  const { code, address, port } = Object(error) as ListenError
  const explained = typeof code === 'string' ? whyNotListening[code] : undefined
  if (explained !== undefined) return `cannot listen on ${address}, port ${port}: ${explained}`
  return textOf(error instanceof Error ? error.stack : error)
}

const status = await main(process.argv.slice(2))
if (status !== undefined) process.exitCode = status
