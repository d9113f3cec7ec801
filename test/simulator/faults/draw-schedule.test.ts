import t from 'tap'
import { deedKinds } from '../../../simulator/faults/deeds/perform.ts'
import { drawSchedule } from '../../../simulator/faults/draw-schedule.ts'
import { faultKinds } from '../../../simulator/faults/fault-kinds.ts'
import { clockTime, describeSchedule } from '../../../simulator/faults/schedule.ts'

const schedules = Array.from({ length: 300 }, (_, seed) => drawSchedule(seed))

t.test('some hundred seeds have every kind of fault and every deed', async t => {
  const kinds = new Set(schedules.flatMap(({ faults }) => Object.keys(faults)))
  t.strictSame([...kinds].sort(), Object.keys(faultKinds).sort())
  const deeds = new Set(schedules.flatMap(schedule => schedule.deeds.map(deed => deed.do)))
  t.strictSame([...deeds].sort(), [...deedKinds].sort())
})

t.test('a few have more names than a load balancer takes certificates', async t => {
  const names = schedules.map(
    ({ deeds }) => new Set(deeds.flatMap(deed => (deed.do === 'request' ? [deed.hostname] : [])))
  )
  const crowds = names.filter(({ size }) => size > 25).length
  t.ok(crowds > 0 && crowds < schedules.length / 10, `${crowds} of ${schedules.length}`)
})

t.test('deeds are in order, few enough to run thousands, and shown one by one', async t => {
  for (const schedule of schedules) {
    const times = schedule.deeds.map(({ at }) => at)
    t.strictSame(
      times,
      [...times].sort((left, right) => left - right)
    )
    t.ok(times.length >= 10 && times.length <= 50)
    t.equal(
      describeSchedule(schedule).length,
      1 + schedule.pools.length + times.length + Object.keys(schedule.faults).length
    )
  }
  t.equal(clockTime(3725), '1:02:05')
})
