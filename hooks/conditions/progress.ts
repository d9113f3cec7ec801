import { isReason, type Reason, reasons } from './reasons.ts'

/**
 * The types of the conditions that sum up the conditions of the steps. No step has one of these
 * types.
 */
const summaryTypes: readonly string[] = ['Ready', 'Reconciling', 'Stalled']

/** What a condition says. */
type Statement = { type: string; status: string; reason: Reason; message: string }

/** Whether the condition belongs to a step, and does not sum up all steps. */
export function isOfStep({ type }: { type: string }): boolean {
  return !summaryTypes.includes(type)
}

/**
 * The conditions by which kstatus tells whether waiting helps. Helm and Flux go by them. They say
 * what Ready says, and change only when Ready changes.
 *
 * | Ready                         | condition        | verdict of kstatus |
 * |-------------------------------|------------------|--------------------|
 * | True                          | none             | Current            |
 * | not True, the reason stalls   | Stalled=True     | Failed             |
 * | not True, any other reason    | Reconciling=True | InProgress         |
 *
 * A condition that is not True is absent, as kstatus recommends. So an object that is Ready has
 * neither condition.
 */
export function progressOf(findings: readonly Statement[]) {
  const ready = findings.find(({ type }) => type === 'Ready')
  if (ready === undefined || ready.status === 'True') return []
  // A status that another version of the hooks wrote can have a reason that the catalogue lacks.
  const stalls = isReason(ready.reason) && reasons[ready.reason].stalls
  return [{ ...ready, type: stalls ? 'Stalled' : 'Reconciling', status: 'True' as const }]
}
