import type { Condition } from '../../api/objects.ts'
import { conditionOf } from '../../conditions/conditions.ts'
import { readConditions } from '../../conditions/read-conditions.ts'
import type { ReadObject } from '../cluster/cluster-reader.ts'

/**
 * The Ready condition of an object. A Ready that is True, but of an older generation, says nothing:
 * since then somebody has changed the spec, and no hook has looked at it.
 */
export function readyNow({
  metadata,
  status
}: Pick<ReadObject, 'metadata' | 'status'>): Condition | undefined {
  const ready = conditionOf(readConditions(status), 'Ready')
  const isOld = (ready?.observedGeneration ?? 0) < (metadata.generation ?? 0)
  return ready?.status === 'True' && isOld ? undefined : ready
}
