import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import Type from 'typebox'
import { hostnameProblem } from '../hostname/validity.ts'
import type { DomainClaim } from './domain-claim.ts'
import { domainClaimKind } from './domain-claim.ts'
import type { HostnameRequest } from './gateway-hostname-request.ts'
import { hostnameRequestKind } from './gateway-hostname-request.ts'
import type { GatewayPool } from './gateway-pool.ts'
import { gatewayPoolKind } from './gateway-pool.ts'
import type { KubernetesObject } from './objects.ts'
import { countOnlyIfNeeded } from './quick-lengths.ts'
import type { Kind } from './schema.ts'

/**
 * Objects of our kinds as they come from the API server may be of an older schema, restored, or broken
 * by hand. Each is checked by itself before anything reads it, so that a bad one harms only itself.
 */
export type Reading<T> = { ok: true; value: T } | { ok: false; problem: string }

const strings = Type.Record(Type.String(), Type.String())

/** What we rely on in anybody's metadata. */
const metadata = Type.Object({
  name: Type.String({ minLength: 1 }),
  namespace: Type.Optional(Type.String({ minLength: 1 })),
  uid: Type.String({ minLength: 1, maxLength: 64 }),
  creationTimestamp: Type.Optional(Type.String()),
  deletionTimestamp: Type.Optional(Type.String()),
  labels: Type.Optional(strings),
  annotations: Type.Optional(strings)
})

const ajv = countOnlyIfNeeded(new Ajv({ useDefaults: true, strictTypes: false }))
ajv.addVocabulary([
  'x-kubernetes-validations',
  'x-kubernetes-list-type',
  'x-kubernetes-list-map-keys',
  'x-kubernetes-map-type'
])
ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/)
const metadataIsFine = ajv.compile(metadata)

/** Reads a GatewayPool: its spec, with the CRD's defaults. The status is not looked at. */
export const readPool = reader<GatewayPool>(gatewayPoolKind)
const readClaimSpec = reader<DomainClaim>(domainClaimKind)
const readRequestSpec = reader<HostnameRequest>(hostnameRequestKind)

/** Reads a GatewayHostnameRequest, with the rules on hostnames that are CEL in the CRD. */
export function readRequest(object: KubernetesObject): Reading<HostnameRequest> {
  const wrong = problemOfHostname(object)
  if (wrong !== undefined) return { ok: false, problem: wrong }
  return readRequestSpec(object)
}

/** Reads a DomainClaim's metadata and spec. Its status is as untrusted as before. */
export function readClaim(object: KubernetesObject): Reading<DomainClaim> {
  const reading = readClaimSpec(object)
  if (!reading.ok) return reading
  const wrong = problemOfHostname(object)
  return wrong === undefined ? reading : { ok: false, problem: wrong }
}

/** Words on a hostname that is a string but no good; other types are left to the schema. */
function problemOfHostname(object: KubernetesObject): string | undefined {
  const hostname = (object.spec as { hostname?: unknown } | null | undefined)?.hostname
  if (typeof hostname !== 'string') return undefined
  const problem = hostnameProblem(hostname)
  return problem === undefined ? undefined : `spec.hostname: ${problem}`
}

/** A reader of one kind: checks metadata and spec, fills in defaults (if it has any) in a copy, changes nothing else. */
function reader<T extends KubernetesObject>(kind: Kind): (object: KubernetesObject) => Reading<T> {
  const specIsFine = ajv.compile(kind.spec)
  const hasDefaults = JSON.stringify(kind.spec).includes('"default":')
  return object => {
    if (!metadataIsFine(object.metadata))
      return { ok: false, problem: inWords('metadata', metadataIsFine) }
    const spec = hasDefaults ? copy(object.spec) : object.spec
    if (!specIsFine(spec)) return { ok: false, problem: inWords('spec', specIsFine) }
    return { ok: true, value: (hasDefaults ? { ...object, spec } : object) as T }
  }
}

function inWords(part: string, check: ValidateFunction): string {
  const error: ErrorObject | undefined = check.errors?.[0]
  if (error === undefined) return `${part}: cannot be read`
  const allowed = error.params.allowedValues
  const choices = Array.isArray(allowed) ? `: ${allowed.join(', ')}` : ''
  return `${part}${error.instancePath.replaceAll('/', '.')}: ${error.message ?? 'cannot be read'}${choices}`
}

/** A deep copy of plain JSON; ajv writes defaults into what it checks, and a request is not ours to change. */
function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copy)
  if (typeof value !== 'object' || value === null) return value
  const own: Record<string, unknown> = { ...value }
  for (const key of Object.keys(own)) own[key] = copy(own[key])
  return own
}
