/** How many names a message lists at most. */
const mostNames = 10

/** The first names, separated by commas, and how many more there are. */
export function listed(names: readonly string[]): string {
  const more = names.length > mostNames ? ` and ${names.length - mostNames} more` : ''
  return names.slice(0, mostNames).join(', ') + more
}
