import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { commandsIn } from './commands.ts'
import { read } from './files.ts'
import { runLine, startLine } from './running.ts'

/**
 * Every command of the README is run: by a step of .ci/run, with all words that the README has, or below; or the
 * README says that it needs a cluster or Docker. A new command that is none of these fails the first test.
 */
const readme = read('README.md')
const commands = commandsIn(readme).map(({ text, needs }) => ({
  text,
  isMarked: needs !== undefined || byItsName(text)
}))
/** What .ci/run runs by npm, as words, without the names of its checks; -s only makes npm say less. */
const steps = [...read('.ci/run').matchAll(/^(?:check '[^']*'| ) (npm .*)$/gm)].map(
  ([, run = '']) => wordsOf(run)
)
t.setTimeout(240_000)

/** Stands in the README and marks by their first word those that it names. */
const mark = 'Commands that begin with `kubectl` need a cluster, those with `docker` need Docker'
t.match(readme, mark)

const manifest = join(t.testdir(), 'my.yaml')
writeFileSync(manifest, myManifest())

/** What is run here for a command, shortened where it would take minutes. */
const here: Record<string, string> = {
  'npm run demo -- --help': 'npm run demo -- --help',
  'npm run demo -- my.yaml': `npm run demo -- --fast ${manifest}`,
  'npm run demo -- --keep': 'npm run demo -- --keep --fast examples/03-first-request.yaml',
  'npm run bench': 'npm run bench -- --part engine --hostnames 3 --idle-hours 1',
  'npm run faults -- --seeds 200': 'npm run faults -- --seeds 2'
}
const curls = commands.map(({ text }) => text).filter(text => text.startsWith('curl '))

t.test('every command is run, or says what it needs', async t => {
  t.ok(commands.length > 20)
  for (const { text, isMarked } of commands) {
    const isRun = text in here || curls.includes(text) || text.split(' && ').every(isStep)
    t.ok(isMarked || isRun, text)
    t.notOk(isMarked && isRun, `${text} is not marked without need`)
  }
  for (const text of Object.keys(here))
    t.ok(
      commands.some(command => command.text === text),
      `${text} is in the README`
    )
  t.notOk(isStep('npm run demo -- --real-time'), 'a flag that no step has is not run by one')
})

// The demo mostly waits: all of it at once.
const trial = startLine(line('npm run demo -- --keep'))
t.teardown(() => trial.interrupt())
const own = runLine(line('npm run demo -- my.yaml'))

for (const [command, said] of [
  ['npm run demo -- --help', /--hostnames N[\s\S]*Exit status/],
  ['npm run bench', /cold is [\d.]+ of it/],
  ['npm run faults -- --seeds 200', /^2 schedules, .*: no violation/m]
] as const) {
  t.test(command, async t => {
    const { status, stdout, stderr } = await runLine(line(command))
    t.equal(status, 0, 'its exit status', { stderr })
    t.match(stdout, said, 'what it says')
  })
}

t.test('npm run demo -- --keep, and the curl commands', async t => {
  const port = await trial.until(/Running: hooks on http:\/\/127\.0\.0\.1:(\d+)/)
  const printed = await trial.until(/^(curl -s '\S+dryRun=true'.*)$/m)
  const skip = (await runLine('curl --version')).status === 0 ? false : 'there is no curl'
  t.equal(curls.length, 2)
  for (const text of [...curls, printed]) {
    await t.test(text.slice(0, 60), { skip }, async t => {
      const { status, stdout, stderr } = await runLine(await onThisMachine(text, port))
      t.equal(status, 0, 'its exit status', { stderr })
      const answer = JSON.parse(stdout) as object
      t.match(answer, { status: Object, ...(text.includes('dryRun') ? { words: Array } : {}) })
    })
  }
  t.match(await trial.interrupt(), /everything is stopped/, 'what it says')
})

t.test('npm run demo -- my.yaml', async t => {
  const { status, stdout, stderr } = await own
  t.equal(status, 0, 'its exit status', { stderr })
  t.match(stdout, /https:\/\/mine\.apps\.example\.com/, 'what it says')
  t.match(stdout, 'All ended as expected, and nothing is left.', 'what it says')
})

function byItsName(command: string): boolean {
  return /^(?:kubectl|docker) /.test(command)
}

/** Whether a step of .ci/run has all words of a command. */
function isStep(command: string): boolean {
  const words = wordsOf(command)
  return steps.some(step => step[1] === words[1] && words.every(word => step.includes(word)))
}

function wordsOf(command: string): string[] {
  return command.split(' ').filter(word => word !== '-s')
}

function line(command: string): string {
  const words = here[command]
  if (words === undefined) throw new Error(`nothing is run for ${command}`)
  return words
}

/** A command as a reader gives it to what listens here, without jq where there is none. */
async function onThisMachine(text: string, port: string): Promise<string> {
  const { status } = await runLine('jq --version')
  const command = text.replace('localhost:8080', `127.0.0.1:${port}`)
  return status === 0 ? command : command.replace(' | jq', '')
}

/** One hostname, and one that the examples' pool refuses, which the annotation says. */
function myManifest(): string {
  const request = (name: string, hostname: string, annotations: object = {}) => ({
    apiVersion: 'gateway-orchestrator.io/v1alpha1',
    kind: 'GatewayHostnameRequest',
    metadata: { name, namespace: 'mine', annotations },
    spec: { hostname }
  })
  const expected = { 'gateway-orchestrator.io/demo-expect': 'DomainNotAllowed' }
  const objects = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'mine' } },
    request('mine', 'mine.apps.example.com'),
    request('foreign', 'mine.example.org', expected)
  ]
  return objects.map(object => JSON.stringify(object)).join('\n---\n')
}
