/** A number with its noun: `1 Gateway`, `2 Gateways`. Takes nouns whose plural ends in s. */
export function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
