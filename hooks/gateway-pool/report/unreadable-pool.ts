import { fieldOf } from '../../api/field-of.ts'
import type { GatewayPool, GatewayPoolStatus } from '../../api/gateway-pool.ts'
import { advise } from '../../conditions/advise.ts'
import { toConditions } from '../../conditions/conditions.ts'
import { readConditions } from '../../conditions/read-conditions.ts'
import { objectsOf } from '../../wire/groups.ts'
import type { SyncRequest, SyncResponse } from '../../wire/metacontroller.ts'
import { spentStatus } from '../admit/count-spent.ts'
import { readSpent } from '../observe/spent-certificates.ts'
import { versionsOf } from '../observe/versions.ts'
import { listAgain } from '../render/render.ts'

/**
 * Answers for a pool whose spec cannot be read: all children stay as they are, and the conditions
 * say what is wrong with the spec.
 * @param now milliseconds since the epoch
 * @throws {MissingGroup} if the request lacks a group of objects
 */
export function answerUnreadable(
  request: SyncRequest<GatewayPool>,
  problem: string,
  now: number
): SyncResponse<GatewayPoolStatus> {
  const kinds = Object.entries(versionsOf(request.controller))
  const children = kinds.flatMap(([kind, version]) =>
    objectsOf(request.children, kind, version).map(object => listAgain(object, kind, version))
  )
  return {
    status: statusOfUnreadable(request.parent, problem, now),
    children,
    resyncAfterSeconds: 300
  }
}

function statusOfUnreadable(
  { metadata, status }: GatewayPool,
  problem: string,
  now: number
): GatewayPoolStatus {
  const finding = {
    status: 'False',
    reason: 'Invalid',
    message: advise('Invalid', `the pool cannot be read: ${problem}`)
  } as const
  const findings = [
    { ...finding, type: 'Accepted' },
    { ...finding, type: 'Ready' }
  ]
  const counts = ['hostnames', 'waiting', 'free']
    .map(field => [field, fieldOf(status, field)] as const)
    .filter(([, count]) => typeof count === 'number')
  const spent = readSpent(status)
  const deletionBrake = fieldOf(status, 'deletionBrake')
  return {
    ...Object.fromEntries(counts),
    // The brake has to remember what is gone until the pool can be read again.
    ...(deletionBrake === undefined ? {} : { deletionBrake: deletionBrake as object }),
    ...(spent === undefined ? {} : { spentCertificates: spentStatus(spent) }),
    conditions: toConditions(findings, readConditions(status), metadata.generation, now)
  }
}
