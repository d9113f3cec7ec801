import t from 'tap'
import { drawSchedule } from '../../../simulator/faults/draw-schedule.ts'
import { runSchedule } from '../../../simulator/faults/run-schedule.ts'
import type { Deed, PoolPlan, Scheduled } from '../../../simulator/faults/schedule.ts'

t.test('the same seed gives the same schedule, and the same run, step by step', async t => {
  for (const seed of [7, 9]) {
    t.strictSame(drawSchedule(seed), drawSchedule(seed))
    const first = await trace(seed)
    t.strictSame(await trace(seed), first)
    t.ok(first.length > 50, 'much happens')
  }
})

async function trace(seed: number): Promise<string[]> {
  const steps: string[] = []
  const outcome = await runSchedule(drawSchedule(seed), {
    onStep: (at, what) => steps.push(`${at} ${what}`)
  })
  return [...steps, JSON.stringify(outcome)]
}

t.test('some seeds, with all their faults, break no promise', async t => {
  for (const seed of [7, 9, 8]) {
    const { violation } = await runSchedule(drawSchedule(seed))
    t.equal(violation, undefined, `seed ${seed}`)
  }
})

const domain = 'apps.example.com'
const plan: PoolPlan = {
  name: 'public',
  domains: [domain],
  privateDomains: [],
  namespaces: 'All',
  restrictedDomains: [],
  nestedHostnames: 'Allow',
  maxHostnamesPerNamespace: 50,
  ipAddressType: 'ipv4',
  maxHostnamesPerGateway: 25,
  maxGateways: 1,
  releaseGraceSeconds: 60,
  deletionBrake: { percent: 50, atLeast: 10 },
  deletionPolicy: 'Delete',
  validationRecords: 'Delete'
}

/** Requests a hostname under a wildcard and a hostname below it, and withdraws the lower one. */
function nestedThenAlone(below: string): Scheduled[] {
  const request = { do: 'request', namespace: 'team-a', pool: 'public' } as const
  const withdraw = { do: 'withdraw', namespace: 'team-a' } as const
  return [
    { at: 0, do: 'putWildcard', domain, type: 'A', number: 7 },
    { at: 10, ...request, name: 'upper', hostname: `shop.${domain}` },
    { at: 600, ...request, name: 'lower', hostname: below },
    { at: 1800, ...withdraw, name: 'lower' },
    { at: 7200, ...withdraw, name: 'upper' }
  ]
}

const leftBelow: { [why: string]: { pool?: Partial<PoolPlan>; deed?: Deed & { at: number } } } = {
  'validationRecords: Keep': { pool: { validationRecords: 'Keep' } },
  'deletionPolicy: Retain': { pool: { deletionPolicy: 'Retain' } },
  'the annotation abandon': { deed: { at: 1890, do: 'abandon', hostname: `a.shop.${domain}` } }
}
for (const [why, { pool, deed }] of Object.entries(leftBelow))
  t.test(`a name may stop when its request is gone and records stay below it: ${why}`, async t => {
    const deeds = nestedThenAlone(`a.shop.${domain}`)
    if (deed !== undefined) deeds.splice(4, 0, deed)
    const schedule = { seed: 1, pools: [{ ...plan, ...pool }], deeds, faults: {} }
    const { violation, deeds: done } = await runSchedule(schedule)
    t.equal(violation?.finding, undefined)
    t.equal(done.withdraw, 2)
    if (deed !== undefined) t.equal(done.abandon, 1)
  })
