import { readFileSync } from 'node:fs'
import { type Environment, readSettings } from './config/read-settings.ts'
import type { Settings } from './config/settings.ts'
import { textOf } from './text/text-of.ts'

/** What the service runs with: the settings, with the address to listen on decided. */
export type Config = Omit<Settings, 'allowUnauthenticated' | 'host'> & { host: string }

/** Variables are missing or invalid. The message has one line for each of them, with its name. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

/**
 * How many seconds the AWS calls for one answer may take at most. Metacontroller waits 30 s for an
 * answer (metacontroller/composite-controllers.yaml), and Kubernetes waits 30 s after SIGTERM
 * before it kills the process (metacontroller/hooks.yaml). The other 5 s are for everything that is
 * not AWS (`graceSeconds` in server.ts).
 */
export const longestAnswerSeconds = 25

/**
 * Reads and checks the environment.
 * @throws {ConfigError} with one line for each variable that is missing or invalid
 */
export function readConfig(env: Environment): Config {
  const { settings, problems } = readSettings(env)
  const { allowUnauthenticated, host: givenHost, ...rest } = settings
  const isOpen = rest.hookTokenFile !== undefined || allowUnauthenticated
  const host = givenHost ?? (isOpen ? '0.0.0.0' : '127.0.0.1')
  if (!isOpen && !loopback.test(host)) problems.push(hostNeedsToken)
  if (rest.hookTokenFile !== undefined) checkTokenFile(rest.hookTokenFile, problems)
  if (rest.sendWithinSeconds + rest.callTimeoutSeconds > longestAnswerSeconds)
    problems.push(
      'SEND_WITHIN_SECONDS and CALL_TIMEOUT_SECONDS ' +
        `must not be more than ${longestAnswerSeconds} together`
    )
  if (rest.metricsPort === rest.port && rest.port !== 0)
    problems.push('METRICS_PORT must not be the same as PORT: the metrics have a port of their own')
  if (problems.length > 0) throw new ConfigError(problems.join('\n'))
  return { ...rest, host }
}

/**
 * Every program that reaches hooks without a token can make them change certificates and DNS
 * records. So without a token they listen on loopback only, unless the environment says that
 * something else keeps other callers away.
 */
const hostNeedsToken =
  'HOST must be a loopback address such as 127.0.0.1, because callers need no token. Set ' +
  'HOOK_TOKEN_FILE, or set ALLOW_UNAUTHENTICATED=true if a NetworkPolicy admits only Metacontroller'

/** IPv4 and IPv6 addresses of loopback, and its usual name. */
const loopback = /^(127(\.\d{1,3}){3}|::1|localhost)$/

function checkTokenFile(file: string, problems: string[]): void {
  try {
    if (readFileSync(file, 'utf8').trim() === '')
      problems.push(`HOOK_TOKEN_FILE names an empty file: ${file}`)
  } catch (error) {
    const reason = error instanceof Error ? error.message : textOf(error)
    problems.push(`HOOK_TOKEN_FILE cannot be read: ${reason}`)
  }
}
