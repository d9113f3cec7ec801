import t from 'tap'
import { conditionOf } from '../../hooks/conditions/conditions.ts'
import { readConditions } from '../../hooks/conditions/read-conditions.ts'
import { readyWeb } from '../helpers/flow-ready.ts'
import type { FlowWorld } from '../helpers/flow-world.ts'

const minute = 60_000

/** The condition DNSValidated of the only claim: `True Done`. */
function validated({ list }: FlowWorld): string {
  const found = conditionOf(readConditions(list('DomainClaim')[0]?.status), 'DNSValidated')
  return `${found?.status} ${found?.reason}`
}

/** Removes ACM's validation record, and its TXT record, if they are there. */
function removeValidation({ cloud: { zones } }: FlowWorld): void {
  for (const { name, type } of zones.records('Z0APPS'))
    if (/^(_gateway-orchestrator\.)?_[0-9a-f]{32}\./.test(name))
      zones.removeRecord('Z0APPS', name, type)
}

t.test(
  'a validation record that is removed each time becomes RecordKeepsChanging, and recovers',
  async t => {
    const world = await readyWeb()
    world.cloud.calls.reset()
    const seen: string[] = []
    for (let passed = 0; passed < 6 * 60; passed++) {
      removeValidation(world)
      await world.clock.advance(minute)
      if (validated(world) !== seen.at(-1)) seen.push(validated(world))
    }
    const writes = world.cloud.calls.counts().ChangeResourceRecordSets ?? 0
    t.ok(writes <= 3 + 5, `3 repairs, and one an hour after them: ${writes}`)
    t.equal(validated(world), 'False RecordKeepsChanging')
    t.equal(
      seen.filter(standing => standing === 'False RecordKeepsChanging').length,
      1,
      `told once, and not taken back while it lasts: ${seen.join(', ')}`
    )
    const claim = world.list('DomainClaim')[0]
    t.match(
      conditionOf(readConditions(claim?.status), 'DNSValidated')?.message,
      /something keeps removing _[0-9a-f]+\.web\.apps\.example\.com CNAME _.*Find out what does this/
    )
    t.equal(world.ready('shop', 'web'), 'False RecordKeepsChanging')
    t.ok(await world.untilReady('shop', 'web', 75 * 60), 'once it stops, Ready by itself')
    await world.stop()
  }
)
