import { isObject, type JsonObject, type KubeObject } from '../api-store/objects.ts'
import type { LabelSelector } from '../api-store/selectors.ts'
import { messageOf } from './errors.ts'
import type { HookName, SyncResponse } from './types.ts'

/** A rule in the answer of a customize hook. */
export type RelatedRule = {
  apiVersion: string
  resource: string
  labelSelector?: LabelSelector
  namespaceSelector?: LabelSelector
  namespace?: string
  names?: readonly string[]
}

/** Whether an error stands for an answer that would crash the Metacontroller process. */
export function isCrash(error: unknown): error is Error {
  return error instanceof Error && error.name === 'Crash'
}

function crash(field: string): Error {
  const message = `${field} holds null: Metacontroller would crash here`
  return Object.assign(new Error(message), { name: 'Crash' })
}

function unreadable(why: string, hook: HookName): Error {
  return new Error(`can't unmarshal webhookResponse (version: v2, type: ${hook}): ${why}`)
}

/**
 * Decodes the answer of a sync or finalize hook as strictly as version v2 does: an unknown,
 * duplicate or misspelt field at the top level is an error. `null` and `{}` are valid, and mean no
 * children and no status.
 *
 * JSON.stringify writes no duplicate fields. For text that it wrote, `canHaveDuplicates: false`
 * skips the search for them, which takes longer than the rest of the decoding.
 */
export function decodeSync(
  body: string,
  hook: 'sync' | 'finalize',
  { canHaveDuplicates = true } = {}
): SyncResponse {
  const fields = ['status', 'children', 'resyncAfterSeconds', 'finalized']
  const top = decodeTop(body, hook, fields, canHaveDuplicates)
  const read = <T>(name: string, is: (value: unknown) => value is T) => field(top, hook, name, is)
  return {
    status: read('status', isObject) ?? {},
    children: (read('children', isList) ?? []).map(child => decodeChild(child, hook)),
    resyncAfterSeconds: read('resyncAfterSeconds', isNumber) ?? 0,
    finalized: read('finalized', isBoolean) ?? false
  }
}

/** Decodes the answer of a customize hook, as strictly. */
export function decodeCustomize(body: string): readonly RelatedRule[] {
  const top = decodeTop(body, 'customize', ['relatedResources'])
  return (field(top, 'customize', 'relatedResources', isList) ?? []).map(rule => {
    if (rule === null) throw crash('relatedResources')
    return rule as RelatedRule
  })
}

function decodeChild(child: unknown, hook: HookName): KubeObject {
  if (child === null) throw crash('children')
  if (!isObject(child)) throw unreadable('a child is not an object', hook)
  if (!child.kind) throw unreadable(`Object 'Kind' is missing in '${JSON.stringify(child)}'`, hook)
  return child as KubeObject
}

function decodeTop(
  body: string,
  hook: HookName,
  knownFields: readonly string[],
  canHaveDuplicates = true
): JsonObject {
  const top = parse(body, hook)
  if (top === null) return {}
  if (!isObject(top)) throw unreadable('it is not an object', hook)
  const keys = canHaveDuplicates ? topLevelKeys(body) : Object.keys(top)
  const unknown = keys.filter(key => !knownFields.includes(key))
  const duplicates = keys.filter((key, index) => keys.indexOf(key) !== index)
  const problems = [
    ...unknown.map(key => `unknown field "${key}"`),
    ...duplicates.map(key => `duplicate field "${key}"`)
  ]
  if (problems.length === 0) return top
  const subject = `v2 webhookResponse (type: ${hook}, mode: strict)`
  throw new Error(`strict validation failed for ${subject}: ${problems.join(', ')}`)
}

function parse(body: string, hook: HookName): unknown {
  try {
    return JSON.parse(body)
  } catch (error) {
    throw unreadable(messageOf(error), hook)
  }
}

/** A string with the colon that follows a key, or a bracket. */
const jsonToken = /("(?:[^"\\]|\\.)*")(\s*:)?|[{}[\]]/g

/** The top-level keys of valid JSON, with the duplicates that `JSON.parse` hides. */
function topLevelKeys(json: string): readonly string[] {
  const keys: string[] = []
  let depth = 0
  for (const [token, text, colon] of json.matchAll(jsonToken)) {
    const isTopLevelKey = depth === 1 && colon !== undefined
    if (text === undefined) depth += token === '{' || token === '[' ? 1 : -1
    else if (isTopLevelKey) keys.push(JSON.parse(text))
  }
  return keys
}

function field<T>(
  top: JsonObject,
  hook: HookName,
  name: string,
  is: (value: unknown) => value is T
): T | undefined {
  const value = top[name]
  if (value === undefined || value === null) return undefined
  if (is(value)) return value
  throw unreadable(`field ${name} has the wrong type`, hook)
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value)
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number'
}

function isBoolean(value: unknown): value is boolean {
  return typeof value === 'boolean'
}
