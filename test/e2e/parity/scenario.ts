import type { JsonObject } from '../../../simulator/api-store/objects.ts'

/** What somebody does with kubectl in one step. Words of `kubectl` come without the namespace. */
export type Step = {
  says: string
  apply?: readonly JsonObject[]
  kubectl?: readonly string[]
}

/** Steps in a namespace of their own. After each, everything settles, and is compared. */
export type Scenario = { name: string; steps: readonly Step[] }

export const apiVersion = 'test.example.com/v1'

/** A parent. Its spec says what the hooks answer: see `answers.ts`. */
export function box(spec: JsonObject): JsonObject {
  return { apiVersion, kind: 'Box', metadata: { name: 'box' }, spec }
}

/** An object that the hooks did not ask for. */
export function object(kind: string, name: string, spec: JsonObject = {}, labels: object = {}) {
  return { apiVersion, kind, metadata: { name, labels }, spec }
}

/** A child in the spec of a Box. */
export function child(name: string, spec: JsonObject = {}, kind = 'Widget'): JsonObject {
  return { kind, name, spec }
}

/** Words of `kubectl patch` with a JSON patch. */
export function patch(what: string, ...operations: readonly JsonObject[]): readonly string[] {
  return ['patch', what, '--type=json', '-p', JSON.stringify(operations)]
}
