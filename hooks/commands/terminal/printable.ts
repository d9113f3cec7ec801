/** Fields that are prose, in which a line may end. In all other texts a line end is an attack. */
const prose: readonly string[] = ['fact', 'todo', 'says', 'why', 'message']

/**
 * A text without characters that steer a terminal: control characters of C0 and C1 and DEL are
 * written as `\u{1b}`. Tabs and ends of lines stay. Texts of objects can have such characters.
 */
export function printable(text: string): string {
  return text.replace(/(?![\t\n])\p{Cc}/gu, written)
}

/** As {@link printable}, and without ends of lines and tabs: for names and cells of tables. */
export function printableLine(text: string): string {
  return text.replace(/\p{Cc}/gu, written)
}

function written(character: string): string {
  return `\\u{${character.charCodeAt(0).toString(16)}}`
}

/** A value whose texts are all printable. It is made before a renderer adds colours. */
export function printableValue<T>(value: T, field = ''): T {
  if (typeof value === 'string')
    return (prose.includes(field) ? printable(value) : printableLine(value)) as T
  if (Array.isArray(value)) return value.map(each => printableValue(each as unknown, field)) as T
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([name, each]) => [name, printableValue(each, name)])
  return Object.fromEntries(entries) as T
}
