import t from 'tap'
import { readOptions } from '../../../simulator/faults/options.ts'
import { runSeeds } from '../../../simulator/faults/run-seeds.ts'
import { sabotages } from '../../../simulator/faults/sabotages.ts'

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

t.test('the last line says how much was run', async t => {
  const { totals, lines } = await run(['--from', '7', '--seeds', '1'])
  t.equal(totals.schedules, 1)
  t.match(lines.at(-1), /^1 schedules, \d+ steps, \d+ syncs, \d+ faults in 0\.0 s: no violation$/)
})

t.test('a violation is made small, shown with its schedule, and can be seen again', async t => {
  const { totals, lines } = await run(['--from', '1', '--seeds', '5', '--sabotage', 'openListeners'], 'openListeners')
  t.equal(totals.violations, 1)
  t.equal(totals.schedules, 1, 'the first violation ends it')
  t.ok(lines.filter(line => / {2}request team-/.test(line)).length <= 1, 'one request is enough')
  t.notOk(
    lines.some(line => line.startsWith('  fault')),
    'it needs no fault'
  )
  t.match(lines.at(-2), 'npm run faults -- --from 1 --seeds 1 --verbose --sabotage openListeners')
})

t.test('options', async t => {
  t.equal(readOptions([]).seeds, 100)
  t.equal(readOptions(['--seconds', '120']).seeds, Number.POSITIVE_INFINITY)
  t.throws(() => readOptions(['--seeds', 'many']), { message: '--seeds must be a whole number, not many' })
  t.throws(() => readOptions(['--sedes', '1']))
})
