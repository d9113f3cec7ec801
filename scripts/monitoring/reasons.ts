import { answersOfPoolReasons } from '../../hooks/conditions/reasons/answers-of-pool.ts'
import { routeReasons } from '../../hooks/conditions/reasons/route.ts'
import { type Reason, reasons } from '../../hooks/conditions/reasons.ts'

/** Answers of a pool about which only the platform team can do something. */
const platformAnswers: readonly string[] = ['NoAnswerFromPool', 'PoolFull', 'PoolDeleting']

/**
 * The reasons that wait for the team of a request: it asks for what it may not have, or its route
 * or Service is wrong. Nobody has to wake up for these.
 */
export const teamReasons: readonly Reason[] = Object.entries({
  ...answersOfPoolReasons,
  ...routeReasons
})
  .filter(([reason, { stalls }]) => stalls && !platformAnswers.includes(reason))
  .map(([reason]) => reason as Reason)

/** All reasons whose advice asks a person for something. The others say that all is well. */
export const askingReasons: readonly Reason[] = (Object.keys(reasons) as Reason[]).filter(
  reason => reasons[reason].todo !== reasons.Ready.todo
)

/** The reasons of a request that do not wait for its own team. */
export const platformReasons: readonly Reason[] = askingReasons.filter(
  reason => !teamReasons.includes(reason)
)

/** A regular expression for exactly these reasons, for a matcher of Prometheus. */
export function oneOf(names: readonly string[]): string {
  return names.join('|')
}

/**
 * What to do about the reason in an alert's label `reason`, as a template of Prometheus. The words
 * are those of the catalogue, which conditions and the runbook show too.
 */
export function nextAction(possible: readonly Reason[]): string {
  const branches = possible.map((reason, index) => {
    const word = index === 0 ? 'if' : 'else if'
    return `{{ ${word} eq $labels.reason "${reason}" }}${reasons[reason].todo}`
  })
  return `${branches.join('')}{{ else }}Look at the conditions of the object.{{ end }}`
}
