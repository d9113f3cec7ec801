import { defined } from '../../defined.ts'
import { countByNamespace, inTurn } from '../../in-turn.ts'
import type { Observation } from '../observe/observe.ts'
import type { BrakeMemory } from '../observe/recall-brake.ts'
import { timesOverLimit } from './brake.ts'
import type { Held } from './held.ts'
import { noteGone } from './note-gone.ts'
import { readPermission } from './permission.ts'
import { graceEndOf, isStuck, releaseTimeOf } from './release.ts'
import { isAllowed, type Release, releaseOf, releasesOf } from './releases.ts'

/**
 * At most this many claims are in deletion at the same time. ACM deletes ten certificates a second,
 * and a deletion takes some 30 to 60 seconds, so with a few hundred ACM would wait for claims. The
 * bound is for the memory and the time of everything that watches claims.
 */
const mostTerminating = 1000
/**
 * At most this many claims are left out of one answer, because Metacontroller deletes them one
 * after another, and the next sync of the pool waits for that. A sync that deletes and writes so
 * much takes three to five seconds on a busy machine, and ACM deletes ten certificates a second.
 */
const mostLeavingAtOnce = 50

/**
 * How far a released claim is.
 * - `allowed`: the platform team has allowed its deletion
 * - `noted`: the observed status has noted its release, and the grace is over
 * - `heldBack`: the deletion brake keeps it
 * - `free`: none of these
 */
type Stage = 'allowed' | 'noted' | 'heldBack' | 'free'

/** The stage of each released claim that is not in deletion. */
type Stages = ReadonlyMap<Held, Stage>

/**
 * Decides which released claims are deleted now. Their grace has to be over, the deletion brake
 * must not hold them back, and the observed status must have noted or allowed their release. At
 * most `mostTerminating` claims that are not stuck are in deletion at the same time, and at most
 * `mostLeavingAtOnce` claims go with one answer. The namespaces take turns, each with its oldest
 * release first, so a namespace that gives up thousands of hostnames does not delay the others.
 *
 * A release is noted before its claims are deleted. So a crash between the two, or a status that is
 * lost, cannot make the brake forget hostnames that are gone.
 * @returns the claims, and what the status of the pool has to remember about releases
 */
export function letGo(
  held: readonly Held[],
  seen: Observation
): { held: readonly Held[]; brake: BrakeMemory } {
  const releases = releasesOf(held, seen)
  const stages = stagesOf(held, releases, seen)
  const heldBack = [...stages].filter(([, stage]) => stage === 'heldBack')
  const permission = readPermission(
    heldBack.map(([holding]) => holding),
    seen
  )
  const isPermitted = permission.allowedUpTo !== seen.brake.allowedUpTo
  const allowedUpTo = isPermitted ? permission.allowedUpTo : allowanceInUse(held, seen)
  const isDue = (holding: Held) =>
    !holding.claim.terminating && stages.get(holding) !== 'heldBack' && isGraceOver(holding, seen)
  return {
    held: markLeaving(held, stages, isPermitted, seen),
    brake: {
      heldBack: isPermitted ? 0 : heldBack.length,
      ...noteGone(releases, isDue, allowedUpTo, seen),
      ...defined({
        heldBackTimes: isPermitted ? undefined : timesOf(heldBack.map(([holding]) => holding)),
        annotation: permission.annotation,
        allowedUpTo
      })
    }
  }
}

function stagesOf(held: readonly Held[], releases: readonly Release[], seen: Observation): Stages {
  const over = timesOverLimit(releases, held, seen)
  const { gone, undecided } = seen.brake
  const isNoted = ({ time, present }: Release) =>
    !undecided.has(time) && present.length <= (gone.get(time) ?? 0)
  const noted = new Set(releases.filter(isNoted).map(({ time }) => time))
  const stages = new Map<Held, Stage>()
  for (const holding of held) {
    const time = holding.releasedAt
    if (time === undefined) continue
    if (isAllowed(time, seen)) stages.set(holding, 'allowed')
    else if (noted.has(time) && isGraceOver(holding, seen)) stages.set(holding, 'noted')
    else stages.set(holding, over.has(time) || wasHeldBack(time, seen) ? 'heldBack' : 'free')
  }
  return stages
}

