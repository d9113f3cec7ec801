import type { Condition } from '../../../hooks/api/objects.ts'

/** A condition in two words, such as `True Done`. */
export type Words = `${Condition['status']} ${string}`

/** Conditions by their types, in words. */
export function conditionsOf(words: Readonly<Record<string, Words>>, message = 'm'): Condition[] {
  return Object.entries(words).map(([type, said]) => {
    const [status, reason = ''] = said.split(' ') as [Condition['status'], string]
    const lastTransitionTime = '2026-01-01T00:00:00Z'
    return { type, status, reason, message, lastTransitionTime, observedGeneration: 1 }
  })
}
