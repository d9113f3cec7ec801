import { claimName } from '../../hostname/claim-name.ts'
import type { ClusterReader, Place, ReadObject } from '../cluster/cluster-reader.ts'
import { readObject } from '../cluster/cluster-reader.ts'
import { textAt } from '../cluster/objects.ts'
import { type Reading, readValue, tryToRead } from '../cluster/reading.ts'
import type { FoundHostname } from './find-request.ts'
import { paths } from './resources.ts'

/** All that the cluster has about one hostname. */
export type HostnameSeen = {
  hostname: string
  request?: ReadObject
  /** The claim on the hostname, which may belong to another request. */
  claim: Reading<ReadObject>
  /** The pool's refusal of the request. */
  denial: Reading<ReadObject>
  pool: Reading<ReadObject>
  /** The Gateway that the claim or the request names; absent while none is known. */
  gateway?: Reading<ReadObject>
}

/** Reads everything that belongs to one hostname. It changes nothing. */
export async function observeHostname(
  reader: ClusterReader,
  found: FoundHostname
): Promise<HostnameSeen> {
  const { request } = found
  const hostname = textAt(request ?? found.claim, 'spec', 'hostname') ?? ''
  const read = (path: string) => tryToRead(() => readObject(reader, path))
  const poolName = poolOf(request ?? found.claim)
  const [claim, denial, pool] = await Promise.all([
    read(paths.claims({ name: claimName(hostname) })),
    read(paths.denials({ name: request?.metadata.uid ?? 'none' })),
    read(paths.pools({ name: poolName }))
  ])
  const place = gatewayPlace(request, readValue(claim))
  return {
    hostname,
    ...(request && { request }),
    claim,
    denial,
    pool,
    ...(place && { gateway: await read(paths.gateways(place)) })
  }
}

/** The pool that a request or a claim names. `default` is the default of the CRD. */
export function poolOf(object: ReadObject | undefined): string {
  return textAt(object, 'spec', 'poolName') ?? 'default'
}

function gatewayPlace(request: ReadObject | undefined, claim: ReadObject | undefined) {
  const isOwn = request === undefined || isOf(claim, request)
  return (
    place(isOwn ? claim : undefined, 'spec', 'gatewayRef') ?? place(request, 'status', 'parentRef')
  )
}

function place(object: ReadObject | undefined, part: string, field: string): Place | undefined {
  const [namespace, name] = ['namespace', 'name'].map(key => textAt(object, part, field, key))
  return namespace === undefined || name === undefined ? undefined : { namespace, name }
}

/** Whether a claim holds its hostname for this very request. */
export function isOf(claim: ReadObject | undefined, request: ReadObject): boolean {
  const uid = textAt(claim, 'spec', 'requestRef', 'uid')
  return uid !== undefined && uid === request.metadata.uid
}
