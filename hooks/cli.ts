#!/usr/bin/env node
import { ConfigError, readConfig } from './config.ts'

const usage = `gateway-orchestrator serve

Answers Metacontroller's hooks for GatewayPools, DomainClaims and GatewayHostnameRequests.

Environment:
  CLUSTER_ID            required: id of this cluster, in ownership records; never change it
  AWS_REGION            required: region of the process, and of pools that name none
  HOST, PORT            where to listen (0.0.0.0, 8080)
  HOOK_TOKEN_FILE       file with the bearer token that requests must carry (none)
  LOG_LEVEL             fatal, error, warn, info, debug, trace or silent (info)
  CERTIFICATE_REGIONS   further regions whose certificates may need the same validation records
  CERTIFICATES_PER_YEAR certificates that ACM lets the account request in 365 days (5000)
  SEND_WITHIN_SECONDS   nothing is sent to AWS later than this after a request came (10)
  CALL_TIMEOUT_SECONDS  each AWS call ends within this (5)
and the AWS SDK's own variables for credentials and endpoints.
`

/** Runs the command line. @returns the exit status, or undefined while the service runs */
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
    // Loaded late: with all of the AWS SDK it takes a second, which help and a wrong environment need not wait for.
    const { serve } = await import('./server.ts')
    await serve(config)
    return undefined
  } catch (error) {
    const words =
      error instanceof ConfigError
        ? error.message
        : String(error instanceof Error ? error.stack : error)
    process.stderr.write(`${words}\n`)
    return 1
  }
}

const status = await main(process.argv.slice(2))
if (status !== undefined) process.exitCode = status
