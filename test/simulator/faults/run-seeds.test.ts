import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { runJobs } from '../../../simulator/faults/jobs.ts'
import { readOptions } from '../../../simulator/faults/options.ts'
import { describeTotals, runSeeds } from '../../../simulator/faults/run-seeds.ts'
import { sabotages } from '../../../simulator/faults/sabotages/index.ts'

async function run(args: readonly string[], sabotage?: string) {
  const lines: string[] = []
  const surroundings = { say: (line: string) => void lines.push(line), now: () => 0 }
  const totals = await runSeeds(
    readOptions(args),
    sabotage === undefined ? undefined : sabotages[sabotage],
    surroundings
  )
  return { totals, lines }
}

t.test('seeds are counted, and what was done in them', async t => {
  const { totals } = await run(['--from', '7', '--seeds', '1'])
  t.match(totals, { schedules: 1, violations: 0 })
  t.ok(totals.steps > 50 && totals.syncs > 50)
  t.match(
    describeTotals(totals, 1500),
    /^1 schedule, \d+ steps, \d+ syncs, \d+ faults in 1\.5 s: no violation$/
  )
})

t.test('processes share seeds out', async t => {
  const { totals } = await shared(['--from', '7', '--seeds', '2', '--jobs', '2'])
  t.match(totals, { schedules: 2, violations: 0 })
})

async function shared(args: readonly string[]) {
  return { totals: await runJobs(readOptions(args)) }
}

t.test('a violation is made small, shown with its schedule, and can be seen again', async t => {
  const { totals, lines } = await run(
    ['--from', '1', '--seeds', '5', '--sabotage', 'openListeners'],
    'openListeners'
  )
  t.equal(totals.violations, 1)
  t.equal(totals.schedules, 1, 'the first violation ends it')
  t.ok(lines.filter(line => / {2}request team-/.test(line)).length <= 1, 'one request is enough')
  t.notOk(
    lines.some(line => line.startsWith('  fault')),
    'it needs no fault'
  )
  const before = lines.indexOf('making it smaller …')
  t.match(
    lines[before - 1],
    /^seed 1: a listener admits .* violated at 0:\d\d:\d\d \(faults\): listener /
  )
  t.equal(lines[before + 1], 'schedule of seed 1')
  t.match(
    lines.at(-2),
    /^seed 1: a listener admits .* violated at/,
    'the small schedule does it too'
  )
  t.match(lines.at(-1), 'npm run faults -- --from 1 --seeds 1 --verbose --sabotage openListeners')
})

t.test('the last line says how much was looked at, and the status whether all held', async t => {
  const good = await program(['--from', '7', '--seeds', '1'])
  t.match(good.last, /^1 schedule, \d+ steps, \d+ syncs, \d+ faults in \d+\.\d s: no violation$/)
  t.equal(good.status, 0)
  const bad = await program([
    '--from',
    '1',
    '--seeds',
    '1',
    '--no-shrink',
    '--sabotage',
    'openListeners'
  ])
  t.match(
    bad.last,
    /^1 schedule, \d+ steps, \d+ syncs, \d+ faults in \d+\.\d s: an invariant was violated$/
  )
  t.equal(bad.status, 1)
  t.equal((await program(['--sabotage', 'nobody'])).status, 2)
  t.match(await program(['--help']), { status: 0, last: /^Exit status: 0 no violation/ })
})

async function program(args: readonly string[]) {
  const main = fileURLToPath(new URL('../../../simulator/faults/main.ts', import.meta.url))
  const { status, stdout } = await new Promise<{ status: number; stdout: string }>(resolve => {
    execFile(process.execPath, [main, ...args], (error, stdout) => {
      resolve({ status: typeof error?.code === 'number' ? error.code : 0, stdout })
    })
  })
  return { status, last: stdout.trimEnd().split('\n').at(-1) }
}

t.test('options', async t => {
  t.equal(readOptions([]).seeds, 100)
  t.equal(readOptions(['--seconds', '120']).seeds, Number.POSITIVE_INFINITY)
  t.throws(() => readOptions(['--seeds', 'many']), {
    message: '--seeds must be a whole number from 1 on, not many'
  })
  for (const flag of ['--seeds', '--seconds', '--jobs', '--step'])
    t.throws(() => readOptions([flag, '0']), {
      message: `${flag} must be a whole number from 1 on, not 0`
    })
  t.equal(readOptions(['--from', '0']).from, 0)
  t.equal(readOptions(['--seeds', '2', '--jobs', '3']).jobs, 2, 'no process without a seed')
  t.throws(() => readOptions(['--sedes', '1']))
})
