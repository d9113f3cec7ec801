/** Puts a number before its noun: `1 Gateway`, `2 Gateways`. The plural is the noun with an s. */
export function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
