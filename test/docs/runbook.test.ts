import { existsSync, readdirSync } from 'node:fs'
import t from 'tap'
import { reasons } from '../../hooks/conditions/reasons.ts'
import { anchorsOf, read, root } from './files.ts'

/** What platform teams do at night, and what they do by day. */
const runbook = [
  'docs/runbook.md',
  'docs/tasks/disaster-recovery.md',
  'docs/tasks/quotas-and-sizing.md',
  'docs/tasks/uninstall.md',
  'docs/tasks/upgrade.md'
]
  .map(read)
  .join('\n')
const hooks = sourcesIn('hooks')

/** All sources in a folder of the project, as one text. */
function sourcesIn(folder: string): string {
  const paths = readdirSync(new URL(`${folder}/`, root), { recursive: true, encoding: 'utf8' })
  const sources = paths.filter(path => path.endsWith('.ts'))
  return sources.map(path => read(`${folder}/${path}`)).join('\n')
}

/** Words in backticks that look like reasons of the hooks, but are error codes of AWS. */
const errorCodes = new Set(['AccessDenied'])

t.test('every reason that it names is in the catalogue', async t => {
  const named = [...runbook.matchAll(/`([A-Z][a-z]+[A-Z][A-Za-z]+|AWS[A-Z][A-Za-z]+)`/g)].map(
    ([, word = '']) => word
  )
  t.ok(named.length > 20)
  for (const word of named) t.ok(errorCodes.has(word) || Object.hasOwn(reasons, word), word)
})

t.test('what pools can say of themselves is in it', async t => {
  // The reasons of the catalogue that only the code of the pool uses.
  const pool = sourcesIn('hooks/gateway-pool')
  const said = [
    'UnreadableObjects',
    'HostnameOverlaps',
    'ClaimsOutsideAllowlist',
    'HostnamesNotAllowed',
    'HostnamesNested',
    'ClaimsLeft',
    'ClaimsStuck',
    'ForeignListeners',
    'PoolFull'
  ]
  for (const reason of said) {
    t.ok(pool.includes(`'${reason}'`), `${reason} is said by pools`)
    t.match(runbook, `\`${reason}\``)
  }
})

t.test('log lines are those that the hooks write', async t => {
  const lines = [...runbook.matchAll(/log line `(.+?)`/g)].map(([, line = '']) => line)
  t.ok(lines.length > 3)
  for (const line of lines) t.ok(hooks.includes(`'${line}'`), line)
})

t.test('annotations are those that the hooks and the guards know', async t => {
  const guards = read('metacontroller/policies.yaml')
  const names = new Set(
    [...runbook.matchAll(/gateway-orchestrator\.io\/([a-z-]+)/g)].map(([, name = '']) => name)
  )
  t.same([...names].sort(), ['abandon', 'allow-delete', 'allow-deletions', 'cluster'])
  for (const name of names) t.ok(`${hooks}${guards}`.includes(`/${name}`), name)
})

t.test('files and headings that it points to exist', async t => {
  for (const [path] of runbook.matchAll(/(?:metacontroller|examples)\/[a-z0-9-]+\.yaml/g))
    t.ok(existsSync(new URL(path, root)), path)
  const headings = anchorsOf(runbook)
  for (const [, anchor = ''] of runbook.matchAll(/\]\(#(.+?)\)/g))
    t.ok(headings.includes(anchor), anchor)
})
