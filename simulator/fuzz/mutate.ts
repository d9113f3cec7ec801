import type { Draw } from '../faults/draw.ts'

/** A changed body: its text, and in words what was changed. */
export type Mutant = {
  text: string
  /** Where the change is, as the keys from the body down. Empty if the text itself was changed. */
  path: readonly string[]
  change: string
}

type Container = Record<string, unknown> | unknown[]
type Place = { holder: Container; key: string; path: readonly string[] }

/** Makes JSON that is nested this deep. */
function nested(levels: number): string {
  return '{"a":['.repeat(levels / 2) + ']}'.repeat(levels / 2)
}

/**
 * Values that code does not expect, as JSON text. A text that is not JSON in itself, such as a key
 * given twice, is possible too.
 */
const oddities: readonly [string, ...string[]] = [
  'null',
  'true',
  '0',
  '-1',
  '1e308',
  '9007199254740993',
  '""',
  '" "',
  '"\\u0000"',
  '"\\ud800"',
  '"constructor"',
  '"../../etc"',
  '"*.example.com"',
  '"xn--a"',
  '"2026-13-45T99:99:99Z"',
  '"9999-12-31T23:59:59Z"',
  '"0001-01-01T00:00:00Z"',
  '[]',
  '[null]',
  '[[]]',
  '{}',
  '{"toString":1}',
  '{"toString":null,"valueOf":null}',
  '{"__proto__x":{}}',
  '{"constructor":{"prototype":{}}}',
  '{"length":1e9}',
  '{"name":"a","name":"b"}',
  `"${'a'.repeat(300)}"`,
  `"${'ü'.repeat(5000)}"`,
  nested(40),
  nested(600),
  nested(20_000)
]

/** Stands for an oddity in the JSON until its text takes the place. */
const marker = '"@@the oddity@@"'

/** Changes one place of a body. */
export function mutate(body: string, draw: Draw): Mutant {
  if (draw.chance(0.05)) return mutateText(body, draw)
  const root = JSON.parse(body) as Container
  const place = drawPlace(root, draw)
  return draw.of([replace, replace, replace, remove, copyElsewhere, renameKey])(root, place, draw)
}

/**
 * Goes down from the body, so that few large objects are hit as often as many small values. Three
 * of four times it starts at an object: a change above the objects makes most bodies invalid.
 */
function drawPlace(root: Container, draw: Draw): Place {
  const objects = draw.chance(0.75) ? objectsOf(root) : []
  const whole = { value: root, path: [] }
  const { value, path } = draw.of([objects[0] ?? whole, ...objects.slice(1)])
  return descend(value, path, draw)
}

/** The parent, the children and the related objects of a body. */
function objectsOf(root: Container): { value: Container; path: readonly string[] }[] {
  const body = root as Record<string, unknown>
  const grouped = ['children', 'related'].flatMap(part =>
    entriesOf(body[part]).flatMap(([group, objects]) =>
      entriesOf(objects).map(([name, value]) => ({ value, path: [part, group, name] }))
    )
  )
  const objects = [{ value: body.parent, path: ['parent'] }, ...grouped]
  return objects.filter(
    (object): object is { value: Container; path: string[] } =>
      typeof object.value === 'object' && object.value !== null
  )
}

function entriesOf(value: unknown): [string, unknown][] {
  return Object.entries(value ?? {})
}

function descend(root: Container, above: readonly string[], draw: Draw): Place {
  let place: Place = { holder: { body: root }, key: 'body', path: above }
  let value: unknown = root
  while (typeof value === 'object' && value !== null) {
    const keys = Object.keys(value)
    const [first, ...rest] = keys
    if (first === undefined || (place.path.length > above.length && draw.chance(0.15))) break
    const key = draw.of([first, ...rest])
    place = { holder: value as Container, key, path: [...place.path, key] }
    value = (value as Record<string, unknown>)[key]
  }
  return place
}

function set({ holder, key }: Place, value: unknown): void {
  Object.assign(holder, { [key]: value })
}

function replace(root: Container, place: Place, draw: Draw): Mutant {
  const oddity = draw.of(oddities)
  set(place, JSON.parse(marker))
  const text = JSON.stringify(root).replace(marker, () => oddity)
  return { text, path: place.path, change: `set to ${oddity.slice(0, 60)}` }
}

function remove(root: Container, { holder, key, path }: Place): Mutant {
  if (Array.isArray(holder)) holder.splice(Number(key), 1)
  else delete holder[key]
  return { text: JSON.stringify(root), path, change: 'removed' }
}

/** Puts a value where another one was, such as a claim among the Gateways. */
function copyElsewhere(root: Container, place: Place, draw: Draw): Mutant {
  const from = drawPlace(root, draw)
  const value = structuredClone((from.holder as Record<string, unknown>)[from.key])
  set(place, value)
  const change = `a copy of ${from.path.join(' › ')}`
  return { text: JSON.stringify(root), path: place.path, change }
}

function renameKey(root: Container, place: Place, draw: Draw): Mutant {
  const { holder, key, path } = place
  const name = draw.of(['', 'constructor', 'hasOwnProperty', 'a/b', '0', `${key}x`])
  if (Array.isArray(holder)) return remove(root, place)
  holder[name] = holder[key]
  if (name !== key) delete holder[key]
  return { text: JSON.stringify(root), path, change: `renamed to ${JSON.stringify(name)}` }
}

function mutateText(body: string, draw: Draw): Mutant {
  const at = draw.between(0, body.length)
  const piece = draw.of(['', '"', '{', ']', ',', '\\', '\u0000', '"__proto__":{},', '[[[['])
  const cut = draw.chance(0.3)
  const text = body.slice(0, at) + piece + (cut ? '' : body.slice(at + draw.between(0, 3)))
  return { text, path: [], change: `text changed at ${at}${cut ? ', and cut' : ''}` }
}
