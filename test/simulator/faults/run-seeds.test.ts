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
  t.match(describeTotals(totals, 1500), /^1 schedules, \d+ steps, \d+ syncs, \d+ faults in 1\.5 s: no violation$/)
})

t.test('processes share seeds out', async t => {
  const { totals } = await shared(['--from', '7', '--seeds', '2', '--jobs', '2'])
  t.match(totals, { schedules: 2, violations: 0 })
})

async function shared(args: readonly string[]) {
  return { totals: await runJobs(readOptions(args)) }
}

t.test('a violation is made small, shown with its schedule, and can be seen again', async t => {
  const { totals, lines } = await run(['--from', '1', '--seeds', '5', '--sabotage', 'openListeners'], 'openListeners')
  t.equal(totals.violations, 1)
  t.equal(totals.schedules, 1, 'the first violation ends it')
  t.ok(lines.filter(line => / {2}request team-/.test(line)).length <= 1, 'one request is enough')
  t.notOk(
    lines.some(line => line.startsWith('  fault')),
    'it needs no fault'
  )
  t.match(lines.at(-1), 'npm run faults -- --from 1 --seeds 1 --verbose --sabotage openListeners')
})

t.test('options', async t => {
  t.equal(readOptions([]).seeds, 100)
  t.equal(readOptions(['--seconds', '120']).seeds, Number.POSITIVE_INFINITY)
  t.throws(() => readOptions(['--seeds', 'many']), { message: '--seeds must be a whole number, not many' })
  t.throws(() => readOptions(['--sedes', '1']))
})
