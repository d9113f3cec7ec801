import { headerOf, type WireRequest } from './message.ts'

/** The region of a request without a signature, such as a request of curl. The SDK always signs. */
const defaultRegion = 'us-east-1'

/**
 * @param request - a request that is signed with AWS Signature Version 4
 * @returns the region in the credential scope of the signature, which is
 * `Credential=<key>/<date>/<region>/<service>/aws4_request`
 */
export function regionOf(request: WireRequest): string {
  const header = headerOf(request.headers, 'authorization') ?? ''
  return /Credential=[^/,\s]+\/\d{8}\/([a-z0-9-]+)\//.exec(header)?.[1] ?? defaultRegion
}
