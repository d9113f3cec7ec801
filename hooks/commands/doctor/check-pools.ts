import { conditionOf } from '../../conditions/conditions.ts'
import { readConditions } from '../../conditions/read-conditions.ts'
import { counted } from '../../text/counted.ts'
import type { ReadObject } from '../cluster/cluster-reader.ts'
import { numberAt } from '../cluster/objects.ts'
import { type Check, failed, notChecked, passed, unread, type Verdict } from './check.ts'
import type { Evidence } from './evidence.ts'

/** Each pool: synced lately, and Ready. */
export function checkPools({ pools }: Evidence): Check[] {
  const name = 'pools'
  if (!pools.ok && pools.kind === 'missing') return []
  if (!pools.ok) return [{ name, ...unread('GatewayPools', pools) }]
  if (pools.value.length === 0) {
    const todo = 'Create one: examples/02-pool.yaml shows how.'
    return [{ name, ...notChecked('there is no pool yet', todo) }]
  }
  return pools.value.map(pool => ({ name: `pool ${pool.metadata.name}`, ...checkPool(pool) }))
}

function checkPool(pool: ReadObject): Verdict {
  const { name, generation = 0 } = pool.metadata
  const ready = conditionOf(readConditions(pool.status), 'Ready')
  const events = 'kubectl get events -A --field-selector reason=SyncError'
  if (ready === undefined)
    return failed('nothing has answered for the pool yet', `Look at ${events} in a minute.`)
  if (numberAt(pool, 'status', 'observedGeneration') < generation)
    return notChecked('the last change of the pool has not been synced yet', `Look at ${events}.`)
  const held = counted(numberAt(pool, 'status', 'hostnames'), 'hostname')
  if (ready.status === 'True') return passed(`Ready, with ${held}`)
  const { reason, message } = ready
  const todo = `kubectl describe gatewaypool ${name} has all conditions.`
  return reason === 'WaitingForGateway' || reason === 'Deleting'
    ? notChecked(`${reason}: ${message}`, todo)
    : failed(`${reason}: ${message}`, todo)
}
