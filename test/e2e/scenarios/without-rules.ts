import { setTimeout as sleep } from 'node:timers/promises'
import type { Test } from 'tap'
import type { JsonObject } from '../../../simulator/api-store/objects.ts'
import { waitUntil } from '../control-plane/wait-until.ts'
import { grantsOf, type Right, readAudit } from '../world/audit.ts'
import { read } from '../world/awaits.ts'
import { type Controllers, startControllers } from '../world/controllers.ts'
import { makePlace, type Place } from '../world/place.ts'
import { grant, type Rules, rulesOf } from '../world/rbac.ts'
import type { World } from '../world/world.ts'
import { account, isExcused, role } from './roles.ts'
import { firstMissing, type StepName, type Trial } from './steps.ts'

/** For how long a step that is not to be reached is waited for, in milliseconds: at least. */
const leastWaitMs = 4_000

const refusalOfOwner = 'cannot set blockOwnerDeletion'

/** How long the controllers may take with all rules, in milliseconds. */
const limitMs = 90_000

/**
 * Takes the rules of Metacontroller's role away one by one. Without any one of them a request is
 * forbidden, and a step of a request's life is not reached. With all of them it is reached, also by
 * what was made meanwhile.
 */
export async function withoutRules(t: Test, world: World): Promise<void> {
  await world.controllers.stop()
  const live = await read(world.admin, 'clusterrole', role)
  const rules = rulesOf(live)
  // The first hostnames of a process take longer, until it knows how fast ACM is.
  const first = await tryWith(world, rules, 'first', reachAll)
  const started = Date.now()
  const whole = await tryWith(world, rules, 'whole', reachAll)
  const waitMs = Math.max(leastWaitMs, 1.5 * (Date.now() - started))
  t.comment(`each rule waits for ${waitMs} ms`)
  const trials = [first, whole]
  for (const [index, rule] of rules.entries()) {
    const rights = grantsOf({ rules: [rule] }).flat()
    if (isExcused(rights, world.runner)) continue
    const others = rules.filter((_, other) => other !== index)
    const before = forbiddenTo(world).length
    const trial = await tryWith(world, others, `without${index}`, (trial, controllers) =>
      judge(t, world, trial, { rights, before, waitMs, controllers })
    )
    trials.push(trial)
  }
  await tryWith(world, rules, 'healed', async (trial, controllers) => {
    for (const each of [...trials, trial]) await reachAll(each, controllers)
  })
  t.pass('with all rules everything is made up for')
}

/** Without a right to list, our engine does not start at all. */
type Started = Controllers | undefined
type Judging = (trial: Trial, controllers: Started) => Promise<void>

/** Starts the controllers with these rules, makes a pool and two requests, and ends them again. */
async function tryWith(world: World, rules: Rules, name: string, judging: Judging): Promise<Trial> {
  const { admin, runner, controllersOptions } = world
  const [changed] = grant(role, rules)
  await admin.run(['replace', '-f', '-'], [changed as JsonObject])
  // Metacontroller was killed, so its lease is still valid.
  await admin.run(['delete', 'leases', '--all', '-n', 'metacontroller'])
  const since = new Date()
  const place = await makePlace(world, name, { loadBalancer: { targetType: 'instance' } })
  const trial = { world, place, since, ...(await makeRequests(world, place)) }
  const options = { ...controllersOptions, isImpatient: true }
  const controllers = await startControllers(runner, options).catch(() => undefined)
  try {
    await judging(trial, controllers)
  } finally {
    await controllers?.stop()
  }
  return trial
}

/** Two requests of two teams for one hostname; the first has a route. */
async function makeRequests({ admin }: World, place: Place) {
  const [first, second] = [await place.team('a'), await place.team('b')]
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: first },
    spec: { type: 'NodePort', selector: { app: 'web' }, ports: [{ port: 80 }] }
  }
  const route = { backendRef: { name: 'web', port: 80 }, healthCheckPath: '/up' }
  const holder = place.request(first, 'shop', { route })
  await admin.apply(service, holder)
  // The older request gets the hostname, and times of creation have no fractions of a second.
  await sleep(1_100)
  const refused = place.request(second, 'shop')
  await admin.apply(refused)
  return { holder, refused }
}

async function reachAll(trial: Trial, controllers: Started): Promise<void> {
  let missing: StepName | undefined
  const all = async () => {
    missing = await firstMissing(trial, controllers?.log() ?? '')
    return missing === undefined
  }
  try {
    const death = () => controllers?.death()
    await waitUntil('all steps', all, { within: limitMs, every: 500, death })
  } catch (error) {
    throw new Error(`${trial.place.pool}: ${missing} is not reached: ${error}`)
  }
}

type Judged = {
  rights: readonly Right[]
  /** How many requests were forbidden before. */
  before: number
  waitMs: number
  controllers: Started
}

/** Asserts that one of the rights is missed, and that a step is not reached. */
async function judge(t: Test, world: World, trial: Trial, judged: Judged): Promise<void> {
  const { rights, before, waitMs, controllers } = judged
  const isMissed = async () => {
    const right = forbiddenTo(world)
      .slice(before)
      .find(right => rights.includes(right))
    return right ?? (await hiddenRefusal(rights, controllers))
  }
  const limit = { within: limitMs, every: 500 }
  const missed = await waitUntil('a forbidden request', isMissed, limit).catch(() => undefined)
  await sleep(Math.max(0, trial.since.getTime() + waitMs - Date.now()))
  const step = await firstMissing(trial, controllers?.log() ?? '')
  t.ok(missed, `without the rule for ${resourcesOf(rights)} a request is forbidden: ${missed}`)
  t.ok(step, `and this is missing: ${step}`)
}

/** The API server checks the right to block a deletion within a request that is allowed. */
async function hiddenRefusal(rights: readonly Right[], controllers: Started) {
  if (!rights.some(right => right.includes('/finalizers.'))) return undefined
  const errors = (await controllers?.errors()) ?? []
  return errors.some(text => text.includes(refusalOfOwner)) ? refusalOfOwner : undefined
}

function forbiddenTo({ plane }: World): readonly Right[] {
  const entries = readAudit(plane.auditLog, account)
  return entries.filter(({ isAllowed }) => !isAllowed).map(({ right }) => right)
}

function resourcesOf(rights: readonly Right[]): string {
  return [...new Set(rights.map(right => right.replace(/^\w+ /, '')))].join(', ')
}
