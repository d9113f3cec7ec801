import t from 'tap'
import { drawSchedule } from '../../../simulator/faults/draw-schedule.ts'
import { runSchedule } from '../../../simulator/faults/run-schedule.ts'

t.test('the same seed gives the same schedule, and the same run, step by step', async t => {
  for (const seed of [7, 9]) {
    t.strictSame(drawSchedule(seed), drawSchedule(seed))
    const first = await trace(seed)
    t.strictSame(await trace(seed), first)
    t.ok(first.length > 50, 'much happens')
  }
})

async function trace(seed: number): Promise<string[]> {
  const steps: string[] = []
  const outcome = await runSchedule(drawSchedule(seed), {
    onStep: (at, what) => steps.push(`${at} ${what}`)
  })
  return [...steps, JSON.stringify(outcome)]
}

t.test('some seeds, with all their faults, break no promise', async t => {
  for (const seed of [7, 9, 8]) {
    const { violation } = await runSchedule(drawSchedule(seed))
    t.equal(violation, undefined, `seed ${seed}`)
  }
})
