import t from 'tap'
import type { ReadObject } from '../../../../hooks/commands/cluster/cluster-reader.ts'
import { ReadFailure } from '../../../../hooks/commands/cluster/read-failure.ts'
import { decide } from '../../../../hooks/commands/drain/decide.ts'
import { type Drained, drain } from '../../../../hooks/commands/drain/drain.ts'
import type { Left } from '../../../../hooks/commands/drain/left.ts'
import { announcement, refusal } from '../../../../hooks/commands/drain/words.ts'
import { createVirtualClock } from '../../../../simulator/virtual-clock.ts'
import { objectReader } from '../../../helpers/object-reader.ts'
import { condition, foreignCRD } from '../doctor/doctor-world.ts'

const apiVersion = 'gateway-orchestrator.io/v1alpha1'
const terminating = { deletionTimestamp: '2026-01-01T00:00:00Z' }

function request(name: string, metadata: object = {}): ReadObject {
  return {
    apiVersion,
    kind: 'GatewayHostnameRequest',
    metadata: { name, namespace: 'shop', uid: `uid-${name}`, ...metadata },
    spec: { poolName: 'default' }
  }
}

function claim(spec: object = {}, metadata: object = {}, status: object = {}): ReadObject {
  const hostname = 'shop.apps.example.com'
  return {
    apiVersion,
    kind: 'DomainClaim',
    metadata: { name: hostname, ...metadata },
    spec: { hostname, poolName: 'default', ...spec },
    status
  }
}

function pool(status: object = {}, metadata: object = {}, spec: object = {}): ReadObject {
  return {
    apiVersion,
    kind: 'GatewayPool',
    metadata: { name: 'default', uid: 'uid-pool', ...metadata },
    spec: { releaseGraceSeconds: 300, ...spec },
    status
  }
}

const busy = { hostnames: 1 }
const nothing: Left = { requests: [], claims: [], pools: [] }
const releasedAt = '2026-01-01T00:00:00Z'

/** What a drain says about what it waits for. */
function waits(left: Partial<Left>): string {
  return [...decide({ ...nothing, ...left }, new Set()).waits.keys()].join('\n')
}

for (const [what, left, says] of [
  [
    'a claim that its pool has not released',
    { claims: [claim()], pools: [pool(busy)] },
    /^pool default has not released it yet$/
  ],
  [
    'a claim in its grace',
    { claims: [claim({ releasedAt })], pools: [pool(busy)] },
    /until its grace ends \(2026-01-01T00:05:00\.000Z\).*kubectl patch gatewaypool default/
  ],
  [
    'a claim after a grace of nothing',
    { claims: [claim({ releasedAt })], pools: [pool(busy, {}, { releaseGraceSeconds: 0 })] },
    /^pool default has released it, and deletes it next$/
  ],
  [
    'a claim that the brake holds',
    {
      claims: [claim({ releasedAt })],
      pools: [
        pool({
          ...busy,
          conditions: [condition('Accepted', 'False', 'DeletionBraked', 'RUN THIS')]
        })
      ]
    },
    /^pool default holds its hostnames back: RUN THIS$/
  ],
  [
    'a claim without a pool',
    { claims: [claim()] },
    /pool default does not exist.*kubectl annotate domainclaim shop\.apps\.example\.com gateway-orchestrator\.io\/allow-delete=true/
  ],
  [
    'a claim whose certificate is in use',
    {
      claims: [
        claim({ releasedAt }, terminating, {
          conditions: [condition('Ready', 'False', 'CertificateInUse', 'used by X')]
        })
      ],
      pools: [pool(busy)]
    },
    /^used by X$/
  ],
  [
    'a pool whose Gateway hangs',
    {
      pools: [
        pool({ conditions: [condition('Ready', 'False', 'GatewayStuck', 'it hangs')] }, terminating)
      ]
    },
    /^it hangs$/
  ]
] as const)
  t.test(`it says what holds up ${what}`, async t => {
    t.match(waits(left), says)
  })

