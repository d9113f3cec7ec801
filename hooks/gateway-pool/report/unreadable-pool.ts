import { fieldOf } from '../../api/field-of.ts'
import type { GatewayPool, GatewayPoolStatus } from '../../api/gateway-pool.ts'
import { toConditions } from '../../conditions/conditions.ts'
import { readConditions } from '../../conditions/read-conditions.ts'
import { objectsOf } from '../../wire/groups.ts'
import type { SyncRequest, SyncResponse } from '../../wire/metacontroller.ts'
import { versionsOf } from '../observe/versions.ts'
import { listAgain } from '../render/render.ts'

/**
 * The answer for a pool whose spec cannot be read: everything stays as it is, and a condition says why.
 * `now` in milliseconds.
 * @throws {MissingGroup}
 */
export function answerUnreadable(
  request: SyncRequest<GatewayPool>,
  problem: string,
  now: number
): SyncResponse<GatewayPoolStatus> {
  const kinds = Object.entries(versionsOf(request.controller))
  const children = kinds.flatMap(([kind, version]) =>
    objectsOf(request.children, kind, version).map(object => listAgain(object, version))
  )
  const { generation } = request.parent.metadata
  const finding = {
    status: 'False',
    reason: 'Invalid',
    message: `the pool cannot be read: ${problem}`
  } as const
  const findings = [
    { ...finding, type: 'Accepted' },
    { ...finding, type: 'Ready' }
  ]
  const before = request.parent.status
  const counts = ['hostnames', 'waiting', 'free'].filter(
    field => typeof fieldOf(before, field) === 'number'
  )
  return {
    status: {
      ...Object.fromEntries(counts.map(field => [field, fieldOf(before, field)])),
      conditions: toConditions(findings, readConditions(before), generation, now)
    },
    children,
    resyncAfterSeconds: 300
  }
}
