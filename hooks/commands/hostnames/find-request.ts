import { claimName } from '../../hostname/claim-name.ts'
import {
  type ClusterReader,
  listAll,
  type ReadObject,
  readObject
} from '../cluster/cluster-reader.ts'
import { textAt } from '../cluster/objects.ts'
import { ReadFailure } from '../cluster/read-failure.ts'
import { CommandEnd, exitCodes } from '../terminal/command-end.ts'
import { paths } from './resources.ts'

/** Which hostname is meant: the name of a request, or a hostname. */
export type Wanted = { name: string; namespace: string }

/** What was found for a name. At least one of the two is there. */
export type FoundHostname = { request?: ReadObject; claim?: ReadObject }

/**
 * Finds the request that a person means: `NAME` in a namespace, `NAMESPACE/NAME`, or a hostname.
 * A hostname without a request in the namespace is looked for in all namespaces, as far as the
 * person may read them. It can also have a claim only, because its request was deleted.
 * @throws {CommandEnd} if there is neither
 * @throws {ReadFailure} if requests cannot be read
 */
export async function findHostname(reader: ClusterReader, wanted: Wanted): Promise<FoundHostname> {
  const [, namespace = wanted.namespace, name = wanted.name] =
    /^([^/]+)\/([^/]+)$/.exec(wanted.name) ?? []
  const named = await orMissing(readObject(reader, paths.requests({ namespace, name })))
  if (named !== undefined) return { request: named }
  if (wanted.name.includes('.') && !wanted.name.includes('/')) return findByHostname(reader, wanted)
  throw notFound(`There is no GatewayHostnameRequest ${name} in namespace ${namespace}.`)
}

async function findByHostname(
  reader: ClusterReader,
  { name: hostname, namespace }: Wanted
): Promise<FoundHostname> {
  const claim = await unlessDenied(readObject(reader, paths.claims({ name: claimName(hostname) })))
  const requests = await requestsFor(reader, hostname, namespace)
  const holder = textAt(claim, 'spec', 'requestRef', 'uid')
  const request = requests.find(({ metadata }) => metadata.uid === holder) ?? requests[0]
  if (request !== undefined) return { request }
  if (claim !== undefined) return { claim }
  throw notFound(
    `Nothing asks for ${hostname}, as far as you may look: kubectl hostname who ${hostname}`
  )
}

/** Requests for a hostname, the oldest first: in all namespaces, else in the one namespace. */
async function requestsFor(reader: ClusterReader, hostname: string, namespace: string) {
  const all = await unlessDenied(listAll(reader, paths.requests()))
  const requests = all ?? (await listAll(reader, paths.requests({ namespace })))
  return requests.filter(each => textAt(each, 'spec', 'hostname') === hostname).sort(byAge)
}

/** Orders objects by their age, the oldest first. */
export function byAge({ metadata: a }: ReadObject, { metadata: b }: ReadObject): number {
  const ages = [a, b].map(({ creationTimestamp = '~', uid = '' }) => `${creationTimestamp} ${uid}`)
  return (ages[0] ?? '') < (ages[1] ?? '') ? -1 : 1
}

async function orMissing<T>(reading: Promise<T>): Promise<T | undefined> {
  return unless(reading, ['missing'])
}

async function unlessDenied<T>(reading: Promise<T>): Promise<T | undefined> {
  return unless(reading, ['missing', 'denied'])
}

async function unless<T>(reading: Promise<T>, kinds: readonly string[]): Promise<T | undefined> {
  try {
    return await reading
  } catch (error) {
    if (error instanceof ReadFailure && kinds.includes(error.kind)) return undefined
    throw error
  }
}

function notFound(message: string): CommandEnd {
  return new CommandEnd(exitCodes.notFound, message)
}
