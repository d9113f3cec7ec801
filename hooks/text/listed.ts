/** How many names a message lists at most. */
const mostNames = 10

/** Lists the first `mostNames` names, separated by commas, and says how many more there are. */
export function listed(names: readonly string[]): string {
  const more = names.length > mostNames ? ` and ${names.length - mostNames} more` : ''
  return names.slice(0, mostNames).join(', ') + more
}
