import type { ObjectRef } from './objects.ts'

/** The body of Kubernetes' answer to a failed request. */
export type Status = {
  apiVersion: 'v1'
  kind: 'Status'
  status: 'Failure'
  message: string
  reason: string
  code: number
  details?: {
    group?: string
    kind?: string
    name?: string
    causes?: readonly { message: string }[]
  }
}

/** An error with the Status that a client of the API server would get. */
export type ApiError = Error & { status: Status }

type Named = Pick<ObjectRef, 'name'> & { group: string; kind: string; plural: string }

/** @param code - of HTTP */
export function apiError(
  code: number,
  reason: string,
  message: string,
  details?: Status['details']
): ApiError {
  const status: Status = {
    apiVersion: 'v1',
    kind: 'Status',
    status: 'Failure',
    message,
    reason,
    code
  }
  if (details !== undefined) status.details = details
  return Object.assign(new Error(message), { name: 'ApiError', status })
}

/**
 * Whether an error comes from the store. If a code is given, the error must also have this HTTP
 * code.
 */
export function isApiError(error: unknown, code?: number): error is ApiError {
  if (!(error instanceof Error) || error.name !== 'ApiError' || !('status' in error)) return false
  return code === undefined || (error as ApiError).status.code === code
}

/** Whether an error says that the object, its kind or its namespace does not exist. */
export function isNotFound(error: unknown): boolean {
  return isApiError(error, 404)
}

/**
 * Whether an error says that another client wrote first: the resourceVersion is outdated, or a
 * precondition failed.
 */
export function isConflict(error: unknown): boolean {
  return isApiError(error, 409) && error.status.reason === 'Conflict'
}

/** 404 for an object that does not exist. */
export function notFound(named: Named): ApiError {
  const { group, plural, name } = named
  return apiError(404, 'NotFound', `${resourceOf(named)} "${name}" not found`, {
    group,
    kind: plural,
    name
  })
}

/** 409 for the creation of an object that exists. */
export function alreadyExists(named: Named): ApiError {
  const { group, plural, name } = named
  return apiError(409, 'AlreadyExists', `${resourceOf(named)} "${name}" already exists`, {
    group,
    kind: plural,
    name
  })
}

/** 409 for a lost race or a failed precondition. */
export function conflict(named: Named, why: string): ApiError {
  const { group, plural, name } = named
  const message = `Operation cannot be fulfilled on ${resourceOf(named)} "${name}": ${why}`
  return apiError(409, 'Conflict', message, { group, kind: plural, name })
}

/** 422 for an object that violates its schema, its CEL rules or the API server's own checks. */
export function invalid(named: Named, problems: readonly string[]): ApiError {
  const { group, kind, name } = named
  const list = problems.length === 1 ? problems[0] : `[${problems.join(', ')}]`
  const resource = group === '' ? kind : `${kind}.${group}`
  const causes = problems.map(message => ({ message }))
  return apiError(422, 'Invalid', `${resource} "${name}" is invalid: ${list}`, {
    group,
    kind,
    name,
    causes
  })
}

/** 422 for a request that a policy denies. */
export function denied(named: Named, why: string): ApiError {
  const { group, kind, name } = named
  return apiError(422, 'Invalid', `${resourceOf(named)} "${name}" is forbidden: ${why}`, {
    group,
    kind,
    name
  })
}

function resourceOf({ group, plural }: Named): string {
  return group === '' ? plural : `${plural}.${group}`
}
