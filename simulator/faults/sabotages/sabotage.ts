import type { Clock } from '../../../hooks/clock.ts'
import type { CustomResourceDefinition } from '../../api-store/schema.ts'
import type { EmbeddedAws } from '../../aws/embedded-aws.ts'
import type { Call } from '../../engine/types.ts'
import type { Carry } from '../mortal-hooks.ts'

/** A deliberate bug, put between the hooks and the world: what the invariants are there to see. */
export type Sabotage = {
  /** The name of the invariant that it breaks. */
  breaks: string
  /** Between the hooks and AWS. */
  aws?: (carry: Carry, world: { clock: Clock; cloud: EmbeddedAws }) => Carry
  /** Between Metacontroller and the hooks. */
  hooks?: (call: Call, world: { clock: Clock }) => Call
  /** Other definitions than the installed ones. */
  crds?: () => readonly CustomResourceDefinition[]
}
