import t from 'tap'
import type { DomainClaim } from '../../../../hooks/api/domain-claim.ts'
import type { Row } from '../../../../simulator/demo/board/row.ts'
import { type BoardObjects, rowsOf } from '../../../../simulator/demo/board/rows-of.ts'
import { condition, request, stored } from '../objects.ts'

const input = request('shop', 'shop.example.com')
const accepted = condition('Accepted', 'True', 'Accepted')
const notIssued = condition('CertificateIssued', 'False', 'ValidationPending')
const later = condition('DNSAliasReady', 'Unknown', 'WaitingForEarlierStep')
const notReady = condition('Ready', 'False', 'ValidationPending')
const none: BoardObjects = { requests: [], claims: [] }

function row(objects: Partial<BoardObjects>, before: readonly Row[] = [], now = 0): Row {
  const [first] = rowsOf({ ...none, ...objects }, before, now)
  if (first === undefined) throw new Error('there is no row')
  return first
}

/** A claim of `shop/web`. */
function claim(isDeleting = false): DomainClaim {
  return {
    metadata: { name: 'shop.example.com', ...(isDeleting && { deletionTimestamp: 'then' }) },
    spec: {
      hostname: 'shop.example.com',
      requestRef: { namespace: 'shop', name: 'web' }
    }
  } as unknown as DomainClaim
}

t.test(
  'a request on its way: its steps, and what the first that is not done waits for',
  async t => {
    t.match(row({ requests: [stored(input, accepted, notIssued, later, notReady)] }), {
      hostname: 'shop.example.com',
      state: 'under way',
      steps: ['done', 'now', 'open'],
      text: 'ACM has to issue the certificate'
    })
    t.match(row({ requests: [stored(input)] }), { steps: [], text: 'the pool has to answer' })
  }
)

t.test('a request that is Ready shows its URL', async t => {
  const ready = stored(input, accepted, condition('Ready', 'True', 'Ready'))
  const withURL = { ...ready, status: { ...ready.status, url: 'https://shop.example.com' } }
  t.match(row({ requests: [withURL as typeof ready] }), {
    state: 'ready',
    steps: ['done'],
    text: 'https://shop.example.com'
  })
})

t.test(
  'a request that is refused shows the reason; one that stalls later is under way',
  async t => {
    const refused = condition('Accepted', 'False', 'HostnameTaken')
    const stalled = condition('Stalled', 'True', 'HostnameTaken')
    const ready = condition('Ready', 'False', 'HostnameTaken')
    t.match(row({ requests: [stored(input, refused, ready, stalled)] }), {
      state: 'refused',
      steps: [],
      text: 'HostnameTaken'
    })
    t.match(row({ requests: [stored(input, accepted, notIssued, ready, stalled)] }), {
      state: 'under way'
    })
  }
)

t.test('a claim without its request is on its way out, and then gone', async t => {
  const ready = row({ requests: [stored(input, accepted, condition('Ready', 'True', 'Ready'))] })
  const released = row({ claims: [claim()] }, [ready], 5000)
  t.match(released, { state: 'going', text: /^released/, beganAt: 5000 })
  const deleting = row({ claims: [claim(true)] }, [released], 6000)
  t.match(deleting, { state: 'going', text: /are removed/, beganAt: 5000 })
  const gone = row({}, [deleting], 9000)
  t.match(gone, { state: 'gone', beganAt: 5000, endedAt: 9000 })
  t.match(row({}, [gone], 12_000), { endedAt: 9000 }, 'the end stays')
})

t.test('a claim that has its request is no row of its own', async t => {
  t.equal(rowsOf({ requests: [stored(input)], claims: [claim()] }, [], 0).length, 1)
})

t.test('rows keep their place and their times', async t => {
  const other = request('blog', 'blog.example.com')
  const before = rowsOf({ ...none, requests: [stored(input)] }, [], 1000)
  const requests = [stored(other), stored(input, accepted, condition('Ready', 'True', 'Ready'))]
  const rows = rowsOf({ ...none, requests }, before, 3000)
  t.match(rows, [
    { hostname: 'shop.example.com', beganAt: 1000, endedAt: 3000 },
    { hostname: 'blog.example.com', beganAt: 3000 }
  ])
})
