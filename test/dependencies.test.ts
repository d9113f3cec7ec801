import { spawnSync } from 'node:child_process'
import { cpSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'

const root = fileURLToPath(new URL('..', import.meta.url))
const sources = globSync('hooks/**/*.ts', { cwd: root })
const awsClients = ['@aws-sdk/client-acm', '@aws-sdk/client-route-53']

/** The packages that a source names in imports and exports, dynamic ones included. */
function packagesIn(source: string): string[] {
  const named = source.matchAll(
    /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)['"]([@a-z][\w@/.:-]*)['"]/g
  )
  return [...named].flatMap(([, name = '']) => /^(?:@[^/]+\/)?[^/]+/.exec(name) ?? [])
}

t.test('what finds the packages finds them', async t => {
  const source = `
    import { a } from '@aws-sdk/client-acm'
    import type { B } from "@smithy/types/dist/b"
    import 'fastify'
    export * from '@aws-sdk/client-s3'
    const c = await import('@aws-sdk/client-sts')
    const d = require('pino')
    import { e } from './e.ts'
    const f = fieldOf(e, 'from') === 'Same'
  `
  t.strictSame(packagesIn(source), [
    '@aws-sdk/client-acm',
    '@smithy/types',
    'fastify',
    '@aws-sdk/client-s3',
    '@aws-sdk/client-sts',
    'pino'
  ])
})

t.test('of AWS, ACM and Route 53 and nothing else', async t => {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>
  }
  const isAWS = (name: string) => /^@?(aws|smithy)/.test(name)
  t.strictSame(Object.keys(dependencies).filter(isAWS), awsClients)
  for (const [name, version] of Object.entries(dependencies))
    t.match(version, /^\d+\.\d+\.\d+$/, `${name} is exact`)
  t.ok(sources.length > 80)
  for (const path of sources) {
    for (const name of packagesIn(readFileSync(join(root, path), 'utf8'))) {
      if (name.startsWith('node:')) continue
      t.ok(name in dependencies, `${path} imports ${name}, which is a dependency`)
      if (isAWS(name)) t.match(path, /^hooks\/aws\//, 'and it is imported by the edges only')
    }
  }
})

t.test('the SDK of OpenTelemetry is loaded late, and in one place', async t => {
  const isSDK = (name: string) =>
    /^@opentelemetry\/(sdk-|exporter-|resources|context-async-hooks)/.test(name)
  const using = sources.filter(path =>
    packagesIn(readFileSync(join(root, path), 'utf8')).some(isSDK)
  )
  t.strictSame(using.toSorted(), ['hooks/tracing/sampler.ts', 'hooks/tracing/sdk.ts'])
  const importing = sources.filter(path => {
    const source = readFileSync(join(root, path), 'utf8')
    return /from '[./a-z]*\/(?:sdk|sampler)\.ts'/.test(source)
  })
  t.strictSame(importing, ['hooks/tracing/sdk.ts'], 'and else by `import()` only')
})

/**
 * Makes a project with our lint rules and these sources.
 * @returns what Biome finds, as `path rule`
 */
function lint(name: string, files: Record<string, string>): string[] {
  const dir = t.testdir({})
  const project = join(dir, name)
  const { vcs: _, ...config } = JSON.parse(
    readFileSync(join(root, 'biome.json'), 'utf8')
  ) as Record<string, unknown>
  mkdirSync(project, { recursive: true })
  writeFileSync(join(project, 'biome.json'), JSON.stringify({ ...config, root: true }))
  cpSync(join(root, 'decisions.grit'), join(project, 'decisions.grit'))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(project, path)), { recursive: true })
    writeFileSync(join(project, path), text)
  }
  const biome = join(root, 'node_modules/.bin/biome')
  const { stdout } = spawnSync(biome, ['lint', '--reporter=json', '--max-diagnostics=none', '.'], {
    cwd: project,
    encoding: 'utf8'
  })
  const [report = ''] = stdout.split('\n').filter(line => line.startsWith('{'))
  const { diagnostics } = JSON.parse(report) as { diagnostics: Diagnostic[] }
  return diagnostics.filter(({ severity }) => severity === 'error').map(show)
}

type Diagnostic = {
  severity: string
  category: string
  location: { path: string | { file: string } }
}

function show({ category, location: { path } }: Diagnostic): string {
  return `${typeof path === 'string' ? path : path.file} ${category}`
}

