import { existsSync, globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { runProgram } from '../helpers/processes.ts'
import { anchorsOf, documents, read, root } from './files.ts'

const sources = globSync('hooks/**/*.ts', { cwd: fileURLToPath(root) })
const texts = [...sources, ...documents()]

/** The name of the program where it is not the name of a namespace, a release or another object. */
const program = /(?<!-n |namespace |configmap |install |upgrade |[\w/:.=-])gateway-orchestrator/
  .source
const command = new RegExp(`${program} ([a-z][a-z-]+)\\b((?: --?[\\w-]+)*)`, 'g')

/** What texts tell somebody to type: the words after the name of the program. */
function typed(text: string): string[] {
  const found = text.matchAll(command)
  return [...found].map(([, name = '', flags = '']) => `${name}${flags}`)
}

/** The commands that exist, with all their flags. */
async function helpOf(command: string): Promise<string> {
  const args = ['hooks/cli.ts', command, '--help']
  const { status, stdout } = await runProgram(process.execPath, args)
  return status === 0 ? stdout : ''
}

t.test('commands and flags that texts name exist', async t => {
  const commands = new Set(['serve', 'doctor', 'drain', 'iam-policy'])
  const helps = new Map<string, string>()
  for (const command of commands) helps.set(command, await helpOf(command))
  let count = 0
  for (const path of texts)
    for (const words of typed(read(path))) {
      const [command = '', ...flags] = words.split(' ')
      count++
      t.ok(commands.has(command), `${command}, in ${path}`)
      for (const flag of flags) t.match(helps.get(command), flag, `${words}, in ${path}`)
    }
  t.ok(count > 20)
  t.strictSame(typed('run `gateway-orchestrator nowhere --x`'), ['nowhere --x'])
  t.equal(await helpOf('nowhere'), '')
})

t.test('files and headings that the commands name exist', async t => {
  const commands = sources.filter(path => path.startsWith('hooks/commands/'))
  const named = commands.flatMap(path => [
    ...read(path).matchAll(
      /\b((?:metacontroller|examples|docs)\/[\w./-]+?\.(?:yaml|md)|README\.md)(#[\w-]+)?/g
    )
  ])
  t.ok(named.length > 6)
  for (const [, file = '', anchor] of named) {
    t.ok(existsSync(new URL(file, root)), file)
    if (anchor === undefined) continue
    t.ok(anchorsOf(read(file)).includes(anchor.slice(1)), `${file}${anchor}`)
  }
})
