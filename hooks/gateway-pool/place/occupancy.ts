import { fieldOf } from '../../api/field-of.ts'
import { httpListener, keeperListener } from '../observe/listener-names.ts'
import type { Observation } from '../observe/observe.ts'

/**
 * How many hostnames a Gateway has to carry that it does not owe to a readable claim of the pool:
 * unreadable claims, others' claims, listeners and certificates whose claim is gone. They take room
 * as long as they are there, because the ALB's quota counts them.
 */
export function countUnowned(
  gateway: string,
  mine: ReadonlySet<string>,
  seen: Observation
): number {
  const strangers = new Set([
    ...hostnamesOfOtherClaims(gateway, seen),
    ...unknownListeners(gateway, seen)
  ])
  const configuration = seen.configurations.get(gateway)
  for (const hostname of configuration?.assignments.keys() ?? []) strangers.add(hostname)
  for (const hostname of mine) strangers.delete(hostname)
  const certificates = configuration?.arns.length ?? 0
  return Math.max(strangers.size, certificates - mine.size)
}

function hostnamesOfOtherClaims(gateway: string, seen: Observation): string[] {
  const key = `${seen.pool.spec.gatewayNamespace}/${gateway}`
  const others = seen.otherClaims
    .filter(claim => claim.gateway === key)
    .map(claim => claim.hostname)
  const unreadable = seen.unreadableClaims.filter(
    ({ object }) => gatewayNameOf(object.spec) === gateway
  )
  return [...others, ...unreadable.map(({ hostname }) => hostname)]
}

/** The Gateway that a claim names, if its spec says so at all. */
export function gatewayNameOf(spec: unknown): unknown {
  return fieldOf(fieldOf(spec, 'gatewayRef'), 'name')
}

function unknownListeners(gateway: string, seen: Observation): string[] {
  const listeners = seen.listeners.get(gateway) ?? []
  const foreign = listeners.filter(({ name }) => name !== httpListener && name !== keeperListener)
  return foreign.map(({ name, hostname }) => hostname ?? name)
}
