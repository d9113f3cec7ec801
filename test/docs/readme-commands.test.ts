import t from 'tap'
import { runLine, startProgram } from '../helpers/processes.ts'
import { ownRefusedManifests } from '../simulator/demo/own-manifests.ts'
import { commandsIn } from './commands.ts'
import { read } from './files.ts'

/**
 * Each command of the README and of docs/try-it.md is run by a step of .ci/run, with all words that
 * the document has, or by this file. If the document says that a command needs a cluster, nothing
 * runs it. The first test fails on any other command.
 */
const pages = [read('README.md'), read('docs/try-it.md')]
const commands = pages.flatMap(commandsIn).map(({ text, needs }) => ({
  text,
  isMarked: needs !== undefined || isMarkedByName(text)
}))

/**
 * The npm commands of .ci/run, as words. `npm run test:all` runs all that `npm test` runs, and
 * `npm run docs:check` looks at what `npm run docs` serves.
 */
const ciRun = read('.ci/run')
  .replaceAll(/^tests (\S+) .*$/gm, "check 'tests' npm run $1")
  .replace('npm run test:all', 'npm test')
  .replace('npm run -s docs:check', 'npm run docs')
const steps = [...ciRun.matchAll(/^(?:check '[^']*'| ) (npm .*)$/gm)].map(([, command = '']) =>
  wordsOf(command)
)
t.setTimeout(240_000)

/** This sentence marks commands by their first word. */
for (const page of pages) t.match(page, /[Cc]ommands that begin with `kubectl` need a cluster/)

const ownManifests = ownRefusedManifests(t.testdir())

/**
 * What this file runs for a command. The arguments make each command short, because the tests of
 * the program itself run the long ways: main.slow.ts brings the reader's own YAML to Ready.
 */
const replacements: Record<string, string> = {
  'npx node hooks/cli.ts --help': 'npx node hooks/cli.ts --help',
  'npm run demo -- --help': 'npm run demo -- --help',
  'npm run demo -- my.yaml': `npm run demo -- --fast ${ownManifests}`,
  'npm run demo -- --verbose': `npm run demo -- --verbose --fast ${ownManifests}`,
  'npm run demo -- --keep': 'npm run demo -- --keep --fast examples/08-invalid.yaml',
  'npm run bench': 'npm run bench -- --part engine --hostnames 3 --idle-hours 1',
  'npm run faults -- --seeds 200': 'npm run faults -- --seeds 2'
}
const curls = commands.map(({ text }) => text).filter(text => text.startsWith('curl '))

t.test('every command is run, or says what it needs', async t => {
  t.ok(commands.length > 20)
  for (const { text, isMarked } of commands) {
    const isRun = text in replacements || curls.includes(text) || text.split(' && ').every(isStep)
    t.ok(isMarked || isRun, text)
    t.notOk(isMarked && isRun, `${text} is not marked without need`)
  }
  for (const text of Object.keys(replacements))
    t.ok(
      commands.some(command => command.text === text),
      `${text} is in a document`
    )
  t.notOk(isStep('npm run demo -- --real-time'), 'a flag that no step has is not run by one')
})

t.test('npm run test:all runs all that npm test runs', async t => {
  const [, included = ''] = /include:\n {2}- "(.+)"/.exec(read('.taprc')) ?? []
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
  t.equal(scripts.test, 'tap run')
  t.equal(scripts['test:all'], `tap run '${included}' 'test/**/*.slow.ts'`)
  t.match(read('.ci/run'), /^tests test:all /m)
})

const demo = startProgram('sh', ['-c', replacementOf('npm run demo -- --keep')])
t.teardown(() => demo.end('SIGINT', 'group'))

for (const [command, said] of [
  ['npx node hooks/cli.ts --help', /CLUSTER_ID[\s\S]*doctor .*[\s\S]*iam-policy /],
  ['npm run demo -- --help', /--hostnames N[\s\S]*Exit status/],
  [
    'npm run demo -- my.yaml',
    /DomainNotAllowed \(expected\)[\s\S]*All ended as expected, and nothing is left\./
  ],
  ['npm run demo -- --verbose', /What happens[\s\S]*All ended as expected, and nothing is left\./],
  ['npm run bench', /cold is [\d.]+ of it/],
  ['npm run faults -- --seeds 200', /^2 schedules, .*: no violation/m]
] as const) {
  t.test(command, async t => {
    const { status, stdout, stderr } = await runLine(replacementOf(command))
    t.equal(status, 0, 'its exit status', { stderr })
    t.match(stdout, said, 'what it says')
  })
}

t.test('npm run demo -- --keep, and the curl commands', async t => {
  const port = await demo.until(/Running: hooks on http:\/\/127\.0\.0\.1:(\d+)/)
  const printed = await demo.until(/^(curl -s '\S+dryRun=true'.*)$/m)
  const skip = (await runLine('curl --version')).status === 0 ? false : 'there is no curl'
  t.equal(curls.length, 2)
  for (const text of [...curls, printed]) {
    await t.test(text.slice(0, 60), { skip }, async t => {
      const { status, stdout, stderr } = await runLine(await adapted(text, port))
      t.equal(status, 0, 'its exit status', { stderr })
      const answer = JSON.parse(stdout) as object
      t.match(answer, { status: Object, ...(text.includes('dryRun') ? { words: Array } : {}) })
    })
  }
  t.match(await demo.end('SIGINT', 'group'), /everything is stopped/, 'what it says')
})

function isMarkedByName(command: string): boolean {
  return /^(?:kubectl |npx node hooks\/cli\.ts doctor$)/.test(command)
}

/** Whether a step of .ci/run has all words of the command. */
function isStep(command: string): boolean {
  const words = wordsOf(command)
  return steps.some(step => step[1] === words[1] && words.every(word => step.includes(word)))
}

/** The words of a command, without `-s`, which only makes npm print less. */
function wordsOf(command: string): string[] {
  return command.split(' ').filter(word => word !== '-s')
}

function replacementOf(command: string): string {
  const replacement = replacements[command]
  if (replacement === undefined) throw new Error(`nothing is run for ${command}`)
  return replacement
}

/** Sends a command of the README to the demo of this test, without jq if jq is not installed. */
async function adapted(command: string, port: string): Promise<string> {
  const { status } = await runLine('jq --version')
  const line = command.replace('localhost:8080', `127.0.0.1:${port}`)
  return status === 0 ? line : line.replace(' | jq', '')
}
