import t from 'tap'
import type { EngineFigures, Phase } from '../../bench/engine/run.ts'
import type { Work } from '../../bench/engine/work.ts'
import { judge } from '../../bench/goals.ts'
import { toMarkdown } from '../../bench/markdown.ts'
import type { PoolFigures } from '../../bench/pool/measure-pool.ts'
import { duration, table } from '../../bench/table.ts'

const work: Work = {
  syncs: { 'gateway-pools': 7, 'domain-claims': 9_000, 'gateway-hostname-requests': 7_000 },
  tooManyRequests: { 'domain-claims': 2_000 },
  syncSeconds: { 'gateway-pools': 14 },
  statusWrites: { 'domain-claims': 5_000, 'gateway-hostname-requests': 6_000 },
  requests: { 'GET status domain-claims': 9_000, 'PUT status domain-claims': 5_000 },
  children: { DomainClaim: 2_500 },
  claimGenerations: 1_500,
  toldNoAnswer: 0,
  failures: 0
}

const phase: Phase = {
  seconds: 300,
  byOperation: { RequestCertificate: 1000, DescribeCertificate: 2000 },
  total: 3000,
  throttled: 0,
  work
}

function engine(changes: { cold?: object; idle?: object; deletion?: object } = {}): EngineFigures {
  return {
    hostnames: 1000,
    flags: { workers: 10, qps: 100, burst: 200 },
    setting: 'usual',
    floor: { requests: 199, record: 5, issuing: 60, alias: 30, total: 294, deletion: 130 },
    cold: {
      ...phase,
      multipleOfFloor: 1.02,
      callsPerHostname: 3,
      firstSeconds: 200,
      medianSeconds: 250,
      ...changes.cold
    },
    idle: {
      ...phase,
      hours: 24,
      callsPerHour: 40,
      driftRepairedAfterMinutes: 12,
      work: { ...work, statusWrites: {} },
      ...changes.idle
    },
    deletion: {
      ...phase,
      multipleOfFloor: 1.2,
      callsPerHostname: 3,
      certificatesLeft: 0,
      recordsLeft: 0,
      ...changes.deletion
    }
  }
}

function poolAt(hostnames: number, sync: number): PoolFigures {
  return { hostnames, megabytes: 1, parse: 10, sync, serialise: 1, ratio: sync / 10 }
}

function missed(figures: Parameters<typeof judge>[0]): readonly string[] {
  return judge(figures).flatMap(({ goal, met }) => (met ? [] : [goal]))
}

t.test('all met', async t => {
  t.strictSame(
    missed({ engine: engine(), pool: [poolAt(100, 1), poolAt(1000, 9), poolAt(5000, 46)] }),
    []
  )
  t.equal(judge({}).length, 0)
})

function workOf(changes: Partial<Work>): { work: Work } {
  return { work: { ...work, ...changes } }
}

for (const [given, changes, goal] of [
  ['slow', { cold: { multipleOfFloor: 1.26 } }, /cold within 1.25 of the floor/],
  ['slow deletion', { deletion: { multipleOfFloor: 1.26 } }, /deleted within 1.25 of the floor/],
  ['many requests', { cold: workOf({ requests: { 'GET a': 25_001 } }) }, /25 API requests/],
  ['many claim syncs', { cold: workOf({ syncs: { 'domain-claims': 10_001 } }) }, /claim syncs/],
  [
    'many request syncs',
    { cold: workOf({ syncs: { 'gateway-hostname-requests': 8_001 } }) },
    /request syncs/
  ],
  [
    'many claim writes',
    { cold: workOf({ statusWrites: { 'domain-claims': 6_001 } }) },
    /claim status writes/
  ],
  [
    'many request writes',
    { cold: workOf({ statusWrites: { 'gateway-hostname-requests': 7_001 } }) },
    /request status writes/
  ],
  ['many generations', { cold: workOf({ claimGenerations: 2_001 }) }, /spec generations/],
  ['misled', { cold: workOf({ toldNoAnswer: 1 }) }, /NoAnswerFromPool/],
  ['idle writes', { idle: workOf({ statusWrites: { a: 24 } }) }, /one status write an hour/],
  ['throttled while idle', { idle: { throttled: 1 } }, /no throttled call/],
  ['many calls', { cold: { callsPerHostname: 3.31 } }, /3.3 AWS calls/],
  ['restless', { idle: { callsPerHour: 61 } }, /60 calls an hour/],
  ['drift', { idle: { driftRepairedAfterMinutes: 31 } }, /30 minutes/],
  ['leftovers', { deletion: { recordsLeft: 1 } }, /leaves nothing/]
] as const)
  t.test(`missed: ${given}`, async t => {
    const goals = missed({ engine: engine(changes) })
    t.equal(goals.length, 1)
    t.match(goals[0], goal)
  })

t.test('a pool that is slower than the parsing, or more than linear', async t => {
  t.equal(missed({ pool: [poolAt(100, 1), poolAt(1000, 11), poolAt(5000, 55)] }).length, 1)
  t.match(missed({ pool: [poolAt(100, 0.1), poolAt(1000, 5), poolAt(5000, 50)] }), [/linear/])
})

t.test('hooks beside the echo', async t => {
  const hook = { bytes: 1, perSecond: 1, p50: 1, p99: 1, echoPerSecond: 1 }
  const hooks = [
    { ...hook, name: 'DomainClaim sync', ratio: 0.79 },
    { ...hook, name: 'GatewayHostnameRequest sync', ratio: 0.81 },
    { ...hook, name: 'GatewayPool customize', ratio: 0.1 }
  ]
  t.match(missed({ http: { hooks, memory: undefined } }), [/DomainClaim sync/])
})

t.test('metrics, events, log and traces', async t => {
  const off = { withAPI: 1.01, withTraces: 1.3 }
  const scrape = { milliseconds: 1, kilobytes: 1, series: 1 }
  const hooks = [
    { name: 'DomainClaim sync', without: 1, ...off, ratio: 1.02, withAll: 1.09 },
    { name: 'GatewayPool sync', without: 1, ...off, ratio: 1.02, withAll: 1.11 }
  ]
  t.match(missed({ metrics: { hooks, scrape, memory: undefined } }), [/events.*GatewayPool sync/])
  t.equal(missed({ metrics: { hooks, scrape, memory: undefined } }).length, 1)
  const slow = hooks.map(each => ({ ...each, withAll: 1, withAPI: 1.11 }))
  t.match(missed({ metrics: { hooks: slow, scrape, memory: undefined } }), [
    'traces that are off, DomainClaim sync: less than 10 % more',
    'traces that are off, GatewayPool sync: less than 10 % more'
  ])
})

t.test('as Markdown', async t => {
  t.equal(table(['a', 'b'], [[1, 'x']]), '| a | b |\n| --- | --- |\n| 1 | x |')
  const machine = {
    cpu: 'c',
    cores: 2,
    memoryGB: 8,
    platform: 'linux x64',
    node: 'v24',
    date: '2026-01-01'
  }
  const figures = { engine: engine() }
  const text = toMarkdown(machine, figures, judge(figures))
  t.match(text, '| RequestCertificate | 1000 | 1000 | 1000 |')
  t.match(text, 'cold is 1.02 of it')
  t.match(text, '| GET a hostname | 9 | 9 | 9 |')
  t.match(text, '| … answered 429 | 2000 | 2000 | 2000 |')
  t.match(text, '10 workers for each controller')
  t.strictSame([90, 1200, 86_400].map(duration), ['90 s', '20 min', '24 h'])
})
