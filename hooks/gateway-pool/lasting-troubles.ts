import type { Finding } from '../conditions/conditions.ts'
import { isNeutral } from './foreign-listeners.ts'
import { listed } from './listed.ts'
import type { Observed } from './observe.ts'

type Trouble = Pick<Finding, 'reason' | 'message'>

/** Listeners that nobody wants and that cannot go, because somebody else owns them too. */
export function foreignListeners(seen: Observed): Trouble | undefined {
  const { gatewayNamespace } = seen.pool.spec
  const found = [...seen.listeners].flatMap(([gateway, listeners]) =>
    listeners.filter(isNeutral).map(({ name, owners }) => ({ gateway, text: describe(name, gateway, owners) }))
  )
  const [first] = found
  if (first === undefined) return undefined
  return {
    reason: 'ForeignListeners',
    message: `listeners without a hostname of this pool are closed and cannot be removed, because somebody else has applied them too: ${listed(found.map(({ text }) => text))}. Take them out by hand: kubectl edit gateway -n ${gatewayNamespace} ${first.gateway}`
  }
}

function describe(name: string, gateway: string, owners: readonly string[]): string {
  const who = owners.length === 0 ? '' : ` (${owners.join(', ')})`
  return `${name} of Gateway ${gateway}${who}`
}
