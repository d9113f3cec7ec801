import t from 'tap'
import type { CertificateSummary } from '../../../hooks/aws/acm.ts'
import { createIssueTimes } from '../../../hooks/aws/issue-times.ts'

const pending = 'PENDING_VALIDATION'

function certificate(arn: string, status: string, createdAt: number | undefined = 0) {
  const summary: CertificateSummary = { arn, domainName: arn, names: [arn], status, inUse: false }
  return createdAt === undefined ? summary : { ...summary, createdAt }
}

/** Issue times that have learnt that certificates took so long (ms), in this order. */
function learnt(times: readonly number[]) {
  const issueTimes = createIssueTimes()
  for (const [i, time] of times.entries()) {
    const createdAt = i * 1_000_000
    issueTimes.noteListing([certificate(`c${i}`, pending, createdAt)], createdAt + time)
    issueTimes.noteListing([certificate(`c${i}`, 'ISSUED', createdAt)], createdAt + time)
  }
  return issueTimes
}

t.test('a certificate was issued half-way between the listings that show it', async t => {
  const issueTimes = createIssueTimes()
  t.equal(issueTimes.usualMs(), undefined, 'nothing is known yet')
  issueTimes.noteListing([certificate('a', pending, 1000)], 11_000)
  t.equal(issueTimes.usualMs(), undefined, 'still pending')
  issueTimes.noteListing([certificate('a', pending, 1000)], 41_000)
  issueTimes.noteListing([certificate('a', 'ISSUED', 1000)], 61_000)
  t.equal(issueTimes.usualMs(), 50_000)
  issueTimes.noteListing([certificate('a', 'ISSUED', 1000)], 900_000)
  t.equal(issueTimes.usualMs(), 50_000, 'it counts once')
})

t.test('only certificates that were listed as pending teach anything', async t => {
  for (const [given, before, after] of [
    ['issued when first seen', undefined, certificate('a', 'ISSUED')],
    ['failed', certificate('a', pending), certificate('a', 'FAILED')],
    [
      'without a time',
      certificate('a', pending),
      { ...certificate('a', 'ISSUED'), createdAt: undefined }
    ],
    ['gone', certificate('a', pending), undefined]
  ] as const) {
    const issueTimes = createIssueTimes()
    const listing = (seen: object | undefined) => (seen ? [seen as CertificateSummary] : [])
    issueTimes.noteListing(listing(before), 10_000)
    issueTimes.noteListing(listing(after), 20_000)
    t.equal(issueTimes.usualMs(), undefined, given)
  }
})

t.test('a clock that is behind ACM gives no negative time', async t => {
  const issueTimes = createIssueTimes()
  issueTimes.noteListing([certificate('a', pending, 90_000)], 10_000)
  issueTimes.noteListing([certificate('a', 'ISSUED', 90_000)], 20_000)
  t.equal(issueTimes.usualMs(), 0)
})

t.test('the usual time is the median of the last 20', async t => {
  t.equal(learnt([30, 10, 20]).usualMs(), 20)
  t.equal(learnt([10, 20, 30, 9_000]).usualMs(), 30, 'one that took long hardly counts')
  const early = Array.from({ length: 20 }, () => 10)
  const late = (count: number) => Array.from({ length: count }, () => 500)
  t.equal(learnt([...early, ...late(9)]).usualMs(), 10)
  t.equal(learnt([...early, ...late(11)]).usualMs(), 500)
  t.equal(learnt([...late(300), ...early]).usualMs(), 10, 'older ones do not count at all')
})

t.test('a certificate that waited for something else than ACM teaches nothing', async t => {
  const hour = 3600_000
  t.equal(learnt([hour]).usualMs(), undefined)
  t.equal(learnt([30_000, hour, hour]).usualMs(), 30_000)
  t.equal(learnt([300_000]).usualMs(), 300_000)
  t.equal(learnt([300_001]).usualMs(), undefined)
})

t.test('many certificates of one listing', async t => {
  const issueTimes = createIssueTimes()
  const all = (status: string) =>
    Array.from({ length: 1000 }, (_, i) => certificate(`c${i}`, status))
  issueTimes.noteListing(all(pending), 50_000)
  issueTimes.noteListing(all('ISSUED'), 70_000)
  t.equal(issueTimes.usualMs(), 60_000)
})

t.test('while nothing is known, five claims look often, and they go on until the end', async t => {
  const issueTimes = createIssueTimes()
  const arns = Array.from({ length: 8 }, (_, i) => `c${i}`)
  const first = arns.slice(0, 5)
  const scouts = () => arns.filter(issueTimes.isScout)
  t.strictSame(scouts(), first)
  t.strictSame(scouts(), first, 'the same ones the next time')
  const listing = (issued: readonly string[], asOf: number) =>
    issueTimes.noteListing(
      arns.map(arn => certificate(arn, issued.includes(arn) ? 'ISSUED' : pending)),
      asOf
    )
  listing([], 10_000)
  listing(['c6'], 20_000)
  t.equal(issueTimes.usualMs(), 15_000)
  t.strictSame(scouts(), first, 'who is a scout stays one')
  listing(['c6', 'c0', 'c1', 'c2', 'c3', 'c4'], 30_000)
  t.strictSame(scouts(), [], 'and nobody follows, because the time is known')
})

t.test('a scout whose certificate fails makes room for another', async t => {
  const issueTimes = createIssueTimes()
  const arns = Array.from({ length: 6 }, (_, i) => `c${i}`)
  t.equal(arns.filter(issueTimes.isScout).length, 5)
  issueTimes.noteListing([certificate('c0', 'FAILED')], 10_000)
  t.ok(issueTimes.isScout('c5'))
})
