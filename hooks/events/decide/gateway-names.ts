import { fieldOf } from '../../api/field-of.ts'

/** The names of the Gateways in the status of a pool. The status may have any form. */
export function gatewayNames(status: unknown): string[] {
  const gateways = fieldOf(status, 'gateways')
  if (!Array.isArray(gateways)) return []
  return gateways.map(gateway => fieldOf(gateway, 'name')).filter(name => typeof name === 'string')
}
