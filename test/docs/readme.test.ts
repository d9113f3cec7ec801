import t from 'tap'
import { readConfig } from '../../hooks/config.ts'
import { read } from './files.ts'

/** These tests compare what the README says about the hooks with the code. */
const readme = read('README.md')

t.test('the table of variables: all that the hooks read, with their defaults', async t => {
  const rows = [...readme.matchAll(/^\| (`[A-Z_]+`(?:, `[A-Z_]+`)*) \| (.*?) \|/gm)]
  const said = rows.flatMap(([, names = '', values = '']) => {
    const defaults = values.replaceAll('`', '').split(', ')
    return [...names.matchAll(/`(.+?)`/g)].map(
      ([, name = ''], index) => [name, defaults[index]] as const
    )
  })
  const source = read('hooks/config.ts')
  const known = [...source.matchAll(/\benv\.([A-Z_]+)\b|'([A-Z]+(?:_[A-Z]+)*)'/g)].map(
    ([, a, b]) => a ?? b ?? ''
  )
  t.strictSame(said.map(([name]) => name).sort(), [...new Set(known)].sort())
  const config = readConfig({ CLUSTER_ID: 'required', AWS_REGION: 'eu-central-1' })
  for (const [name, expected] of said) t.equal(expected, String(defaultIn(config, name)), name)
})

t.test('versions and image name are those of the package', async t => {
  const { version } = JSON.parse(read('package.json')) as { version: string }
  t.match(readme, `gateway-orchestrator:${version} `)
  t.match(read('CHANGELOG.md'), `## ${version}`)
})

/** A default in the form that the table has. */
function defaultIn(config: ReturnType<typeof readConfig>, name: string): unknown {
  if (name === 'CLUSTER_ID' || name === 'AWS_REGION') return 'required'
  const defaults: Record<string, unknown> = {
    HOST: config.host,
    PORT: config.port,
    HOOK_TOKEN_FILE: config.hookTokenFile ?? 'none',
    ALLOW_UNAUTHENTICATED: false,
    BODY_LIMIT_MIB: config.bodyLimitMiB,
    LOG_LEVEL: config.logLevel,
    CERTIFICATE_REGIONS: config.certificateRegions.join() || 'none',
    CERTIFICATES_PER_YEAR: config.certificatesPerYear,
    SEND_WITHIN_SECONDS: config.sendWithinSeconds,
    CALL_TIMEOUT_SECONDS: config.callTimeoutSeconds
  }
  return defaults[name]
}