/**
 * Whether the status says that hostnames of this release time are held back. They stay held back
 * until a person allows their deletion, or until the brake is switched off. Otherwise a person who
 * makes requests again after a mistake would lose the other hostnames, as soon as those that are
 * left are few enough for the limit.
 */
function wasHeldBack(time: string, { brake, pool }: Observation): boolean {
  if (brake.heldBackTimes === undefined || pool.spec.deletionBrake.percent === 100) return false
  const { first, last } = brake.heldBackTimes
  const at = Date.parse(time)
  return at >= Date.parse(first) && at <= Date.parse(last)
}

/** The first and the last release time of what is held back; `undefined` if nothing is. */
function timesOf(heldBack: readonly Held[]): BrakeMemory['heldBackTimes'] {
  const times = heldBack
    .map(({ releasedAt = '' }) => releasedAt)
    .sort((a, b) => Date.parse(a) - Date.parse(b))
  const [first] = times
  const last = times.at(-1)
  return first === undefined || last === undefined ? undefined : { first, last }
}

/**
 * Whether the grace of a release is over. Only a release time that the observed claim already has
 * counts. A claim that the pool takes back has to become its child first, because Metacontroller
 * deletes only children when the answer leaves them out.
 */
function isGraceOver({ claim, request, releasedAt }: Held, seen: Observation): boolean {
  if (request !== undefined || claim.adopted) return false
  const observed = releaseTimeOf(claim, seen.now)
  return observed !== undefined && observed === releasedAt && seen.now >= graceEndOf(observed, seen)
}

/** The release time up to which deletions are allowed, while a claim with such a time exists. */
function allowanceInUse(held: readonly Held[], seen: Observation): string | undefined {
  const { allowedUpTo } = seen.brake
  if (allowedUpTo === undefined) return undefined
  const isInUse = held.some(holding => {
    const time = releaseOf(holding, seen)
    return time !== undefined && isAllowed(time, seen)
  })
  return isInUse ? allowedUpTo : undefined
}

function markLeaving(
  held: readonly Held[],
  stages: Stages,
  isPermitted: boolean,
  seen: Observation
): readonly Held[] {
  if (stages.size === 0) return held
  const isBusy = ({ claim }: Held) => claim.terminating && !isStuck(claim, seen.now)
  const busy = held.filter(isBusy)
  const room = Math.min(mostLeavingAtOnce, Math.max(0, mostTerminating - busy.length))
  const decided = [...stages].filter(([, stage]) => stage === 'allowed' || stage === 'noted')
  const due = decided.map(([holding]) => holding).filter(each => isGraceOver(each, seen))
  const turns = inTurn(inOrder(due), namespaceOf, countByNamespace(busy, namespaceOf))
  const leaving = new Set(turns.slice(0, room))
  const waitsFor = (holding: Held, stage: Stage): Held['waitsFor'] => {
    if (stage === 'heldBack') return isPermitted ? 'note' : 'permission'
    if (!isGraceOver(holding, seen)) return undefined
    return stage === 'free' ? 'note' : 'room'
  }
  return held.map(holding => {
    const stage = stages.get(holding)
    if (stage === undefined) return holding
    if (leaving.has(holding)) return { ...holding, leaving: true }
    return { ...holding, ...defined({ waitsFor: waitsFor(holding, stage) }) }
  })
}

function namespaceOf({ claim }: Held): string {
  return claim.namespace
}

/**
 * The oldest release first, and Gateway by Gateway within the same time: an answer that changes
 * many Gateways takes long.
 */
function inOrder(due: readonly Held[]): readonly Held[] {
  const byGateway = Map.groupBy(due, ({ claim }) => claim.object.spec.gatewayRef.name)
  const releasedAt = ({ releasedAt }: Held) => Date.parse(releasedAt ?? '')
  return [...byGateway.values()].flat().sort((a, b) => releasedAt(a) - releasedAt(b))
}
