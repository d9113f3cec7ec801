import { awsSabotages } from './aws-sabotages.ts'
import { hookSabotages } from './hook-sabotages.ts'
import { poolSabotages } from './pool-sabotages.ts'
import type { Sabotages } from './sabotage.ts'

/** All sabotages by name, at least one for each invariant. */
export const sabotages: Sabotages = { ...awsSabotages, ...hookSabotages, ...poolSabotages }
