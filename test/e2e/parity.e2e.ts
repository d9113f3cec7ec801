import t, { type Test } from 'tap'
import { withoutUids } from './parity/normalise.ts'
import { type RunResult, runScenarios, type StepResult } from './parity/run.ts'
import { scenarios } from './parity/scenarios.ts'
import { missingMetacontroller } from './world/controllers.ts'
import { missingBasics } from './world/install.ts'

/*
 * Our engine against Metacontroller. Of each step of each scenario is compared:
 *
 * - the first hook request and the last one, of each hook, in full but for uids, versions and
 *   times. In between the two differ as their caches are faster or slower;
 * - that neither calls a hook many times more often than the other;
 * - all objects, once everything has settled.
 */
/** How many calls more than the other is still alike. */
const slack = 4

function compareSteps(t: Test, ours: readonly StepResult[], theirs: readonly StepResult[]): void {
  for (const [index, original] of theirs.entries()) {
    const { says, hooks, objects } = original
    const engine = ours[index]
    const names = [...new Set([...hooks.keys(), ...(engine?.hooks.keys() ?? [])])].toSorted()
    for (const name of names) {
      const [our, their] = [engine?.hooks.get(name), hooks.get(name)]
      t.equal(our?.first, their?.first, `${says}: the first request to ${name}`)
      t.equal(our?.last, their?.last, `${says}: the last request to ${name}`)
      const [ourCalls, theirCalls] = [our?.calls ?? 0, their?.calls ?? 0]
      const isAlike = Math.max(ourCalls, theirCalls) <= 2 * Math.min(ourCalls, theirCalls) + slack
      t.ok(isAlike, `${says}: ${name} is called as often: ${theirCalls}, by us ${ourCalls}`)
    }
    t.equal(engine?.objects, objects, `${says}: the objects`)
  }
}

/** Metacontroller shows a related rule as Go shows a struct, with addresses of memory. */
function distinctErrors({ errors }: RunResult): readonly string[] {
  const texts = errors.map(text => withoutUids(text).replace(/(both .* specified: ).*/, '$1RULE'))
  return [...new Set(texts)].toSorted()
}

async function runOriginal() {
  const missing = missingMetacontroller() ?? missingBasics()
  return missing === undefined ? runScenarios('metacontroller', scenarios) : { missing }
}

const theirs = await runOriginal()
if ('missing' in theirs) {
  t.test('the engine does as Metacontroller does', { skip: theirs.missing }, async () => undefined)
} else {
  const ours = await runScenarios('engine', scenarios)
  if ('missing' in ours) throw new Error(ours.missing)
  t.comment(`${scenarios.length} scenarios; hook calls: ${theirs.calls} and ${ours.calls}`)
  for (const { name } of scenarios)
    t.test(name, async t => {
      compareSteps(t, ours.scenarios.get(name) ?? [], theirs.scenarios.get(name) ?? [])
    })
  t.test('the errors are the same', async t => {
    t.same(distinctErrors(ours), distinctErrors(theirs))
  })
}
