/** Fields that are prose, in which a line may end. In all other texts a line end is an attack. */
const prose: readonly string[] = ['fact', 'todo', 'says', 'why', 'message']

/**
 * Control characters of C0 and C1, DEL, and the characters that change the direction of a text: a
 * terminal obeys them, and a text can hide or replace others by them.
 */
const steering = '[\\p{Cc}\\u202A-\\u202E\\u2066-\\u2069]'
const anywhere = new RegExp(steering, 'gu')
const inProse = new RegExp(`(?![\\t\\n])${steering}`, 'gu')
/** The colours of `Palette`: bold, dim, the eight colours, and their ends. */
const styles = '\\u001B\\[(?:1|2|22|3[0-7]|39)m'
const inStyled = new RegExp(`${styles}|(?![\\t\\n])${steering}`, 'gu')

/**
 * A text without characters that steer a terminal: they are written as `\u{1b}`. Tabs and ends of
 * lines stay. Texts of objects can have such characters.
 */
export function printable(text: string): string {
  return text.replace(inProse, written)
}

/** As {@link printable}, and without ends of lines and tabs: for names and cells of tables. */
export function printableLine(text: string): string {
  return text.replace(anywhere, written)
}

/** As {@link printable}, but colours stay if `isColoured`. */
export function printableStyled(text: string, isColoured: boolean): string {
  if (!isColoured) return printable(text)
  return text.replace(inStyled, found => (found.length > 1 ? found : written(found)))
}

/**
 * JSON without characters that steer a terminal. `JSON.stringify` escapes only those of C0.
 * @param json - the text of any JSON
 */
export function printableJSON(json: string): string {
  return json.replace(inProse, found => `\\u${codeOf(found).padStart(4, '0')}`)
}

function written(character: string): string {
  return `\\u{${codeOf(character)}}`
}

function codeOf(character: string): string {
  return character.charCodeAt(0).toString(16)
}

/** Whether a text has characters that steer a terminal, or a tab. */
export function isSteering(text: string): boolean {
  return text.replaceAll('\n', '').search(anywhere) >= 0
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
