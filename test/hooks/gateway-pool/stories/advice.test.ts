import t from 'tap'
import type { DomainClaimSpec } from '../../../../hooks/api/domain-claim.ts'
import type { HostnameDenial, HostnameDenialSpec } from '../../../../hooks/api/hostname-denial.ts'
import { advise } from '../../../../hooks/conditions/advise.ts'
import { conditionOf, type Problem } from '../../../../hooks/conditions/conditions.ts'
import { isReason, type Reason, reasons } from '../../../../hooks/conditions/reasons.ts'
import { syncHostnameRequest } from '../../../../hooks/hostname-request/sync.ts'
import { aRequest, aSync, created } from '../../hostname-request/builders.ts'
import { domain, iso, pool, request } from '../fixtures.ts'
import { all, one, settle, sync, type World, world } from '../world.ts'

/** The message says the fact, the catalogue what to do: a person reads each advice once. */

const name = 'a.apps.example.com'
const todos: readonly string[] = Object.values(reasons).map(({ todo }) => todo)

/** Advice of the catalogue that says more than "Wait." */
const advice = [...new Set(todos)].filter(todo => todo.split(' ').length > 3)

function told(w: World): Problem[] {
  const { status, children } = sync(w)
  const specs = children.map(({ spec }) => spec as DomainClaimSpec)
  const statuses = specs.flatMap(({ gatewayStatus }) => gatewayStatus ?? [])
  const texts = [...(status.conditions ?? []), ...statuses]
  const problems = texts.flatMap(({ reason, message }) =>
    isReason(reason) ? [{ reason, message }] : []
  )
  return [...problems, ...denialsIn(w)]
}

function denialsIn(w: World): Problem[] {
  const denials = sync(w).children.filter(({ kind }) => kind === 'HostnameDenial')
  const specs = denials.map(({ spec }) => spec as HostnameDenialSpec)
  return specs.flatMap(({ reason, message }) => (isReason(reason) ? [{ reason, message }] : []))
}

function serving(changes: Parameters<typeof pool>[0] = {}): World {
  const w = world({ pool: pool(changes), requests: [request(name, 'shop', { age: 90 })] })
  settle(w)
  return w
}

/** A world in service, changed by `change`. */
function after(change: (w: World) => void, changes: Parameters<typeof pool>[0] = {}): World {
  const w = serving(changes)
  change(w)
  return w
}

const withGateway = (status: unknown) => (w: World) => {
  one(w, 'Gateway', 'public-1').status = status
}
const address = (value: string) => ({ addresses: [{ type: 'Hostname', value }] })
const accepted = (status: string) => ({ type: 'Accepted', status, message: 'words of LBC' })

const worlds: Record<string, World> = {
  'a new pool': world({ requests: [request(name)] }),
  'two Gateways that do not exist yet': world({
    pool: pool({ capacity: { maxHostnamesPerGateway: 1, minGateways: 2 } }),
    requests: [request(name)]
  }),
  'requests that are refused': after(
    w => {
      w.requests.push(request(name, 'blog'), request('a.example.org'), request('A.example.com'))
      w.requests.push(request('apps.example.com'), request('*.apps.example.com', 'blog'))
      w.requests.push(request('b.apps.example.com', 'shop'))
    },
    { domains: [domain({ maxHostnamesPerNamespace: 1 })] }
  ),
  'a pool that is full': after(w => w.requests.push(request('b.apps.example.com')), {
    capacity: { maxHostnamesPerGateway: 1, maxGateways: 1 }
  }),
  'a pool that is being deleted': after(w => {
    w.finalizing = true
    w.requests.push(request('b.apps.example.com'))
  }),
  'a Gateway that is refused': after(withGateway({ conditions: [accepted('False')] })),
  'a Gateway without controller': after(w => {
    withGateway(undefined)(w)
    w.now += 600_000
  }),
  'a Gateway that cannot be deleted': after(w => {
    one(w, 'Gateway', 'public-1').metadata.deletionTimestamp = iso(w.now - 600_000)
  }),
  'a Gateway in an unknown region': after(
    withGateway({ ...address('lb-1.xx-new-east-1.elb.example'), conditions: [accepted('True')] })
  ),
  'a Gateway in another region': after(
    withGateway(address('k8s-x-0123456789.us-east-1.elb.amazonaws.com'))
  ),
  'a configuration that is being deleted': after(w => {
    one(w, 'LoadBalancerConfiguration', 'public-1').metadata.deletionTimestamp = iso(w.now)
  }),
  'claims that are stuck, unreadable and outside the allowlist': after(w => {
    w.requests.push(request('b.apps.example.com'), request('c.apps.example.com'))
    settle(w)
    one(w, 'DomainClaim', name).metadata.deletionTimestamp = iso(w.now - 3_600_000)
    Object.assign(one(w, 'DomainClaim', 'b.apps.example.com').spec as object, { region: 7 })
    w.pool = pool({ domains: [domain({ name: 'lab.example.com' })] })
  })
}

for (const [given, w] of Object.entries(worlds)) {
  t.test(`${given}: each advice is told once`, async t => {
    const texts = told(w)
    t.ok(texts.length > 0)
    for (const { reason, message } of denialsIn(w))
      t.ok(message.endsWith(reasons[reason].todo), `${reason}: ${message}`)
    for (const { reason, message } of texts) {
      for (const todo of advice) t.ok(message.split(todo).length <= 2, `${reason}: ${message}`)
      t.notMatch(message, /\.\.|\. \. |;\s*$/, message)
    }
  })
}

t.test('what has no room for its advice is cut, and the advice is whole', async t => {
  const long = `${'x'.repeat(60)}.`.repeat(3)
  const domains = Array.from({ length: 10 }, (_, i) => domain({ name: `${long}x${i}.example.com` }))
  const [denial] = denialsIn(world({ pool: pool({ domains }), requests: [request(name)] }))
  const { message } = denial ?? { message: '' }
  t.equal(message.length, 2048)
  t.ok(message.endsWith(reasons.DomainNotAllowed.todo))
})

t.test('a request shows the message of its denial as it is', async t => {
  for (const reason of Object.keys(reasons) as Reason[]) {
    const refused = { ...aRequest(), status: {} }
    const message = advise(reason, 'the fact', 2048)
    const denial: HostnameDenial = {
      apiVersion: refused.apiVersion,
      kind: 'HostnameDenial',
      metadata: { name: refused.metadata.uid, uid: 'd1' },
      spec: {
        requestRef: { namespace: 'shop', name: 'shop', uid: refused.metadata.uid },
        poolName: 'public',
        reason,
        message
      }
    }
    const { status } = syncHostnameRequest(aSync(refused, { denial }), { now: created + 10_000 })
    t.equal(conditionOf(status.conditions, 'Accepted')?.message, message, reason)
  }
})

t.test('a Gateway that is ready needs no advice', async t => {
  const [claim] = all(serving(), 'DomainClaim')
  t.match(claim?.spec, { target: { recordTypes: ['A'] }, gatewayStatus: undefined })
})