t.test('requests go first, then pools that hold nothing; claims are never deleted', async t => {
  const agreed = new Set(['uid-a', 'uid-pool'])
  const deleted = (left: Partial<Left>) =>
    decide({ ...nothing, ...left }, agreed).deletions.map(
      ({ resource, objects }) => `${resource.split('.')[0]} ${objects.map(o => o.metadata.name)}`
    )
  t.strictSame(deleted({ requests: [request('a')], claims: [claim()], pools: [pool()] }), [
    'gatewayhostnamerequests a'
  ])
  t.strictSame(deleted({ claims: [claim({ releasedAt })], pools: [pool()] }), [])
  t.strictSame(deleted({ pools: [pool({ hostnames: 1 })] }), [], 'the policy would refuse it')
  t.strictSame(deleted({ pools: [pool({ waiting: 1 })] }), [])
  t.strictSame(deleted({ pools: [pool({ hostnames: 0 })] }), ['gatewaypools default'])
  t.strictSame(deleted({ pools: [pool({}, terminating)] }), [], 'once is enough')
  const other = claim({ poolName: 'other' })
  t.strictSame(deleted({ claims: [other], pools: [pool()] }), ['gatewaypools default'])
})

t.test('only what was agreed to is deleted', async t => {
  const requests = [request('a'), request('b')]
  const pools = [pool()]
  const { deletions, newcomers } = decide({ ...nothing, requests, pools }, new Set(['uid-a']))
  t.strictSame(
    deletions.flatMap(({ objects }) => objects),
    [requests[0]]
  )
  t.strictSame(newcomers, ['shop/b', 'GatewayPool default'])
})

t.test('what it announces, and what it refuses', async t => {
  const pools = [pool({}, {}, { deletionPolicy: 'Retain' })]
  const text = announcement('kubectl, context a', {
    requests: [request('a')],
    claims: [claim()],
    pools
  })
  t.match(text, /^Reading kubectl, context a$/m)
  t.match(text, /1 hostname will stop working: shop\.apps\.example\.com/)
  t.match(text, /stay in AWS for pools with Retain: default/)
  t.equal(refusal(nothing), undefined)
  t.equal(refusal({ ...nothing, requests: [request('a')] }), undefined, 'requests hold nothing')
  t.match(refusal({ ...nothing, claims: [claim()] }), /^1 claim \(shop\.apps\.example\.com\) still/)
  t.match(refusal({ ...nothing, pools }), /^1 pool \(default\) still there/)
})

/** Runs a drain of these objects until it ends or the time is over. */
async function run(objects: ReadObject[], failing: () => boolean, withinMs: number) {
  const clock = createVirtualClock()
  const lines: string[] = []
  const crds = ['gatewayhostnamerequests', 'domainclaims', 'gatewaypools'].map(plural =>
    foreignCRD(plural, 'gateway-orchestrator.io', ['v1alpha1'])
  )
  const { target, get } = objectReader(() => [...crds, ...objects])
  const reader = {
    target,
    get: async (path: string) => {
      if (failing()) throw new ReadFailure('unreachable', 'connection refused')
      return get(path)
    }
  }
  let ended: Drained | undefined
  const tools = {
    reader,
    writer: { remove: async () => ['is in use'] },
    clock,
    say: (line: string) => void lines.push(line),
    signal: new AbortController().signal
  }
  void drain(tools, new Set(['uid-pool'])).then(result => {
    ended = result
  })
  await clock.runUntil(() => ended !== undefined, { within: withinMs })
  return { ended: ended as Drained | undefined, lines }
}

t.test(
  'a refusal is said once and tried again; after five minutes it says where to look',
  async t => {
    const { ended, lines } = await run([pool()], () => false, 700_000)
    t.equal(ended, undefined)
    t.equal(lines.filter(line => line.includes('refused, and tried again: is in use')).length, 1)
    t.equal(lines.filter(line => line.includes('gateway-orchestrator doctor')).length, 2)
  }
)

t.test('an API server that is away for a moment does not end it', async t => {
  let calls = 0
  const { ended, lines } = await run([], () => calls++ < 5, 60_000)
  t.equal(ended?.why, undefined)
  t.match(lines, [/could not be read, and is tried again: connection refused/])
})

t.test('one that stays away does', async t => {
  const { ended } = await run([pool()], () => true, 120_000)
  t.match(ended?.why, /connection refused/)
})
