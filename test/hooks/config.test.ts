import { readFileSync } from 'node:fs'
import t from 'tap'
import { ConfigError, readConfig } from '../../hooks/config.ts'

const least = { CLUSTER_ID: 'prod-1', AWS_REGION: 'eu-central-1' }

function manifest(name: string): string {
  return readFileSync(new URL(`../../metacontroller/${name}`, import.meta.url), 'utf8')
}

/** The problems of an environment, one line each. */
function problemsOf(env: Record<string, string | undefined>): string[] {
  try {
    readConfig(env)
    return []
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.message.split('\n')
  }
}

t.test('what is needed, and what everything else is without being said', async t => {
  t.strictSame(readConfig(least), {
    host: '127.0.0.1',
    port: 8080,
    metricsPort: 9090,
    clusterID: 'prod-1',
    region: 'eu-central-1',
    bodyLimitMiB: 64,
    logLevel: 'info',
    certificateRegions: [],
    certificatesPerYear: 5000,
    events: false,
    eventsTokenFolder: '/var/run/secrets/kubernetes.io/serviceaccount',
    sendWithinSeconds: 10,
    callTimeoutSeconds: 5
  })
  const empty = [
    'HOST',
    'PORT',
    'METRICS_PORT',
    'HOOK_TOKEN_FILE',
    'ALLOW_UNAUTHENTICATED',
    'BODY_LIMIT_MIB',
    'LOG_LEVEL',
    'CERTIFICATE_REGIONS',
    'CERTIFICATES_PER_YEAR'
  ]
  empty.push('SEND_WITHIN_SECONDS')
  t.strictSame(
    readConfig({
      ...least,
      ...Object.fromEntries(empty.map(name => [name, ''])),
      CALL_TIMEOUT_SECONDS: ''
    }),
    readConfig(least),
    'empty is as good as unset'
  )
})

t.test('every variable', async t => {
  const file = `${t.testdir({ token: 'secret\n' })}/token`
  const env = {
    ...least,
    HOST: '127.0.0.1',
    PORT: '0',
    METRICS_PORT: '9100',
    HOOK_TOKEN_FILE: file,
    ALLOW_UNAUTHENTICATED: 'false',
    BODY_LIMIT_MIB: '128',
    LOG_LEVEL: 'debug',
    CERTIFICATE_REGIONS: 'us-west-2, eu-west-1,',
    CERTIFICATES_PER_YEAR: '20000',
    EVENTS: 'true',
    EVENTS_TOKEN_FOLDER: '/var/run/secrets/events',
    SEND_WITHIN_SECONDS: '20',
    CALL_TIMEOUT_SECONDS: '1'
  }
  t.strictSame(readConfig(env), {
    host: '127.0.0.1',
    port: 0,
    metricsPort: 9100,
    clusterID: 'prod-1',
    region: 'eu-central-1',
    hookTokenFile: file,
    bodyLimitMiB: 128,
    logLevel: 'debug',
    certificateRegions: ['us-west-2', 'eu-west-1'],
    certificatesPerYear: 20_000,
    events: true,
    eventsTokenFolder: '/var/run/secrets/events',
    sendWithinSeconds: 20,
    callTimeoutSeconds: 1
  })
})

t.test('without a token the hooks listen on loopback only, unless told otherwise', async t => {
  const HOOK_TOKEN_FILE = `${t.testdir({ token: 'secret\n' })}/token`
  const hostOf = (env: object) => readConfig({ ...least, ...env }).host
  t.equal(hostOf({}), '127.0.0.1')
  t.equal(hostOf({ HOST: '::1' }), '::1')
  t.equal(hostOf({ HOST: 'localhost' }), 'localhost')
  t.equal(hostOf({ HOOK_TOKEN_FILE }), '0.0.0.0')
  t.equal(hostOf({ ALLOW_UNAUTHENTICATED: 'true' }), '0.0.0.0')
  t.equal(hostOf({ ALLOW_UNAUTHENTICATED: 'true', HOST: '10.0.0.1' }), '10.0.0.1')
  t.match(problemsOf({ ...least, HOST: '0.0.0.0' }), [/HOOK_TOKEN_FILE.*ALLOW_UNAUTHENTICATED/])
  t.match(problemsOf({ ...least, ALLOW_UNAUTHENTICATED: 'false', HOST: '::' }), [/^HOST /])
})

