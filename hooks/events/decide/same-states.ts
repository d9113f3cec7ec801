import { fieldOf } from '../../api/field-of.ts'

type State = { type?: unknown; status?: unknown; reason?: unknown }

/**
 * Whether two unchecked statuses have the same conditions in the same states: then no condition has
 * anything to tell. Nearly all syncs end here, so it makes no objects, and compares no messages.
 */
export function haveSameStates(a: unknown, b: unknown): boolean {
  const [ours, theirs] = [fieldOf(a, 'conditions'), fieldOf(b, 'conditions')]
  if (!Array.isArray(ours) || !Array.isArray(theirs)) return ours === theirs
  if (ours.length !== theirs.length) return false
  for (let i = 0; i < ours.length; i++) if (!isSame(ours[i], theirs[i])) return false
  return true
}

function isSame(a: State | null | undefined, b: State | null | undefined): boolean {
  return a?.type === b?.type && a?.status === b?.status && a?.reason === b?.reason
}
