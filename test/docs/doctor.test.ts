import t from 'tap'
import { parse } from 'yaml'
import { examine, healthyWorld } from '../hooks/commands/doctor/doctor-world.ts'
import { read } from './files.ts'

const page = read('docs/doctor.md')

type Rule = { apiGroups: [string]; resources: string[]; verbs: [string] }

/** What an API server checks for a path: `verb group/resource`. */
function rightFor(path: string): string | undefined {
  const [, group = '', rest = ''] =
    /^\/apis?\/(?:([^/]+\.[^/]+|apps)\/)?v[^/]+\/(.*)$/.exec(path) ?? []
  if (rest === '') return undefined
  const [resource, name] = rest.replace(/^namespaces\/[^/]+\//, '').split('/')
  return `${name === undefined ? 'list' : 'get'} ${group}/${resource}`
}

t.test('the rules for a pod are what the doctor and the drain read, and no more', async t => {
  const [, text = ''] = /<!-- rules -->\n```yaml\n([\s\S]*?)```/.exec(page) ?? []
  const rules = parse(text) as Rule[]
  const allowed = rules.flatMap(({ apiGroups: [group], resources, verbs: [verb] }) =>
    resources.map(resource => `${verb} ${group}/${resource}`)
  )
  const world = healthyWorld()
  const paths: string[] = []
  world.note = path => void paths.push(path)
  const parametersRef = { kind: 'LoadBalancerConfiguration', name: 'a', namespace: 'edge' }
  for (const object of world.objects)
    if (object.kind === 'GatewayClass') object.spec = { ...(object.spec as object), parametersRef }
  await examine(world)
  const read = paths.flatMap(path => rightFor(path) ?? [])
  // The drain reads requests too.
  const needed = new Set([...read, 'list gateway-orchestrator.io/gatewayhostnamerequests'])
  t.strictSame([...needed].sort(), allowed.sort())
})

t.test('every check of the doctor is in the table', async t => {
  const rows = [...page.matchAll(/^\| ([^|]+) \|/gm)].map(([, names = '']) => names).join('\n')
  for (const { name } of await examine(healthyWorld())) {
    const [word = ''] = name.replace('CRDs of the Gateway', 'CRDs of the_Gateway').split(' ')
    t.ok(rows.includes(word), name)
  }
})
