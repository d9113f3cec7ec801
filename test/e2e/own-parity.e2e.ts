import t, { type Test } from 'tap'
import { type OwnResult, runOwn } from './parity/own-run.ts'
import { ownScenarios } from './parity/own-scenarios.ts'
import { missingMetacontroller } from './world/controllers.ts'

/*
 * Our engine against Metacontroller, with our own hooks. Of each step of each scenario is compared,
 * once everything has settled: the last request of each hook for each parent, and all objects. In
 * between the two differ as their caches are faster or slower.
 */

/** Compares the steps of one scenario. @returns how many requests were compared */
function compareSteps(t: Test, ours: readonly OwnResult[], theirs: readonly OwnResult[]): number {
  let compared = 0
  for (const [index, { says, calls, objects, failure }] of theirs.entries()) {
    const engine = ours[index]
    t.equal(failure, undefined, `${says}: reached with Metacontroller`)
    t.equal(engine?.failure, undefined, `${says}: reached with our engine`)
    const names = [...calls.keys()].toSorted()
    for (const name of names) {
      const [our, their] = [engine?.calls.get(name), calls.get(name)]
      // Some syncs come when the time has come, not because something has changed.
      if (our === undefined || their === undefined) continue
      t.equal(our.last, their.last, `${says}: the last request to ${name}`)
      compared += 1
    }
    const keys = [...new Set([...objects.keys(), ...(engine?.objects.keys() ?? [])])].toSorted()
    for (const key of keys)
      t.equal(engine?.objects.get(key), objects.get(key), `${says}: ${key} is the same`)
  }
  return compared
}

const missing = missingMetacontroller()
const theirs = missing === undefined ? await runOwn('metacontroller', ownScenarios) : { missing }
if ('missing' in theirs) {
  t.test('with our hooks', { skip: theirs.missing }, async () => undefined)
} else {
  const ours = await runOwn('engine', ownScenarios)
  if ('missing' in ours) throw new Error(ours.missing)
  let compared = 0
  for (const { name } of ownScenarios)
    await t.test(name, async t => {
      const steps = [ours.scenarios.get(name) ?? [], theirs.scenarios.get(name) ?? []] as const
      compared += compareSteps(t, ...steps)
    })
  const sums = `hook calls: ${theirs.calls} and ${ours.calls}; ${compared} requests compared`
  t.comment(`${ownScenarios.length} scenarios; ${sums}`)
}
