import t from 'tap'
import { floorOf } from '../../../bench/engine/floor.ts'
import { defaultQuotas } from '../../../simulator/aws/quotas.ts'
import { awsTimings } from '../../../simulator/aws/timings.ts'

t.test('a thousand hostnames: the quota, and one way to Ready after it', async t => {
  t.strictSame(floorOf(1000, defaultQuotas, awsTimings), {
    requests: 199,
    record: 5,
    issuing: 60,
    alias: 30,
    total: 294,
    deletion: 130
  })
})

t.test('a few hostnames go in the first burst', async t => {
  t.equal(floorOf(5, defaultQuotas, awsTimings).requests, 0)
  t.equal(floorOf(1, defaultQuotas, awsTimings).total, 95)
})

t.test('without a quota there is no floor to tell', async t => {
  t.throws(() => floorOf(1000, { acmRates: {} }, awsTimings), /RequestCertificate/)
  const acmRates = { RequestCertificate: { perSecond: 5, burst: 5 } }
  t.throws(() => floorOf(1000, { acmRates }, awsTimings), /DeleteCertificate/)
})
