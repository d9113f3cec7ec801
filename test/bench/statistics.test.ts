import t from 'tap'
import { growth, median, quantile, significant } from '../../bench/statistics.ts'

t.test('quantiles by the nearest rank', async t => {
  const hundred = Array.from({ length: 100 }, (_, i) => 100 - i)
  t.equal(quantile(hundred, 0.5), 50)
  t.equal(quantile(hundred, 0.99), 99)
  t.equal(quantile(hundred, 1), 100)
  t.equal(quantile([7], 0.99), 7)
  t.equal(median([3, 1, 2]), 2)
  t.ok(Number.isNaN(median([])))
})

t.test('growth: 1 is linear, 2 quadratic', async t => {
  t.equal(growth({ x: 10, y: 5 }, { x: 100, y: 50 }), 1)
  t.equal(growth({ x: 10, y: 5 }, { x: 100, y: 500 }), 2)
  t.equal(growth({ x: 10, y: 5 }, { x: 100, y: 5 }), 0)
})

t.test('significant digits', async t => {
  t.equal(significant(1234.5), 1230)
  t.equal(significant(0.012345), 0.0123)
  t.ok(Number.isNaN(significant(Number.NaN)))
})
