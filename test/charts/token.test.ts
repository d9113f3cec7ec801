import t from 'tap'
import { findProgram, type Manifest, readChartFile, render, valuesOf } from './chart.ts'

const helm = await findProgram('helm-4')
const { skip } = helm

/** The objects with the values `least` and others. */
function withValues(...values: string[]): Promise<Manifest[]> {
  const args = values.flatMap(value => ['--set', value])
  return render(helm.path, [...valuesOf('least'), ...args])
}

/** The names of the Secrets that objects of a kind refer to. */
function secretsOf(objects: readonly Manifest[], kind: string): string[] {
  const text = JSON.stringify(objects.filter(object => object.kind === kind))
  const names = [...text.matchAll(/"secretName":"(.+?)"|"secretRef":{[^}]*"name":"(.+?)"/g)]
  return [...new Set(names.map(([, volume, ref]) => volume ?? ref ?? ''))]
}

function secrets(objects: readonly Manifest[]): Manifest[] {
  return objects.filter(({ kind }) => kind === 'Secret')
}

function mayReadSecrets(objects: readonly Manifest[]): boolean {
  const roles = objects.filter(({ kind }) => kind === 'ClusterRole')
  return roles.some(({ rules }) => JSON.stringify(rules).includes('"secrets"'))
}

const kinds = ['Deployment', 'CompositeController', 'Job', 'Pod']

t.test('by default the chart makes a token, and all use it', { skip }, async t => {
  const objects = await withValues()
  const [secret, ...others] = secrets(objects)
  t.strictSame(others, [])
  const { token = '' } = (secret?.data ?? {}) as { token?: string }
  t.match(Buffer.from(token, 'base64').toString(), /^[A-Za-z0-9]{64}$/)
  for (const kind of kinds)
    t.strictSame(secretsOf(objects, kind), ['gateway-orchestrator-token-1'], kind)
  t.equal(secret?.metadata.name, 'gateway-orchestrator-token-1')
  t.ok(mayReadSecrets(objects), 'Metacontroller may read it')
  const again = secrets(await withValues())[0]?.data as { token?: string }
  t.not(again.token, token, 'no two installations have the same')
})

t.test('a token that the cluster has is kept', async t => {
  const source = readChartFile('templates/token.yaml')
  t.match(source, /\$old := \(lookup "v1" "Secret" \.Release\.Namespace \$name\)/)
  t.match(source, /token: \{\{ \$old\.token \| default \(randAlphaNum 64 \| b64enc\) \}\}/)
})

t.test('another token is in another Secret, so that all notice it', { skip }, async t => {
  for (const [value, name, made] of [
    ['hookToken.generation=2', 'gateway-orchestrator-token-2', 1],
    ['hookToken.existingSecret=own', 'own', 0]
  ] as const) {
    const objects = await withValues(value)
    for (const kind of kinds) t.strictSame(secretsOf(objects, kind), [name], kind)
    t.equal(secrets(objects).length, made)
  }
})

t.test('without a token nothing is left of it', { skip }, async t => {
  const objects = await withValues('hookToken.enabled=false')
  t.strictSame(secrets(objects), [])
  t.notMatch(JSON.stringify(objects), /HOOK_TOKEN_FILE|hook-token|endpointConfigs/)
  t.match(JSON.stringify(objects), /ALLOW_UNAUTHENTICATED/)
  t.notOk(mayReadSecrets(objects))
})
