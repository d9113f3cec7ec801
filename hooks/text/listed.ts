/** How many names a message lists. */
const named = 10

/** Names one after another, as many as a message can take, and how many more there are. */
export function listed(names: readonly string[]): string {
  const more = names.length > named ? ` and ${names.length - named} more` : ''
  return names.slice(0, named).join(', ') + more
}
