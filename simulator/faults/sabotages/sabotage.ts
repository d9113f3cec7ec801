import type { Clock } from '../../../hooks/clock.ts'
import type { CustomResourceDefinition } from '../../api-store/schema.ts'
import type { EmbeddedAws } from '../../aws/embedded-aws.ts'
import type { Call } from '../../engine/types.ts'
import type { SendToAws } from '../killable-hooks.ts'

/** A bug that is planted around the hooks, to check that an invariant notices the bug. */
export type Sabotage = {
  /** The name of the invariant that it violates. */
  breaks: string
  /** Wraps the calls from the hooks to AWS. */
  aws?: (send: SendToAws, world: { clock: Clock; cloud: EmbeddedAws }) => SendToAws
  /** Wraps the calls from Metacontroller to the hooks. */
  hooks?: (call: Call, world: { clock: Clock }) => Call
  /** CRDs in place of the installed ones. */
  crds?: () => readonly CustomResourceDefinition[]
}

export type Sabotages = { readonly [name: string]: Sabotage }
