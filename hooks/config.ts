import { readFileSync } from 'node:fs'
import { usualPerYear } from './aws/certificates-per-year.ts'

/** What the process is told by its environment. The AWS SDK reads its own variables beside. */
export type Config = {
  host: string
  port: number
  /** Id of this cluster, in ownership records and tags: never to be changed, never the same for two clusters. */
  clusterID: string
  /** Region of the process, and of pools that name none. */
  region: string
  /** File with the bearer token that requests must carry; absent: none is asked for. */
  hookTokenFile?: string
  logLevel: string
  /** Further regions in which certificates of this account may rest on the same validation records. */
  certificateRegions: readonly string[]
  /** Certificates that ACM lets the account request in a region within 365 days. */
  certificatesPerYear: number
  /** Nothing is sent to AWS later than this after a request came. */
  sendWithinSeconds: number
  /** Each AWS call ends within this. */
  callTimeoutSeconds: number
}

/** The environment does not hold what it must; each problem names its variable. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

const region = /^[a-z]{2}[a-z-]*-\d$/
/**
 * Seconds that one answer may take in all. Metacontroller waits 30 (metacontroller/composite-controllers.yaml), and
 * Kubernetes, before it kills, as long (hooks.yaml); five of these are left to what is not AWS (`graceSeconds` in server.ts).
 */
const longestAnswer = 25
const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']

/**
 * Reads and checks the environment.
 * @throws {ConfigError} with a line for each variable that is wrong
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const problems: string[] = []
  const read = { env, problems }
  const config = {
    host: env.HOST || '0.0.0.0',
    port: readNumber(read, 'PORT', 8080, 0, 65535),
    // Commas and equals signs separate the fields of an ownership record; tag values allow all of these.
    clusterID: readMatch(
      read,
      'CLUSTER_ID',
      /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/,
      '1 to 63 letters, digits, dots, dashes or underscores'
    ),
    region: readMatch(read, 'AWS_REGION', region, 'a region, for example eu-central-1'),
    ...readTokenFile(read),
    logLevel: env.LOG_LEVEL || 'info',
    certificateRegions: readRegions(read, 'CERTIFICATE_REGIONS'),
    certificatesPerYear: readNumber(read, 'CERTIFICATES_PER_YEAR', usualPerYear, 10, 10_000_000),
    sendWithinSeconds: readNumber(read, 'SEND_WITHIN_SECONDS', 10, 1, 20),
    callTimeoutSeconds: readNumber(read, 'CALL_TIMEOUT_SECONDS', 5, 1, 10)
  }
  const { sendWithinSeconds, callTimeoutSeconds } = config
  if (sendWithinSeconds + callTimeoutSeconds > longestAnswer)
    problems.push(
      `SEND_WITHIN_SECONDS and CALL_TIMEOUT_SECONDS must not come to more than ${longestAnswer} together`
    )
  if (!logLevels.includes(config.logLevel))
    problems.push(`LOG_LEVEL must be one of ${logLevels.join(', ')}`)
  if (problems.length > 0) throw new ConfigError(problems.join('\n'))
  return config
}

type Read = { env: Readonly<Record<string, string | undefined>>; problems: string[] }

function readMatch({ env, problems }: Read, name: string, pattern: RegExp, what: string): string {
  const value = env[name] ?? ''
  if (value === '') problems.push(`${name} is required: ${what}`)
  else if (!pattern.test(value)) problems.push(`${name} must be ${what}`)
  return value
}

function readNumber(
  { env, problems }: Read,
  name: string,
  otherwise: number,
  least: number,
  most: number
): number {
  const text = env[name]
  if (text === undefined || text === '') return otherwise
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (value >= least && value <= most) return value
  problems.push(`${name} must be a whole number from ${least} to ${most}`)
  return otherwise
}

/** A region that does not exist would never answer, and keep what waits for it waiting. */
function readRegions({ env, problems }: Read, name: string): readonly string[] {
  const regions = (env[name] ?? '').split(',').map(text => text.trim())
  const wrong = regions.find(text => text !== '' && !region.test(text))
  if (wrong !== undefined)
    problems.push(`${name} must be regions with commas in between, which "${wrong}" is not`)
  return regions.filter(text => text !== '')
}

function readTokenFile({ env, problems }: Read): { hookTokenFile?: string } {
  const file = env.HOOK_TOKEN_FILE
  if (file === undefined || file === '') return {}
  try {
    if (readFileSync(file, 'utf8').trim() === '')
      problems.push('HOOK_TOKEN_FILE names an empty file')
  } catch (error) {
    problems.push(
      `HOOK_TOKEN_FILE cannot be read: ${error instanceof Error ? error.message : String(error)}`
    )
  }
  return { hookTokenFile: file }
}
