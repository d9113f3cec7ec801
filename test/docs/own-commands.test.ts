import { existsSync, globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { commandNames, type ProgramName } from '../../hooks/commands/application.ts'
import { runProgram } from '../helpers/processes.ts'
import { anchorsOf, documents, read, root } from './files.ts'

const sources = globSync('hooks/**/*.ts', { cwd: fileURLToPath(root) })
const texts = [...sources, ...documents()]

/** The names of the two programs, and what runs them. */
const programs = {
  'gateway-orchestrator': 'hooks/cli.ts',
  'kubectl hostname': 'hooks/kubectl-hostname.ts'
} as const satisfies Record<ProgramName, string>

/**
 * What texts tell somebody to type. The name of the first program is also the name of a namespace,
 * a release and other objects.
 */
const names: Readonly<Record<ProgramName, string>> = {
  'gateway-orchestrator':
    /(?<!-n |namespace |configmap |install |upgrade |[\w/:.=-])gateway-orchestrator/.source,
  'kubectl hostname': /\bkubectl hostname/.source
}

/** What a text tells somebody to type: the words after the name of a program. */
function typed(text: string, program: ProgramName): string[] {
  const command = new RegExp(`${names[program]} ([a-z][a-z-]+)\\b((?: --?[\\w-]+)*)`, 'g')
  const found = text.matchAll(command)
  return [...found].map(([, name = '', flags = '']) => `${name}${flags}`)
}

/** The help text of a command; empty if there is no such command. */
async function helpOf(program: ProgramName, command: string): Promise<string> {
  const args = [programs[program], command, '--help']
  const { status, stdout } = await runProgram(process.execPath, args)
  return status === 0 ? stdout : ''
}

for (const program of Object.keys(programs) as ProgramName[])
  t.test(`commands and flags of ${program} that texts name exist`, async t => {
    const commands = commandNames(program)
    const helps = new Map<string, string>()
    for (const command of commands) helps.set(command, await helpOf(program, command))
    const named = texts.flatMap(path => typed(read(path), program).map(words => ({ path, words })))
    for (const { path, words } of named) {
      const [command = '', ...flags] = words.split(' ')
      t.ok(commands.includes(command), `${command}, in ${path}`)
      for (const flag of flags) t.match(helps.get(command), flag, `${words}, in ${path}`)
    }
    t.ok(named.length > 0)
    t.strictSame(typed(`run \`${program} nowhere --x\``, program), ['nowhere --x'])
    t.equal(await helpOf(program, 'nowhere'), '')
    for (const [command, help] of helps) t.match(help, `${program} ${command}`, command)
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
