import { isObject, type JsonObject, type KubeObject } from '../api-store/objects.ts'
import type { LabelSelector } from '../api-store/selectors.ts'
import type { SyncResponse } from './types.ts'

/** A rule of a customize answer. */
export type RelatedRule = {
  apiVersion: string
  resource: string
  labelSelector?: LabelSelector
  namespaceSelector?: LabelSelector
  namespace?: string
  names?: readonly string[]
}

/** An answer that would crash the real Metacontroller process. */
export function isCrash(error: unknown): error is Error {
  return error instanceof Error && error.name === 'Crash'
}

function crash(message: string): Error {
  return Object.assign(new Error(message), { name: 'Crash' })
}

/**
 * Decodes the answer of a sync or finalize hook as version v2 does, strictly: an unknown, doubled or misspelt field
 * on top is an error. `null` and `{}` are valid, and mean: no children, no status. Text that is known to come from
 * JSON.stringify has no doubles, and need not be searched for them, which takes longer than all the rest.
 */
export function decodeSync(body: string, { canHaveDoubles = true } = {}): SyncResponse {
  const top = decodeTop(
    body,
    ['status', 'children', 'resyncAfterSeconds', 'finalized'],
    canHaveDoubles
  )
  return {
    status: field(top, 'status', isObject) ?? {},
    children: (field(top, 'children', Array.isArray) ?? []).map(decodeChild),
    resyncAfterSeconds: field(top, 'resyncAfterSeconds', isNumber) ?? 0,
    finalized: field(top, 'finalized', isBoolean) ?? false
  }
}

/** Decodes the answer of a customize hook, as strictly. */
export function decodeCustomize(body: string): readonly RelatedRule[] {
  const top = decodeTop(body, ['relatedResources'])
  return (field(top, 'relatedResources', Array.isArray) ?? []).map(rule => {
    if (rule === null) throw crash('relatedResources holds null: Metacontroller would crash here')
    return rule as RelatedRule
  })
}

function decodeChild(child: unknown): KubeObject {
  if (child === null) throw crash('children holds null: Metacontroller would crash here')
  if (!isObject(child)) throw new Error("can't unmarshal webhookResponse: a child is not an object")
  if (!child.kind)
    throw new Error(
      `can't unmarshal webhookResponse: Object 'Kind' is missing in '${JSON.stringify(child)}'`
    )
  return child as KubeObject
}

function decodeTop(body: string, known: readonly string[], canHaveDoubles = true): JsonObject {
  let top: unknown
  try {
    top = JSON.parse(body)
  } catch (error) {
    throw new Error(
      `can't unmarshal webhookResponse: ${error instanceof Error ? error.message : error}`
    )
  }
  if (top === null) return {}
  if (!isObject(top)) throw new Error("can't unmarshal webhookResponse: it is not an object")
  const keys = canHaveDoubles ? topKeys(body) : Object.keys(top)
  const unknown = keys.filter(key => !known.includes(key)).map(key => `unknown field "${key}"`)
  const doubled = keys
    .filter((key, index) => keys.indexOf(key) !== index)
    .map(key => `duplicate field "${key}"`)
  const problems = [...unknown, ...doubled]
  if (problems.length > 0)
    throw new Error(`strict validation failed for v2 webhookResponse: ${problems.join(', ')}`)
  return top
}

/** The keys on top of a JSON object, doubled ones too, which `JSON.parse` hides. Takes valid JSON. */
function topKeys(json: string): readonly string[] {
  const keys: string[] = []
  let depth = 0
  for (const [token, text, colon] of json.matchAll(/("(?:[^"\\]|\\.)*")(\s*:)?|[{}[\]]/g)) {
    if (text !== undefined) {
      if (depth === 1 && colon !== undefined) keys.push(JSON.parse(text))
    } else depth += token === '{' || token === '[' ? 1 : -1
  }
  return keys
}

function field<T>(
  top: JsonObject,
  name: string,
  is: (value: unknown) => value is T
): T | undefined {
  const value = top[name]
  if (value === undefined || value === null) return undefined
  if (!is(value))
    throw new Error(`can't unmarshal webhookResponse: field ${name} has the wrong type`)
  return value
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number'
}

function isBoolean(value: unknown): value is boolean {
  return typeof value === 'boolean'
}
