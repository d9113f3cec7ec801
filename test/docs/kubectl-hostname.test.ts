import { writeFileSync } from 'node:fs'
import t from 'tap'
import { parse } from 'yaml'
import { commandNames } from '../../hooks/commands/application.ts'
import { observeCluster } from '../../hooks/commands/plan/observe-cluster.ts'
import { exitCodes } from '../../hooks/commands/terminal/command-end.ts'
import { readerOfAll } from '../helpers/hostname-world.ts'
import { commandOutputs, shownWorld } from './command-outputs.ts'
import { read, root } from './files.ts'

const path = 'docs/kubectl-hostname.md'
const block = /```\n\$ (.+)\n([\s\S]*?)```/g

t.test('the outputs on the page are those of the commands, at 80 columns', async t => {
  const world = await shownWorld()
  t.teardown(() => world.stop())
  const outputs = await commandOutputs(world)
  // UPDATE_OUTPUTS=1 writes the present outputs into the page.
  if (process.env.UPDATE_OUTPUTS === '1') {
    const updated = read(path).replace(block, (whole, command: string) => {
      const output = outputs.get(command)
      return output === undefined ? whole : `\`\`\`\n$ ${command}\n${output}\`\`\``
    })
    writeFileSync(new URL(path, root), updated)
  }
  const shown = new Map([...read(path).matchAll(block)].map(([, command, text]) => [command, text]))
  for (const [command, output] of outputs) t.equal(shown.get(command), output, command)
  for (const command of shown.keys()) t.ok(outputs.has(command ?? ''), `${command} is run here`)
  const lines = [...outputs.values()].flatMap(output => output.split('\n'))
  t.strictSame(
    lines.filter(line => line.length > 80 && line.split(' ').every(word => word.length < 50)),
    [],
    'but for lines with a name that is too long'
  )
})

t.test('every command has its section, and every exit status its row', async t => {
  const page = read(path)
  for (const name of commandNames('kubectl hostname')) t.match(page, `\n## ${name}`, name)
  const rows = [...page.matchAll(/^\| (\d) \|/gm)].map(([, code]) => Number(code))
  t.strictSame(rows, Object.values(exitCodes))
})

type Rule = { apiGroups: [string]; resources: string[]; verbs: [string] }

t.test('the rules for a plan are what it reads, and no more', async t => {
  const [, text = ''] = /<!-- plan rules -->\n```yaml\n([\s\S]*?)```/.exec(read(path)) ?? []
  const rules = (parse(text) as Rule[]).flatMap(({ apiGroups: [group], resources }) =>
    resources.map(resource => `${group}/${resource}`)
  )
  const world = await shownWorld()
  t.teardown(() => world.stop())
  const reader = readerOfAll(world)
  const needed = new Set<string>()
  await observeCluster({
    ...reader,
    get: url => {
      const [, group = '', resource = ''] =
        /^\/apis?\/(?:([a-z0-9.-]+\.[a-z0-9.-]+)\/)?v[^/]+\/([a-z]+)\?/.exec(url) ?? []
      needed.add(`${group}/${resource}`)
      return reader.get(url)
    }
  })
  t.strictSame([...needed].sort(), rules.sort())
})