const violations: [what: string, source: string, rule: string][] = [
  [
    'the SDK',
    "import { ACMClient } from '@aws-sdk/client-acm'\nexport const a = ACMClient",
    'noRestrictedImports'
  ],
  [
    'smithy',
    "import type { Command } from '@smithy/types'\nexport type A = Command",
    'noRestrictedImports'
  ],
  ['fastify', "import fastify from 'fastify'\nexport const a = fastify", 'noRestrictedImports'],
  ['pino', "import { pino } from 'pino'\nexport const a = pino", 'noRestrictedImports'],
  [
    'files',
    "import { readFileSync } from 'node:fs'\nexport const a = readFileSync",
    'noRestrictedImports'
  ],
  [
    'the network',
    "import { connect } from 'node:net'\nexport const a = connect",
    'noRestrictedImports'
  ],
  ['late imports', "export const a = await import('node:os')", 'noRestrictedImports'],
  [
    'an AWS edge',
    "import { createAcm } from '../aws/acm.ts'\nexport const a = createAcm",
    'plugin'
  ],
  [
    'the clock',
    "import { systemClock } from '../clock.ts'\nexport const a = systemClock",
    'plugin'
  ],
  ['Date.now', 'export const a = Date.now()', 'plugin'],
  ['new Date()', 'export const a = new Date()', 'plugin'],
  ['new Date', 'export const a = new Date', 'plugin'],
  ['Math.random', 'export const a = Math.random()', 'plugin'],
  ['process', 'export const a = process.env.HOME', 'noRestrictedGlobals'],
  ['globalThis', 'export const a = globalThis.process', 'noRestrictedGlobals'],
  ['setTimeout', 'setTimeout(() => undefined, 1)', 'noRestrictedGlobals'],
  ['console', "console.log('x')", 'noRestrictedGlobals'],
  ['fetch', "export const a = fetch('x')", 'noRestrictedGlobals']
]

/** Sources that break a rule of the structure: a circle of types, and a function of 41 lines. */
const badStructure: Record<string, string> = {
  'hooks/dns/circle-a.ts': "import type { B } from './circle-b.ts'\nexport type A = { b: B }\n",
  'hooks/dns/circle-b.ts': "import type { A } from './circle-a.ts'\nexport type B = { a: A }\n",
  'hooks/dns/long.ts': `export function long(): void {\n${'  Math.abs(1)\n'.repeat(41)}}\n`
}

t.test('no import runs in a circle, types included, and no function has over 40 lines', async t => {
  const found = lint('structure', badStructure)
  for (const path of ['hooks/dns/circle-a.ts', 'hooks/dns/circle-b.ts'])
    t.ok(found.includes(`${path} lint/suspicious/noImportCycles`), path)
  t.ok(found.includes('hooks/dns/long.ts lint/complexity/noExcessiveLinesPerFunction'))
})

const allowed = `
import type { Acm } from '../aws/acm.ts'
import { reasonOf } from '../aws/failure.ts'
import type { Clock } from '../clock.ts'
import { normalName } from '../dns/records.ts'
export type Both = Acm & Clock
export const a = [new Date(5), new Date('2026-01-01'), Date.parse('2026-01-01'), Math.max(1, 2)]
export const later = Date.UTC(2026, 0)
export const b = [reasonOf, normalName]
`

/**
 * All folders but the edges, such as `aws` and `http`, and the commands: a new folder holds
 * decisions until this test says otherwise.
 */
const edgeFolders = [
  ...['', 'aws', 'http', 'kubernetes', 'metrics', 'tracing', 'events', 'events/send'],
  ...['commands', 'commands/cluster']
]
const decisionFolders = [
  ...new Set(sources.map(path => dirname(path).replace(/^hooks\/?/, '')))
].filter(folder => !edgeFolders.includes(folder))
const edges = [
  'aws/x.ts',
  'server.ts',
  ...['claim-hook', 'one-at-a-time'].map(f => `domain-claim/${f}.ts`)
]

t.test('decisions are pure, and lint sees to it', async t => {
  const planted = violations.map(
    ([, source], i) => [`hooks/domain-claim/planted-${i}.ts`, `${source}\n`] as const
  )
  const found = lint('planted', Object.fromEntries(planted))
  for (const [i, [what, , rule]] of violations.entries())
    t.ok(
      found.some(line => line.includes(`planted-${i}.ts`) && line.includes(rule)),
      `${what} is refused`
    )
})

t.test('in every folder of decisions, and nowhere else', async t => {
  const source = 'export const a = [Date.now(), process.env.HOME]\n'
  const inside = decisionFolders.map(folder => [`hooks/${folder}/planted.ts`, source] as const)
  const outside = edges.map(path => [`hooks/${path}`, source] as const)
  const found = lint(
    'everywhere',
    Object.fromEntries([...inside, ...outside, ['hooks/dns/allowed.ts', allowed]])
  )
  for (const [path] of inside) t.equal(found.filter(line => line.startsWith(path)).length, 2, path)
  t.strictSame(
    found.filter(line => !line.includes('/planted.ts')),
    [],
    'types, pure functions and times that are given are fine'
  )
  t.ok(decisionFolders.length >= 10)
})
