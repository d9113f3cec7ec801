import t from 'tap'
import { deedKinds } from '../../../simulator/faults/deeds/perform.ts'
import { type FaultKind, faultKinds } from '../../../simulator/faults/fault-kinds.ts'
import { runSchedule } from '../../../simulator/faults/run-schedule.ts'
import type { Deed, PoolPlan, Scheduled } from '../../../simulator/faults/schedule.ts'

const pool: PoolPlan = {
  name: 'public',
  domains: ['apps.example.com', 'pay.example.com'],
  privateDomains: ['pay.example.com'],
  namespaces: 'Selector',
  restrictedDomains: [],
  nestedHostnames: 'Allow',
  maxHostnamesPerNamespace: 50,
  ipAddressType: 'dualstack',
  maxHostnamesPerGateway: 3,
  maxGateways: 2,
  releaseGraceSeconds: 60,
  deletionBrake: { percent: 0, atLeast: 1 },
  deletionPolicy: 'Delete',
  validationRecords: 'Delete'
}

const shop = 'shop.apps.example.com'
const pay = 'pay.example.com'

function ask(name: string, hostname: string): Deed {
  return { do: 'request', namespace: 'team-a', name, hostname, pool: 'public' }
}

/** Schedules one deed every 15 minutes, so that everything has settled before the next. */
function quarterly(deeds: readonly Deed[]): Scheduled[] {
  return deeds.map((deed, index) => ({ at: index * 900, ...deed }))
}

/** The pool holds each release back. A wrong number allows nothing, and the right number does. */
const wrongNumber: Deed = { do: 'allowDeletions', pool: 'public', isRightNumber: false }
const rightNumber: Deed = { ...wrongNumber, isRightNumber: true }

/** Every kind of deed, in an order in which each has an effect. */
const allDeeds: readonly Deed[] = [
  ask('r0', shop),
  ask('r1', pay),
  { do: 'removeAlias', hostname: pay },
  { do: 'removeTXT', hostname: shop },
  { do: 'removeForeign', hostname: shop },
  { do: 'removeValidation', hostname: shop },
  { do: 'putForeignValidation', hostname: shop },
  { do: 'removeForeign', hostname: shop },
  { do: 'putForeignValidation', hostname: shop },
  { do: 'removeValidation', hostname: shop },
  { do: 'putBinding', hostname: shop, value: '1 old-cdn.example.net. alpn="h2"' },
  { do: 'removeForeign', hostname: shop },
  { do: 'externalDNSWrites', hostname: 'mail.apps.example.com' },
  { do: 'removeForeign', hostname: 'mail.apps.example.com' },
  { do: 'wipeStatus', hostname: shop },
  { do: 'restoreClaim', hostname: shop },
  { do: 'requestForeignCertificate', hostname: pay, region: 'us-east-1' },
  { do: 'replaceLoadBalancer', pool: 'public', number: 1 },
  { do: 'deleteGateway', pool: 'public', number: 1 },
  { do: 'configureClass', scheme: 'internal' },
  { do: 'configureClass', scheme: 'none' },
  { do: 'failCertificates', hostname: pay, reason: 'CAA_ERROR' },
  { do: 'expireCertificate', hostname: shop },
  { do: 'vanishCertificate', hostname: pay },
  { do: 'mendCertificates', hostname: pay },
  { do: 'labelNamespace', namespace: 'team-a', isAllowed: false },
  { do: 'editPool', plan: { ...pool, ipAddressType: 'ipv4', namespaces: 'All' } },
  { do: 'restartHooks' },
  { do: 'withdraw', namespace: 'team-a', name: 'r1' },
  rightNumber,
  { do: 'putForeign', hostname: pay, type: 'A' },
  { do: 'putForeignTXT', hostname: pay },
  { do: 'abandon', hostname: shop },
  { do: 'deleteNamespace', namespace: 'team-a' },
  wrongNumber,
  rightNumber,
  { do: 'rivalTakes', hostname: 'mail.apps.example.com' },
  { do: 'rivalGivesUp', hostname: 'mail.apps.example.com' },
  { do: 'makeNamespace', namespace: 'team-a' },
  ask('r2', 'mail.apps.example.com'),
  { do: 'putWildcard', domain: 'apps.example.com', type: 'A', number: 1 },
  { do: 'removeWildcard', domain: 'apps.example.com' },
  { do: 'deletePool', pool: 'public' },
  { do: 'withdrawAll', pool: 'public' },
  wrongNumber,
  rightNumber,
  { do: 'editPool', plan: pool }
]

t.test('each deed is done, has an effect, and breaks no promise', async t => {
  const deeds = quarterly(allDeeds)
  const schedule = { seed: 1, pools: [pool], deeds, faults: {} }
  const { violation, deeds: done } = await runSchedule(schedule)
  t.equal(violation, undefined)
  t.strictSame(
    deedKinds.filter(kind => done[kind] === undefined),
    [],
    'all of them had an effect'
  )
})

t.test('a deed that finds nothing to do has no effect', async t => {
  const deeds = quarterly([
    { do: 'withdraw', namespace: 'team-a', name: 'r9' },
    { do: 'removeAlias', hostname: shop },
    { do: 'restoreClaim', hostname: shop },
    { do: 'deleteGateway', pool: 'public', number: 1 },
    { do: 'deletePool', pool: 'other' },
    { do: 'makeNamespace', namespace: 'team-a' }
  ])
  const { deeds: done } = await runSchedule({ seed: 1, pools: [pool], deeds, faults: {} })
  t.strictSame(done, {})
})

t.test('each kind of fault strikes, and breaks no promise', async t => {
  // Requests are written least often of all. With as many as the pool takes, each seed writes them
  // some 40 times before the faults end.
  const more = ['a', 'b', 'c', 'd'].map(name => ask(name, `${name}.apps.example.com`))
  const deeds = quarterly([
    ask('r0', shop),
    ask('r1', pay),
    ...more,
    { do: 'replaceLoadBalancer', pool: 'public', number: 1 }
  ])
  const kinds = Object.keys(faultKinds) as FaultKind[]
  for (const first of [0, 1, 2]) {
    const some = kinds.filter((_, index) => index % 3 === first)
    const faults = Object.fromEntries(some.map(kind => [kind, 0.1]))
    const struck = new Set<string>()
    for (const seed of [1, 2, 3]) {
      const { violation, strikes } = await runSchedule({ seed, pools: [pool], deeds, faults })
      t.equal(violation, undefined)
      for (const [kind, times] of Object.entries(strikes)) if (times > 0) struck.add(kind)
    }
    for (const kind of some) t.ok(struck.has(kind), `${kind} strikes`)
  }
})
