import { fieldOf } from '../../api/field-of.ts'
import type { KubernetesObject } from '../../api/objects.ts'
import { textOf } from '../../text/text-of.ts'
import { withoutRequestIDs } from '../../text/without-request-ids.ts'

/** A condition that the controller of a Gateway has set, unchecked. */
export type ControllerCondition = { status: string; message: string; observedGeneration: unknown }

/** Most characters that are kept of a controller's message. */
const longestMessage = 512

/** The condition of this type on a Gateway; `undefined` when its controller has set none. */
export function controllerCondition(
  gateway: KubernetesObject,
  type: string
): ControllerCondition | undefined {
  const conditions = fieldOf(gateway.status, 'conditions')
  if (!Array.isArray(conditions)) return undefined
  const condition = conditions.find(entry => fieldOf(entry, 'type') === type)
  if (condition === undefined) return undefined
  const message = withoutRequestIDs(textOf(fieldOf(condition, 'message') ?? ''))
  return {
    status: textOf(fieldOf(condition, 'status')),
    message: message.slice(0, longestMessage),
    observedGeneration: fieldOf(condition, 'observedGeneration')
  }
}
