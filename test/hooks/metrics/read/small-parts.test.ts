import t from 'tap'
import type { KubernetesObject } from '../../../../hooks/api/objects.ts'
import {
  areListed,
  countByDaysLeft,
  endTimes
} from '../../../../hooks/metrics/read/certificate-ends.ts'
import { createUnanswered } from '../../../../hooks/metrics/read/unanswered.ts'

const day = 86_400_000
const minute = 60_000

t.test('certificates by the days until they end', async t => {
  const now = 1000 * day
  const days = [-1, 0.5, 6.9, 7, 13, 29, 44, 59, 60, 395]
  const counts = countByDaysLeft(
    days.map(left => now + left * day),
    now
  )
  t.strictSame(Object.fromEntries(counts), {
    expired: 1,
    '0-7': 2,
    '7-14': 2,
    '14-30': 1,
    '30-45': 1,
    '45-60': 1,
    '60+': 2
  })
})

t.test('only the certificates of the pool count, in whatever region they are', async t => {
  const listing = (region: string, ends: Record<string, number>) => ({
    region,
    asOf: 0,
    notAfter: new Map(Object.entries(ends))
  })
  const listings = [listing('a', { one: 1, other: 5 }), listing('b', { two: 2 })]
  t.strictSame(endTimes(['one', 'two', 'pending'], listings), [1, 2])
})

t.test('a region that was not listed makes the ends unknown, and not zero', async t => {
  const listing = (region: string) => ({ region, asOf: 0, notAfter: new Map<string, number>() })
  const arn = (region: string) => `arn:aws:acm:${region}:123456789012:certificate/x`
  const arns = [arn('eu-central-1')]
  t.notOk(areListed(arns, []))
  t.notOk(areListed(arns, [listing('us-east-1')]), 'CloudFront was looked at, the pool was not')
  t.ok(areListed(arns, [listing('us-east-1'), listing('eu-central-1')]))
  t.ok(areListed([...arns, 'edited by hand'], [listing('eu-central-1')]))
})

function request(uid: string): KubernetesObject {
  return { apiVersion: '', kind: '', metadata: { name: uid, uid }, spec: {} }
}
const unanswered = {
  conditions: [{ type: 'Ready', status: 'Unknown', reason: 'NoAnswerFromPool' }]
}
const ready = { conditions: [{ type: 'Ready', status: 'True', reason: 'Ready' }] }

t.test('requests without an answer are counted until they get one, or are gone', async t => {
  const count = createUnanswered()
  t.equal(count.count(0), undefined, 'nothing is known before the first request')
  count.note(request('a'), ready, 0)
  t.equal(count.count(0), 0)
  for (const uid of ['b', 'c']) count.note(request(uid), unanswered, 0)
  t.equal(count.count(minute), 2)
  count.note(request('b'), ready, 2 * minute)
  t.equal(count.count(2 * minute), 1)
  t.equal(count.count(16 * minute), 0, 'c was deleted: it is not synced any more')
})
