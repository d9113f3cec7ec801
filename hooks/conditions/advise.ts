import { type Reason, reasons } from './reasons.ts'

/** A message with what the catalogue says is to be done about its reason. */
export function advise(reason: Reason, message: string): string {
  return `${message.replace(/\.$/, '')}. ${reasons[reason].todo}`
}
