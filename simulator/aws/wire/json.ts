import { type AwsError, awsError } from './errors.ts'
import type { WireResponse } from './message.ts'

const contentType = { 'content-type': 'application/x-amz-json-1.1' }

/** The members of a JSON object, not yet checked. */
export type JsonObject = { readonly [name: string]: unknown }

/**
 * @param body - the body of a JSON 1.1 request
 * @returns the members of the body
 * @throws SerializationException if the body is not a JSON object
 */
export function parseJson(body: string): JsonObject {
  const parsed = tryParse(body === '' ? '{}' : body)
  if (!isObject(parsed))
    throw awsError('SerializationException', 'Start of structure or map found where not expected.')
  return parsed
}

function tryParse(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch (cause) {
    throw Object.assign(awsError('SerializationException', 'The request body is not valid JSON.'), {
      cause
    })
  }
}

/** Whether a value is an object with members. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** @returns the HTTP answer with these members, without the members that are `undefined` */
export function jsonResponse(content: object): WireResponse {
  return { status: 200, headers: contentType, body: JSON.stringify(content) }
}

/** @returns an error in ACM's format */
export function jsonError(error: AwsError): WireResponse {
  const body = JSON.stringify({ __type: error.code, message: error.message })
  return { status: error.status, headers: contentType, body }
}