t.test('what each must not be', async t => {
  const dir = t.testdir({ empty: ' \n' })
  for (const [name, values] of Object.entries({
    CLUSTER_ID: [undefined, '', 'a,b', 'a=b', 'a"b', '-a', 'a b', 'x'.repeat(64), 'ä'],
    AWS_REGION: [undefined, '', 'eu-central', 'EU-CENTRAL-1', 'eu-central-1a', 'eu central 1'],
    PORT: ['x', '-1', '65536', '80.5', '0x50', '8e3', ' ', '1e999'],
    HOOK_TOKEN_FILE: [`${dir}/missing`, `${dir}/empty`, dir],
    ALLOW_UNAUTHENTICATED: ['yes', '1', 'True'],
    BODY_LIMIT_MIB: ['0', '1025', '64MiB'],
    HOST: ['0.0.0.0', '::', '10.0.0.1', 'example.com', '127.example.com'],
    LOG_LEVEL: ['loud', 'INFO'],
    CERTIFICATE_REGIONS: ['us-east', 'us-east-1,nowhere', 'us-east-1;eu-west-1'],
    CERTIFICATES_PER_YEAR: ['0', '9', '1e4', '5,000'],
    SEND_WITHIN_SECONDS: ['0', '21', '1.5', 'soon'],
    CALL_TIMEOUT_SECONDS: ['0', '11', '-5']
  })) {
    for (const value of values) {
      const problems = problemsOf({ ...least, [name]: value })
      t.equal(problems.length, 1, `${name}=${value}`)
      t.match(problems[0], new RegExp(`^${name} `), 'the variable is named')
    }
  }
})

t.test('an answer takes no longer than Metacontroller and Kubernetes wait', async t => {
  const together = (send: string, call: string) =>
    problemsOf({ ...least, SEND_WITHIN_SECONDS: send, CALL_TIMEOUT_SECONDS: call })
  t.strictSame(together('20', '5'), [])
  t.match(together('20', '6'), [/^SEND_WITHIN_SECONDS and CALL_TIMEOUT_SECONDS .* 25 together$/])
  const [, timeout] = / timeout: (\d+)s/.exec(manifest('composite-controllers.yaml')) ?? []
  const [, grace] = /terminationGracePeriodSeconds: (\d+)/.exec(manifest('hooks.yaml')) ?? []
  t.ok(Number(timeout) > 25 && Number(grace) >= 25 + 5, `${timeout} and ${grace}`)
})

t.test('regions of all partitions', async t => {
  for (const region of [
    'us-east-1',
    'us-gov-west-1',
    'cn-northwest-1',
    'ap-southeast-7',
    'eusc-de-east-1',
    'us-iso-east-1'
  ])
    t.strictSame(
      problemsOf({ ...least, AWS_REGION: region, CERTIFICATE_REGIONS: region }),
      [],
      region
    )
})

t.test('the metrics have a port of their own', async t => {
  const [problem, ...others] = problemsOf({ ...least, PORT: '9090' })
  t.match(problem, /^METRICS_PORT must not be the same as PORT/)
  t.strictSame(others, [])
  t.strictSame(problemsOf({ ...least, PORT: '0', METRICS_PORT: '0' }), [], 'any two free ports')
})

t.test('all that is wrong is told at once', async t => {
  const problems = problemsOf({
    PORT: 'x',
    LOG_LEVEL: 'loud',
    CERTIFICATE_REGIONS: 'x',
    SEND_WITHIN_SECONDS: '99'
  })
  t.strictSame(problems.map(problem => problem.split(' ')[0]).toSorted(), [
    'AWS_REGION',
    'CERTIFICATE_REGIONS',
    'CLUSTER_ID',
    'LOG_LEVEL',
    'PORT',
    'SEND_WITHIN_SECONDS'
  ])
})
