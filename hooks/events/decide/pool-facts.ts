import { fieldOf } from '../../api/field-of.ts'

/** The names of the Gateways in an unchecked status of a pool. */
export function gatewayNames(status: unknown): string[] {
  const gateways = fieldOf(status, 'gateways')
  if (!Array.isArray(gateways)) return []
  return gateways.map(gateway => fieldOf(gateway, 'name')).filter(name => typeof name === 'string')
}
