import type { GatewayPoolStatus } from '../../api/gateway-pool.ts'
import type { Problem } from '../../conditions/conditions.ts'
import { defined } from '../../defined.ts'
import { counted } from '../../text/counted.ts'
import { listed } from '../../text/listed.ts'
import type { Held } from '../admit/held.ts'
import type { Observation } from '../observe/observe.ts'
import { allowDeletions, annotationOf, type BrakeMemory } from '../observe/recall-brake.ts'
import type { Placement } from '../place/place.ts'

/** How many hostnames of each namespace the message names. */
const mostHostnames = 3

/** What the status remembers about releases; `undefined` if there is nothing to remember. */
export function brakeStatus(brake: BrakeMemory): GatewayPoolStatus['deletionBrake'] {
  const { heldBack, heldBackTimes, annotation, allowedUpTo } = brake
  const gone = [...brake.gone].map(([releasedAt, hostnames]) => ({
    releasedAt,
    hostnames,
    ...(brake.undecided.has(releasedAt) ? { undecided: true } : {})
  }))
  const status = defined({
    heldBack: heldBack === 0 ? undefined : heldBack,
    heldBackSince: heldBackTimes?.first,
    heldBackUntil: heldBackTimes?.last,
    annotation,
    allowedUpTo,
    gone: gone.length === 0 ? undefined : gone
  })
  return Object.keys(status).length === 0 ? undefined : status
}

/** Reports the hostnames that the deletion brake holds back, and the command that lets them go. */
export function brakedDeletions(
  { pool }: Observation,
  { held }: Placement,
  brake: BrakeMemory
): Problem[] {
  const heldBack = held.filter(({ waitsFor }) => waitsFor === 'permission')
  if (heldBack.length === 0) return []
  const { percent, atLeast } = pool.spec.deletionBrake
  const times = heldBack.map(({ releasedAt }) => releasedAt ?? '')
  const since = times.reduce((a, b) => (Date.parse(a) <= Date.parse(b) ? a : b))
  const many = `at least ${atLeast} and more than ${percent} % of the hostnames of the pool`
  const message =
    `${counted(heldBack.length, 'hostname')} released since ${since} ` +
    `${heldBack.length === 1 ? 'is' : 'are'} held back and keep working, because ${many} ` +
    `were released within an hour: ${byNamespace(heldBack)}. ` +
    commandFor(pool.metadata.name, heldBack.length, annotationOf(pool), brake)
  return [{ reason: 'DeletionBraked', message }]
}

/** Says whose hostnames they are, the namespace with the most hostnames first. */
function byNamespace(heldBack: readonly Held[]): string {
  const groups = [...Map.groupBy(heldBack, ({ claim }) => claim.namespace)]
  groups.sort(([a, ofA], [b, ofB]) => ofB.length - ofA.length || (a < b ? -1 : 1))
  const names = groups.map(([namespace, ofNamespace]) => {
    const hostnames = ofNamespace.map(({ claim }) => claim.hostname).sort()
    const more = hostnames.length > mostHostnames ? ', …' : ''
    const some = hostnames.slice(0, mostHostnames).join(', ')
    return `${hostnames.length} of namespace ${namespace} (${some}${more})`
  })
  return listed(names)
}

/**
 * The command that lets the hostnames go. An annotation that the pool has seen before allows
 * nothing, so an annotation with the right number has to be removed first.
 */
function commandFor(
  pool: string,
  heldBack: number,
  annotation: string | undefined,
  brake: BrakeMemory
): string {
  const annotate = `kubectl annotate gatewaypool ${pool} --overwrite ${allowDeletions}`
  if (annotation === `${heldBack}` && annotation === brake.annotation)
    return (
      `The annotation has this number from before, which does not count. To let them go, first ` +
      `remove it: \`${annotate}-\``
    )
  const isOther = annotation !== undefined && annotation !== `${heldBack}`
  const other = isOther ? `The annotation says ${annotation}, which does not count. ` : ''
  return `${other}To let them go: \`${annotate}=${heldBack}\``
}
