import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import Type from 'typebox'
import { hostnameProblem } from '../hostname/validity.ts'
import { type DomainClaim, domainClaimKind } from './domain-claim.ts'
import { type HostnameRequest, hostnameRequestKind } from './gateway-hostname-request.ts'
import { type GatewayPool, gatewayPoolKind } from './gateway-pool.ts'
import type { KubernetesObject } from './objects.ts'
import { countOnlyIfNeeded } from './quick-lengths.ts'
import type { Kind } from './schema.ts'

/**
 * The result of checking one object of our kinds. The API server may hold objects that do not match
 * the schema, because they were written under an older schema, or restored. Each object is checked
 * by itself before anything else reads it, so that an invalid object harms only itself.
 */
export type Reading<T> = { ok: true; value: T } | { ok: false; problem: string }

const strings = Type.Record(Type.String(), Type.String())

/** The fields of the metadata that the hooks rely on, in objects of all our kinds. */
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
const checkMetadata = ajv.compile(metadata)

/** Reads metadata and spec of a GatewayPool, with the CRD's defaults. Its status is not checked. */
export const readPool = reader<GatewayPool>(gatewayPoolKind)
const readClaimSpec = reader<DomainClaim>(domainClaimKind)
const readRequestSpec = reader<HostnameRequest>(hostnameRequestKind)

/**
 * Reads metadata and spec of a GatewayHostnameRequest. It also checks what the CEL rules of the CRD
 * say about hostnames. It does not check the status.
 */
export function readRequest(object: KubernetesObject): Reading<HostnameRequest> {
  const problem = problemOfHostname(object)
  if (problem !== undefined) return { ok: false, problem }
  return readRequestSpec(object)
}

/** Reads metadata and spec of a DomainClaim, and checks its hostname. The status is not checked. */
export function readClaim(object: KubernetesObject): Reading<DomainClaim> {
  const reading = readClaimSpec(object)
  if (!reading.ok) return reading
  const problem = problemOfHostname(object)
  return problem === undefined ? reading : { ok: false, problem }
}

/**
 * Says what is wrong with the hostname. If the hostname is not a string, the check of the schema
 * finds that.
 */
function problemOfHostname(object: KubernetesObject): string | undefined {
  const hostname = (object.spec as { hostname?: unknown } | null | undefined)?.hostname
  if (typeof hostname !== 'string') return undefined
  const problem = hostnameProblem(hostname)
  return problem === undefined ? undefined : `spec.hostname: ${problem}`
}

/**
 * Makes a function that checks metadata and spec of one kind. Defaults are set in a copy of the
 * spec; the object itself is not changed.
 */
function reader<T extends KubernetesObject>(kind: Kind): (object: KubernetesObject) => Reading<T> {
  const checkSpec = ajv.compile(kind.spec)
  const hasDefaults = JSON.stringify(kind.spec).includes('"default":')
  return object => {
    if (!checkMetadata(object.metadata))
      return { ok: false, problem: describeError('metadata', checkMetadata) }
    if (isTooDeep(object.spec)) return { ok: false, problem: 'spec: is nested too deeply' }
    const spec = hasDefaults ? copy(object.spec) : object.spec
    if (!checkSpec(spec)) return { ok: false, problem: describeError('spec', checkSpec) }
    return { ok: true, value: (hasDefaults ? { ...object, spec } : object) as T }
  }
}

function describeError(part: string, check: ValidateFunction): string {
  const error: ErrorObject | undefined = check.errors?.[0]
  if (error === undefined) return `${part}: cannot be read`
  const allowed = error.params.allowedValues
  const choices = Array.isArray(allowed) ? `: ${allowed.join(', ')}` : ''
  const path = `${part}${error.instancePath.replaceAll('/', '.')}`
  return `${path}: ${error.message ?? 'cannot be read'}${choices}`
}

/**
 * The schemas allow about eight levels. Deeper objects overflow the stack of code that recurses.
 */
const deepest = 32

/** Whether plain JSON is nested more than 32 levels deep. */
function isTooDeep(value: unknown, levels = deepest): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (levels === 0) return true
  for (const key in value)
    if (isTooDeep((value as Record<string, unknown>)[key], levels - 1)) return true
  return false
}

/**
 * Makes a deep copy of plain JSON. Ajv writes defaults into the value that it checks, so it has to
 * get a copy.
 */
function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copy)
  if (typeof value !== 'object' || value === null) return value
  const own: Record<string, unknown> = { ...value }
  for (const key of Object.keys(own)) own[key] = copy(own[key])
  return own
}
