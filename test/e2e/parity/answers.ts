import {
  asList,
  asObject,
  type JsonObject,
  type KubeObject
} from '../../../simulator/api-store/objects.ts'
import { apiVersion } from './scenario.ts'

type Groups = { [group: string]: { [key: string]: KubeObject } }

/** The body of a hook request, as far as the hooks here read it. */
export type HookBody = { parent: KubeObject; children?: Groups; related?: Groups }

export type Reply = { status: number; headers?: Record<string, string>; body: unknown }

/**
 * Answers as the spec of the parent says: `children` are desired, `related` are the rules of
 * customize, and `answer` is a special answer. The status lists what was observed.
 * @param isFirst - whether this hook is called for this generation of the parent the first time
 */
export function answer(hook: string, body: HookBody, isFirst: boolean): Reply {
  const { spec = {} } = body.parent
  if (hook === 'customize') return ok({ relatedResources: asList(spec.related) })
  const observed = keysOf(body.children)
  const status = { hook, observed, related: keysOf(body.related) }
  if (hook === 'finalize') return ok({ status, children: [], finalized: observed.length === 0 })
  const children = asList(spec.children).map(asObject).map(toChild)
  switch (spec.answer) {
    case 'empty':
      return ok({})
    case 'unknown field':
      return ok({ status, children, unheardOf: true })
    case 'status 500':
      return { status: 500, body: 'on purpose' }
    case '429 once':
      return isFirst
        ? { status: 429, headers: { 'retry-after': '1' }, body: '' }
        : ok({ status, children })
    case 'again once':
      return ok({ status, children, ...(isFirst ? { resyncAfterSeconds: 1 } : {}) })
    default:
      return ok({ status, children })
  }
}

function ok(body: JsonObject): Reply {
  return { status: 200, body }
}

function keysOf(groups: Groups = {}): readonly string[] {
  return Object.entries(groups)
    .flatMap(([group, objects]) => Object.keys(objects).map(key => `${group} ${key}`))
    .toSorted()
}

function toChild({ kind, name, spec }: JsonObject): JsonObject {
  return { apiVersion, kind, metadata: { name }, spec }
}
