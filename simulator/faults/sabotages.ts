import type { Sabotage } from './sabotage.ts'
import { awsSabotages } from './sabotages-of-aws.ts'
import { hookSabotages } from './sabotages-of-hooks.ts'

/** Deliberate bugs by name, at least one for each invariant. */
export const sabotages: { readonly [name: string]: Sabotage } = { ...awsSabotages, ...hookSabotages }
