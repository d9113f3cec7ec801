import { readFileSync } from 'node:fs'
import { textOf } from './text/text-of.ts'
import { usualPerYear } from './usual-per-year.ts'

/** The settings from the environment. The AWS SDK also reads variables of its own. */
export type Config = {
  host: string
  port: number
  /**
   * Name of this cluster in ownership records and tags. It must never change, and no two clusters
   * may have the same name.
   */
  clusterID: string
  /** AWS region of the process, and of pools without `spec.region`. */
  region: string
  /** File with the bearer token that hook requests need. If absent, they need no token. */
  hookTokenFile?: string
  /** The largest body of a request that is read. */
  bodyLimitMiB: number
  logLevel: string
  /** More regions where certificates of this account may need the same validation records. */
  certificateRegions: readonly string[]
  /** How many certificates the account may request from ACM in one region in 365 days. */
  certificatesPerYear: number
  /** For how many seconds after a hook request arrived AWS calls may begin. */
  sendWithinSeconds: number
  /** How many seconds one AWS call may take. */
  callTimeoutSeconds: number
}

/** Variables are missing or invalid. The message has one line for each of them, with its name. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

const regionPattern = /^[a-z]{2}[a-z-]*-\d$/
/**
 * How many seconds the AWS calls for one answer may take at most. Metacontroller waits 30 s for an
 * answer (metacontroller/composite-controllers.yaml), and Kubernetes waits 30 s after SIGTERM
 * before it kills the process (metacontroller/hooks.yaml). The other 5 s are for everything that is
 * not AWS (`graceSeconds` in server.ts).
 */
const longestAnswerSeconds = 25
/**
 * A cluster ID must not have commas or equals signs, because these separate the fields of an
 * ownership record. AWS tags allow every character of this pattern.
 */
const clusterIDPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/
const ports = { byDefault: 8080, least: 0, most: 65535 }
/** A pool of 10,000 hostnames has 57 MB. The whole body is kept in memory several times. */
const bodyLimitMiB = { byDefault: 64, least: 1, most: 1024 }
const certificatesPerYear = { byDefault: usualPerYear, least: 10, most: 10_000_000 }
const sendWithinSeconds = { byDefault: 10, least: 1, most: 20 }
const callTimeoutSeconds = { byDefault: 5, least: 1, most: 10 }
const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']

/**
 * Reads and checks the environment.
 * @throws {ConfigError} with one line for each variable that is missing or invalid
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const problems: string[] = []
  const read = { env, problems }
  const config = {
    port: readNumber(read, 'PORT', ports),
    clusterID: readMatch(
      read,
      'CLUSTER_ID',
      clusterIDPattern,
      '1 to 63 letters, digits, dots, dashes or underscores, the first a letter or digit'
    ),
    region: readMatch(read, 'AWS_REGION', regionPattern, 'an AWS region, for example eu-central-1'),
    ...readAccess(read),
    bodyLimitMiB: readNumber(read, 'BODY_LIMIT_MIB', bodyLimitMiB),
    logLevel: env.LOG_LEVEL || 'info',
    certificateRegions: readRegions(read, 'CERTIFICATE_REGIONS'),
    certificatesPerYear: readNumber(read, 'CERTIFICATES_PER_YEAR', certificatesPerYear),
    sendWithinSeconds: readNumber(read, 'SEND_WITHIN_SECONDS', sendWithinSeconds),
    callTimeoutSeconds: readNumber(read, 'CALL_TIMEOUT_SECONDS', callTimeoutSeconds)
  }
  if (config.sendWithinSeconds + config.callTimeoutSeconds > longestAnswerSeconds)
    problems.push(
      'SEND_WITHIN_SECONDS and CALL_TIMEOUT_SECONDS ' +
        `must not be more than ${longestAnswerSeconds} together`
    )
  if (!logLevels.includes(config.logLevel))
    problems.push(`LOG_LEVEL must be one of ${logLevels.join(', ')}`)
  if (problems.length > 0) throw new ConfigError(problems.join('\n'))
  return config
}

/** The environment, and the problems found in it so far. */
type Reading = { env: Readonly<Record<string, string | undefined>>; problems: string[] }

type NumberRange = { byDefault: number; least: number; most: number }

function readMatch(
  { env, problems }: Reading,
  name: string,
  pattern: RegExp,
  expected: string
): string {
  const value = env[name] ?? ''
  if (value === '') problems.push(`${name} is required: ${expected}`)
  else if (!pattern.test(value)) problems.push(`${name} must be ${expected}`)
  return value
}

function readNumber(
  { env, problems }: Reading,
  name: string,
  { byDefault, least, most }: NumberRange
): number {
  const text = env[name]
  if (text === undefined || text === '') return byDefault
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (value >= least && value <= most) return value
  problems.push(`${name} must be a whole number from ${least} to ${most}`)
  return byDefault
}

/**
 * A region that does not exist would never answer, and everything that waits for its answer would
 * wait forever. So this checks the form of the names.
 */
function readRegions({ env, problems }: Reading, name: string): readonly string[] {
  const names = (env[name] ?? '').split(',').map(text => text.trim())
  const regions = names.filter(text => text !== '')
  const invalid = regions.find(text => !regionPattern.test(text))
  if (invalid !== undefined)
    problems.push(`${name} must be AWS regions separated by commas: "${invalid}" is not a region`)
  return regions
}

/**
 * Who may call the hooks. Every program that reaches hooks without a token can make them change
 * certificates and DNS records. So without a token they listen on loopback only, unless the
 * environment says that something else keeps other callers away.
 */
function readAccess(read: Reading): { host: string; hookTokenFile?: string } {
  const { env, problems } = read
  const file = env.HOOK_TOKEN_FILE
  const hasToken = file !== undefined && file !== ''
  const isOpen = hasToken || readBoolean(read, 'ALLOW_UNAUTHENTICATED')
  const host = env.HOST || (isOpen ? '0.0.0.0' : '127.0.0.1')
  if (!isOpen && !loopback.test(host))
    problems.push(
      `HOST must be a loopback address such as 127.0.0.1, because callers need no token. Set ` +
        'HOOK_TOKEN_FILE, or set ALLOW_UNAUTHENTICATED=true if a NetworkPolicy admits only ' +
        'Metacontroller'
    )
  if (!hasToken) return { host }
  checkTokenFile(file, problems)
  return { host, hookTokenFile: file }
}

/** IPv4 and IPv6 addresses of loopback, and its usual name. */
const loopback = /^(127(\.\d{1,3}){3}|::1|localhost)$/

function readBoolean({ env, problems }: Reading, name: string): boolean {
  const text = env[name] || 'false'
  if (text !== 'true' && text !== 'false') problems.push(`${name} must be true or false`)
  return text === 'true'
}

function checkTokenFile(file: string, problems: string[]): void {
  try {
    if (readFileSync(file, 'utf8').trim() === '')
      problems.push(`HOOK_TOKEN_FILE names an empty file: ${file}`)
  } catch (error) {
    const reason = error instanceof Error ? error.message : textOf(error)
    problems.push(`HOOK_TOKEN_FILE cannot be read: ${reason}`)
  }
}
