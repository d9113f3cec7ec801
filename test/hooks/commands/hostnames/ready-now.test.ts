import t from 'tap'
import { explain } from '../../../../hooks/commands/explain/explain.ts'
import { readyNow } from '../../../../hooks/commands/hostnames/ready-now.ts'
import { summaryOf } from '../../../../hooks/commands/hostnames/summary.ts'

/** A request whose spec has this generation, and whose Ready is of that one. */
function requestOf(generation: number, observedGeneration: number, status = 'True') {
  const ready = { type: 'Ready', status, reason: status === 'True' ? 'Ready' : 'PoolFull' }
  const times = { message: '', lastTransitionTime: '2026-01-01T00:00:00Z', observedGeneration }
  return {
    metadata: { name: 'shop', namespace: 'shop', uid: 'u', generation },
    spec: { hostname: 'shop.example.com', poolName: 'public' },
    status: { conditions: [{ ...ready, ...times }] }
  }
}

t.test('a Ready of an older generation is none', async t => {
  t.equal(summaryOf(requestOf(1, 1)).state, 'Ready')
  t.equal(summaryOf(requestOf(2, 1)).state, 'Waiting')
  t.equal(summaryOf(requestOf(2, 1, 'False')).state, 'Stuck', 'what is wrong stays told')
  t.equal(readyNow({ metadata: { name: 'shop' } }), undefined)
})

t.test('explain does not call it Ready either', async t => {
  const missing = { ok: false, kind: 'missing', why: 'there is none' } as const
  const others = { claim: missing, denial: missing, pool: missing }
  const seen = (request: ReturnType<typeof requestOf>) => ({
    hostname: 'shop.example.com',
    request,
    ...others
  })
  t.equal(explain(seen(requestOf(2, 2))).state, 'Ready')
  const story = explain(seen(requestOf(2, 1)))
  t.equal(story.state, 'Waiting')
  t.match(story.next?.todo, /Wait eight minutes: a busy pool may take so long/)
})
