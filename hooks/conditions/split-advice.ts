import { type Reason, reasons } from './reasons.ts'

/** A message in its two parts: what is the case, and what to do about it. */
export type SplitMessage = { fact: string; todo: string }

/** The texts of the catalogue that messages can end with, the longest first. */
const endings = [...new Set(Object.values(reasons).map(({ todo }) => todo))].sort(
  (a, b) => b.length - a.length
)

/** Begins what to do about one case of a reason: hooks/domain-claim/facts/certificate.ts. */
const caseMark = '. To do: '

/**
 * Takes apart what `advise` has put together. A message can end with the advice of another reason:
 * a claim that keeps its zone, for example, has the advice of ClaimsInOtherZone. Then this advice
 * counts, because it is what the condition says. A message can also say what to do in this very
 * case, such as about one of ACM's failures: this comes first. A message without advice of the
 * catalogue is a fact as a whole, and the catalogue says what to do about its reason.
 */
export function splitAdvice(reason: Reason, message: string): SplitMessage {
  const general = endings.find(ending => message.endsWith(ending))
  if (general === undefined) return { fact: message, todo: reasons[reason].todo }
  const mark = message.indexOf(caseMark)
  if (mark >= 0)
    return {
      fact: message.slice(0, mark + 1),
      todo: capital(message.slice(mark + caseMark.length))
    }
  return { fact: message.slice(0, message.length - general.length).trim(), todo: general }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
