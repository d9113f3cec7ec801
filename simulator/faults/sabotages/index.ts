import { awsSabotages } from './of-aws.ts'
import { hookSabotages } from './of-hooks.ts'
import { poolSabotages } from './of-pool.ts'
import type { Sabotage } from './sabotage.ts'

/** Deliberate bugs by name, at least one for each invariant. */
export const sabotages: { readonly [name: string]: Sabotage } = {
  ...awsSabotages,
  ...hookSabotages,
  ...poolSabotages
}
