import t from 'tap'
import { drawSchedule } from '../../../simulator/faults/draw-schedule.ts'
import { invariants } from '../../../simulator/faults/invariants/index.ts'
import { runSchedule } from '../../../simulator/faults/run-schedule.ts'
import { sabotages } from '../../../simulator/faults/sabotages/index.ts'

/** How many seeds are tried until the sabotage shows. */
const tries = 20

t.test('each invariant has a deliberate bug', async t => {
  const broken = new Set(Object.values(sabotages).map(({ breaks }) => breaks))
  t.strictSame(
    invariants.map(({ name }) => name).filter(name => !broken.has(name)),
    []
  )
})

for (const [name, sabotage] of Object.entries(sabotages)) {
  t.test(`${name} is seen: ${sabotage.breaks}`, async t => {
    for (let seed = 1; seed <= tries; seed += 1) {
      // without faults, only the sabotage can cause a violation
      const { violation } = await runSchedule({ ...drawSchedule(seed), faults: {} }, { sabotage })
      if (violation === undefined) continue
      t.equal(violation.invariant, sabotage.breaks, violation.finding)
      return
    }
    t.fail(`not seen in ${tries} seeds`)
  })
}
