import type { Test } from 'tap'
import type { JsonObject } from '../../../simulator/api-store/objects.ts'
import { type AuditEntry, grantsOf, type Right, readAudit } from '../world/audit.ts'
import { read } from '../world/awaits.ts'
import type { Runner } from '../world/controllers.ts'
import type { World } from '../world/world.ts'
import { isTried, tryHiddenRights } from './hidden-rights.ts'

export const account = 'system:serviceaccount:metacontroller:metacontroller'
export const role = 'gateway-orchestrator-metacontroller'

/**
 * Judges the role of Metacontroller by the audit log of everything before: nothing was forbidden,
 * and each rule allowed something that no other rule allows. So the tests fail without any one of
 * the rules.
 */
export async function roleOfMetacontroller(t: Test, world: World): Promise<void> {
  const entries = readAudit(world.plane.auditLog, account)
  const forbidden = entries.filter(({ isAllowed }) => !isAllowed)
  t.same(unique(forbidden.map(({ right }) => right)), [], 'nothing was forbidden')
  const live = await read(world.admin, 'clusterrole', role)
  const rules = grantsOf(live as unknown as JsonObject)
  const hidden = await tryHiddenRights(t, world, live)
  const used = new Set([...usedRights(entries), ...hidden])
  for (const [index, granted] of rules.entries()) {
    const others = new Set(rules.filter((_, other) => other !== index).flat())
    const needed = granted.filter(right => used.has(right) && !others.has(right))
    const left = granted.filter(right => !used.has(right))
    t.comment(`rule ${index + 1}: ${needed.length} of ${granted.length} rights were needed`)
    const isHidden = granted.some(isTried)
    if (needed.length === 0 && !isHidden && !isExcused(granted, world.runner))
      t.fail(`rule ${index + 1} is not needed: ${granted.join(', ')}`)
    t.same(
      left.filter(right => !isExcused([right], world.runner)),
      [],
      `rule ${index + 1}: each right was used`
    )
  }
}

function unique(rights: readonly Right[]): readonly Right[] {
  return [...new Set(rights)].toSorted()
}

/** The rights that a request used, and that only this role gave. */
function usedRights(entries: readonly AuditEntry[]): ReadonlySet<Right> {
  const ours = entries.filter(({ reason }) => reason.includes(`ClusterRole "${role}"`))
  return new Set(ours.map(({ right }) => right))
}

/** Whether nothing in these tests uses any of these rights, and why is said below. */
export function isExcused(rights: readonly Right[], runner: Runner): boolean {
  const patterns = runner === 'engine' ? [...excused, ...onlyTheOriginal] : excused
  return rights.every(right => patterns.some(pattern => pattern.test(right)))
}

/** Rights that the scenarios do not use, with the reason why the role has them all the same. */
const excused: readonly RegExp[] = [
  // client-go streams the first list of a watch (WatchList); older API servers answer lists only.
  /^list /,
  // The usual three for reading, although the caches of Metacontroller need no `get`: whoever may
  // list objects learns nothing more by `get`.
  /^get (gatewayclasses|grpcroutes|services|namespaces|customresourcedefinitions)\b/,
  /^get (compositecontrollers|decoratorcontrollers|controllerrevisions|hostnamedenials)\./,
  /^get (gateways|httproutes|loadbalancerconfigurations|targetgroupconfigurations)\./,
  /^get secrets$/,
  // Metacontroller watches these only if a pool has a route of this kind to look at.
  /^watch grpcroutes\./,
  // Repeated events are patched.
  /^patch events$/
]

/** Rights that only Metacontroller itself uses, and not our engine. */
const onlyTheOriginal: readonly RegExp[] = [
  /^\w+ events$/,
  /^\w+ customresourcedefinitions\./,
  /^\w+ (controllerrevisions|decoratorcontrollers)\./,
  /^(list|watch) secrets$/,
  /^\w+ leases\./
]
