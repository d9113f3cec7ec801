import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { findProgram, runProgram } from '../charts/chart.ts'
import { read, root } from '../docs/files.ts'
import { filesIn, npmScriptsIn, stepsOf, workflowOf, workflows } from './workflows.ts'

const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }

const actionlint = await findProgram('actionlint')
// actionlint also runs shellcheck and pyflakes if they are there. Without them it finds the same
// everywhere.
const lintOptions = ['-no-color', '-shellcheck=', '-pyflakes=']

t.test('actionlint finds nothing in the workflows', { skip: actionlint.skip }, async t => {
  for (const { name } of workflows) {
    const file = fileURLToPath(new URL(`.github/workflows/${name}.yaml`, root))
    const { status, stdout } = await runProgram(actionlint.path, [...lintOptions, file])
    t.strictSame({ status, stdout }, { status: 0, stdout: '' }, name)
  }
})

t.test('actionlint finds an output that no job has', { skip: actionlint.skip }, async t => {
  const broken = read('.github/workflows/release.yaml').replace(
    'needs.names.outputs.npmTag',
    'needs.names.outputs.npm'
  )
  const { status, stdout } = await runProgram(actionlint.path, [...lintOptions, '-'], broken)
  t.equal(status, 1)
  t.match(stdout, 'property "npm" is not defined')
})

t.test('each action is pinned by its commit, with its version as a comment', async t => {
  for (const { name, text } of workflows) {
    const lines = text.split('\n').filter(line => /^\s*(?:- )?uses:/.test(line))
    for (const line of lines)
      t.match(line, /uses: (?:\.\/\S+|[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/, name)
    t.ok(lines.length >= 6)
  }
})

t.test('the same action has the same commit everywhere', async t => {
  const used = new Set(workflows.flatMap(({ workflow }) => stepsOf(workflow)).map(s => s.uses))
  const actions = [...used].filter(action => action !== undefined).map(name => name.split('@')[0])
  t.strictSame(actions, [...new Set(actions)])
})

t.test('no checkout leaves its token behind, for later steps to find', async t => {
  for (const { name, workflow } of workflows)
    for (const { uses, with: inputs } of stepsOf(workflow))
      if (uses?.startsWith('actions/checkout@'))
        t.equal(inputs?.['persist-credentials'], false, name)
})

t.test('no script contains an expression, whose value could be a command', async t => {
  for (const { name, workflow } of workflows)
    for (const { run } of stepsOf(workflow)) t.notMatch(run ?? '', /\$\{\{/, name)
})

t.test('each job has the permissions that it needs, and no other', async t => {
  const permissions = workflows.flatMap(({ name, workflow }) => {
    t.strictSame(workflow.permissions, {}, `${name} gives no permission to all its jobs`)
    return Object.entries(workflow.jobs).map(([job, { permissions }]) => [job, permissions])
  })
  const reads = { contents: 'read' }
  t.strictSame(permissions, [
    ['checks', reads],
    ['checks', reads],
    ['names', reads],
    ['image', { ...reads, packages: 'write', 'id-token': 'write' }],
    ['chart', { ...reads, packages: 'write', 'id-token': 'write' }],
    ['package', { ...reads, 'id-token': 'write' }],
    ['release', { contents: 'write' }]
  ])
})

t.test('nothing is published before all checks and the names have passed', async t => {
  const { jobs } = workflowOf('release')
  const before = (job: string): string[] => {
    const direct = [jobs[job]?.needs ?? []].flat()
    return [...direct, ...direct.flatMap(before)]
  }
  for (const job of ['image', 'chart', 'package', 'release'])
    for (const earlier of ['checks', 'names']) t.ok(before(job).includes(earlier), job)
  t.equal(jobs.checks?.uses, './.github/workflows/ci.yaml')
})

t.test('each step runs npm scripts and files that exist', async t => {
  const names = new Set<string>()
  for (const { name, workflow } of workflows)
    for (const { run = '' } of stepsOf(workflow)) {
      for (const script of npmScriptsIn(run)) {
        names.add(script)
        t.ok(Object.hasOwn(scripts, script), `${name}: package.json has the script ${script}`)
      }
      for (const file of filesIn(run)) {
        names.add(file)
        t.ok(existsSync(new URL(file, root)), `${name}: ${file}`)
      }
    }
  t.strictSame([...names].sort(), ['.ci/run', 'build', 'release', 'tools'])
})

t.test('a step that runs what does not exist is found', async t => {
  t.strictSame(npmScriptsIn('npm ci && npm run -s nowhere -- x'), ['nowhere'])
  t.strictSame(filesIn('npm ci && bash .ci/nowhere x\nnode scripts/nowhere.ts'), [
    '.ci/nowhere',
    'scripts/nowhere.ts'
  ])
})
