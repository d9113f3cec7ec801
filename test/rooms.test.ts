import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * The rooms of a folder, from the bottom up. A file imports from its own room and from the rooms
 * below it, types included. A file of the folder itself is on top, unless it is in the list. For
 * `hooks`, CONTRIBUTING.md says what is in each room.
 */
const floors: Record<string, readonly string[]> = {
  hooks: [
    ...['clock.ts', 'default-certificates-per-year.ts', 'defined.ts', 'hash.ts', 'hook.ts'],
    ...['in-turn.ts', 'partition.ts', 'set-newest.ts', 'token.ts', 'version.ts'],
    ...['hourly-log.ts', 'pools-alive.ts'],
    ...['text', 'hostname', 'api', 'conditions', 'wire', 'answer-news.ts', 'load-balancer', 'dns'],
    ...['config', 'config.ts', 'kubernetes', 'tracing', 'aws'],
    ...['gateway-pool', 'hostname-request', 'domain-claim', 'events', 'create-hooks.ts', 'metrics'],
    ...['http', 'app.ts', 'server.ts', 'commands']
  ],
  'hooks/gateway-pool': ['observe', 'gateways', 'admit', 'place', 'attach', 'render', 'report'],
  'hooks/domain-claim': ['facts', 'observe', 'to-ready', 'to-gone', 'decide', 'act', 'report'],
  'hooks/metrics': ['catalogue', 'read'],
  'hooks/events': ['decide', 'send'],
  'hooks/commands': [
    'cluster',
    'terminal',
    'iam',
    'doctor',
    'drain',
    'hostnames',
    'explain',
    'plan',
    'orphans',
    'support'
  ]
}

/** The paths that a source imports from, relative to the root of the project. */
function importsOf(path: string, source: string): string[] {
  const named = source.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'(\.[^']+)'/g)
  return [...named].map(([, to = '']) => normalize(join(dirname(path), to)))
}

/** The floor of a file within a folder; `undefined` for a file outside of the folder. */
function floorOf(path: string, folder: string, rooms: readonly string[]): number | undefined {
  if (!path.startsWith(`${folder}/`)) return undefined
  const [room = '', ...rest] = path.slice(folder.length + 1).split('/')
  const floor = rooms.indexOf(room)
  return floor < 0 && rest.length === 0 ? rooms.length : floor
}

/** The imports of a file that run from a lower floor to a higher one. */
function upwardImports(path: string, source: string, folder: string): string[] {
  const rooms = floors[folder] ?? []
  const from = floorOf(path, folder, rooms) ?? -1
  return importsOf(path, source).filter(to => (floorOf(to, folder, rooms) ?? -1) > from)
}

for (const [folder, rooms] of Object.entries(floors)) {
  t.test(`no import of ${folder} runs upward, types included`, async t => {
    const files = globSync(`${folder}/**/*.ts`, { cwd: root })
    for (const path of files) {
      t.not(floorOf(path, folder, rooms), -1, `${path} is in a room that the table names`)
      const source = readFileSync(join(root, path), 'utf8')
      t.strictSame(upwardImports(path, source, folder), [], `${path} imports downward only`)
    }
    t.ok(files.length > 10)
  })
}

t.test('no hook imports a command: commands are on top of the hooks', async t => {
  const paths = globSync('hooks/**/*.ts', { cwd: root })
  const importing = paths.filter(path =>
    importsOf(path, readFileSync(join(root, path), 'utf8')).some(isCommand)
  )
  const outside = importing.filter(path => !isCommand(path))
  t.strictSame(outside.sort(), [
    'hooks/cli.ts',
    'hooks/kubectl-complete-hostname.ts',
    'hooks/kubectl-hostname.ts'
  ])
})

function isCommand(path: string): boolean {
  return path.startsWith('hooks/commands/')
}

t.test('an import that runs upward is found, as a type too', async t => {
  const source = `
    import type { Held } from '../admit/held.ts'
    import { observe } from './observe.ts'
    import { syncPool } from '../sync.ts'
    const late = await import('../report/status.ts')
  `
  t.strictSame(upwardImports('hooks/gateway-pool/observe/x.ts', source, 'hooks/gateway-pool'), [
    'hooks/gateway-pool/admit/held.ts',
    'hooks/gateway-pool/sync.ts',
    'hooks/gateway-pool/report/status.ts'
  ])
  t.strictSame(
    upwardImports('hooks/aws/x.ts', "import { x } from '../metrics/metrics.ts'", 'hooks'),
    ['hooks/metrics/metrics.ts'],
    'from one room of the hooks to another'
  )
  t.strictSame(
    upwardImports('hooks/defined.ts', "import { x } from './text/counted.ts'", 'hooks'),
    ['hooks/text/counted.ts'],
    'from a file that is a room of its own'
  )
})

/** An import, a text or a pattern that fills its line by itself cannot be broken. */
const unbreakable = /^import .* from '.*'$|^\s*'.*',?$|^\s*\/.*\/$/

t.test('no line of code, comment or text is longer than 100 columns', async t => {
  const sources = globSync('{hooks,simulator,bench,scripts,site,test}/**/*.ts', {
    cwd: root,
    exclude: ['site/node_modules/**', 'site/dist/**', 'site/.astro/**']
  })
  const tooLong = sources.flatMap(path => {
    const lines = readFileSync(join(root, path), 'utf8').split('\n')
    return lines.filter(line => line.length > 100 && !unbreakable.test(line))
  })
  t.strictSame(tooLong, [])
  t.ok(sources.length > 500)
})
