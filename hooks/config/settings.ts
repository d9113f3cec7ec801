import Type, { type Static, type TSchema } from 'typebox'
import { choice } from '../api/schema.ts'
import { defaultCertificatesPerYear } from '../default-certificates-per-year.ts'

/** What a setting has in addition to the keywords of JSON Schema. */
type SettingOptions = {
  /** The variable of the environment from which the setting is read. */
  variable: string
  /**
   * What the setting is for, in sentences. The help text of the command line shows the first
   * sentence, the reference and the chart show all.
   */
  description: string
  /** What a valid value is, for messages. By default it follows from type and bounds. */
  expected?: string
  /** The default in words, for a default that depends on other settings. */
  defaultText?: string
  /** `true` if the chart decides, so that the setting is not among the values of the chart. */
  isDecidedByChart?: true
}

/** The JSON schema of one setting. */
export type Setting = TSchema &
  SettingOptions & {
    type: 'string' | 'integer' | 'boolean' | 'array'
    default?: unknown
    enum?: readonly string[]
    minimum?: number
    maximum?: number
    items?: TSchema
  }

/** The keywords of a setting that JSON Schema does not know. */
export const settingKeywords = [
  'variable',
  'expected',
  'defaultText',
  'isDecidedByChart'
] as const satisfies readonly (keyof SettingOptions)[]

/** The folder in which Kubernetes mounts the token and the CA of a pod's service account. */
export const serviceAccountFolder = '/var/run/secrets/kubernetes.io/serviceaccount'

const regionPattern = '^[a-z]{2}[a-z-]*-\\d$'
/**
 * A cluster ID must not have commas or equals signs, because these separate the fields of an
 * ownership record. AWS tags allow every character of this pattern.
 */
const clusterIDPattern = '^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$'
const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

/**
 * All settings of the hooks. This is the only place that knows them: the environment is read by it,
 * and the help text, the table in docs/reference and the values of the chart come from it.
 * The AWS SDK also reads variables of its own.
 */
export const settings = Type.Object({
  clusterID: Type.String({
    ...described('CLUSTER_ID', [
      'The name of this cluster in ownership records and tags.',
      'Never change it, and never give two clusters the same name.'
    ]),
    pattern: clusterIDPattern,
    expected: '1 to 63 letters, digits, dots, dashes or underscores, the first a letter or digit'
  }),
  region: Type.String({
    ...described('AWS_REGION', [
      'The AWS region of the process, and of pools without `spec.region`.'
    ]),
    pattern: regionPattern,
    expected: 'an AWS region, for example eu-central-1'
  }),
  host: Type.Optional(
    Type.String({
      ...described('HOST', [
        'The address to listen on.',
        'Without HOOK_TOKEN_FILE and ALLOW_UNAUTHENTICATED it must be a loopback address.'
      ]),
      defaultText: '0.0.0.0, or 127.0.0.1 without a token',
      isDecidedByChart: true
    })
  ),
  port: Type.Integer({
    ...described('PORT', ['The port to listen on.']),
    default: 8080,
    minimum: 0,
    maximum: 65535,
    isDecidedByChart: true
  }),
  metricsPort: Type.Integer({
    ...described('METRICS_PORT', [
      'The port on which Prometheus finds `/metrics`.',
      'The metrics need no token, and listen on the same address as the hooks.'
    ]),
    default: 9090,
    minimum: 0,
    maximum: 65535,
    isDecidedByChart: true
  }),
  hookTokenFile: Type.Optional(
    Type.String({
      ...described('HOOK_TOKEN_FILE', [
        'A file with the bearer token that callers must send.',
        'Metacontroller can send it since 4.16.'
      ]),
      isDecidedByChart: true
    })
  ),
  allowUnauthenticated: Type.Boolean({
    ...described('ALLOW_UNAUTHENTICATED', [
      '`true` lets the hooks listen on all addresses without a token.',
      'Any pod that reaches them can then make them write DNS records,',
      'so a NetworkPolicy has to keep other pods away.'
    ]),
    default: false,
    isDecidedByChart: true
  }),
  bodyLimitMiB: Type.Integer({
    ...described('BODY_LIMIT_MIB', [
      'The largest request body that is read, in MiB.',
      'Metacontroller sends all objects of a pool at once: 5.7 MB for 1,000 hostnames, 57 MB for',
      '10,000. The whole body is kept in memory several times.'
    ]),
    default: 64,
    minimum: 1,
    maximum: 1024
  }),
  logLevel: choice(logLevels, {
    ...described('LOG_LEVEL', ['The log level: fatal, error, warn, info, debug, trace or silent.']),
    default: 'info'
  }),
  certificateRegions: Type.Array(Type.String({ pattern: regionPattern }), {
    ...described('CERTIFICATE_REGIONS', [
      'More regions whose certificates may need the same validation records.',
      'The region of each pool and us-east-1 count in any case.'
    ]),
    default: [],
    expected: 'AWS regions separated by commas'
  }),
  certificatesPerYear: Type.Integer({
    ...described('CERTIFICATES_PER_YEAR', [
      'How many certificates the account may request from ACM in 365 days.',
      'The number counts for each region. The hooks leave a fifth to others. Another fifth may be',
      'spent by hostnames that come and go, and each namespace has a fair share of it. If several',
      'clusters use one account, give each its part of the number.'
    ]),
    default: defaultCertificatesPerYear,
    minimum: 10,
    maximum: 10_000_000
  }),
  events: Type.Boolean({
    ...described('EVENTS', [
      '`true` writes Kubernetes Events on requests, claims and pools.',
      'The pod needs a token of a service account that may create and patch',
      '`events.events.k8s.io`.'
    ]),
    default: false,
    isDecidedByChart: true
  }),
  eventsTokenFolder: Type.String({
    ...described('EVENTS_TOKEN_FOLDER', [
      'The folder with the token for events.',
      'It has the files `token` and `ca.crt`.'
    ]),
    defaultText: 'where Kubernetes mounts tokens',
    default: serviceAccountFolder,
    isDecidedByChart: true
  }),
  sendWithinSeconds: Type.Integer({
    ...described('SEND_WITHIN_SECONDS', [
      'For how many seconds after a hook request arrived AWS calls may begin.',
      'Together with the time of one call at most 25, because the webhooks time out after 30 s.'
    ]),
    default: 10,
    minimum: 1,
    maximum: 20
  }),
  callTimeoutSeconds: Type.Integer({
    ...described('CALL_TIMEOUT_SECONDS', ['How many seconds one AWS call may take.']),
    default: 5,
    minimum: 1,
    maximum: 10
  })
})

/** The settings as values, as the environment gives them. */
export type Settings = Static<typeof settings>

/** All settings with their names in `Settings`, in the order of the schema. */
export const settingsByName = Object.entries(settings.properties) as unknown as readonly (readonly [
  keyof Settings,
  Setting
])[]

/** Whether a setting has no default, so that the environment has to give it. */
export function isRequired(name: keyof Settings, setting: Setting): boolean {
  return setting.default === undefined && settings.required.some(required => required === name)
}

function described(variable: string, sentences: readonly string[]) {
  return { variable, description: sentences.join(' ') }
}
