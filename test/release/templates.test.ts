import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { parse } from 'yaml'
import { commandsIn } from '../docs/commands.ts'
import { read, root } from '../docs/files.ts'

/** An element of an issue form. */
type Element = {
  type: string
  id?: string
  attributes: { label?: string; value?: string; description?: string; options?: string[] }
}

type Form = { name?: string; description?: string; body: Element[] }

const paths = globSync('.github/ISSUE_TEMPLATE/*.yml', { cwd: fileURLToPath(root) }).sort()
const types = ['markdown', 'textarea', 'input', 'dropdown', 'checkboxes']

t.test('the issue forms have what GitHub asks for', async t => {
  t.strictSame(
    paths,
    ['bug', 'feature'].map(name => `.github/ISSUE_TEMPLATE/${name}.yml`)
  )
  for (const path of paths) {
    const { name, description, body } = parse(read(path)) as Form
    t.ok(name && description, path)
    const fields = body.filter(({ type }) => type !== 'markdown')
    t.ok(fields.length > 0, path)
    const ids = fields.map(({ id = '' }) => id)
    t.strictSame([...new Set(ids)], ids, 'no id twice')
    for (const { type, id, attributes } of body) {
      t.ok(types.includes(type), `${type} is a type`)
      if (type === 'markdown') t.ok(attributes.value, path)
      else t.ok(/^[\w-]+$/.test(id ?? '') && attributes.label, `${id} in ${path}`)
      if (type === 'dropdown') t.ok(attributes.options?.length, `${id} has options`)
    }
  }
})

t.test('a bug report asks for what the runbook looks at first', async t => {
  const { body } = parse(read('.github/ISSUE_TEMPLATE/bug.yml')) as Form
  const asked = body.map(({ attributes }) => attributes.description ?? '').join('\n')
  const [, section = ''] = read('docs/runbook.md').split('\n## Where to look\n')
  const [block = ''] = /```sh\n[\s\S]*?```/.exec(section) ?? []
  const commands = commandsIn(block).map(({ text }) => text.split(' | ')[0] ?? '')
  t.ok(commands.length > 5)
  for (const command of commands) t.match(asked, command)
  t.match(asked, 'gateway-orchestrator doctor')
})

t.test('the code of conduct and SECURITY name the same contact', async t => {
  t.match(read('CODE_OF_CONDUCT.md'), '(SECURITY.md#reporting)')
})
