import { existsSync } from 'node:fs'
import { apiVersion, group } from '../../../hooks/api/schema.ts'
import { kinds } from '../../../scripts/crds.ts'
import { asObject, type ObjectInput } from '../../api-store/objects.ts'
import { projectFolder, readManifests } from '../../cluster/manifests.ts'
import { controllerName } from '../../load-balancer-controller/types.ts'
import { UsageError } from '../arguments.ts'
import {
  classKind,
  isOf,
  type Kind,
  namespaceKind,
  type PoolInput,
  poolKind,
  poolsAmong,
  requestKind
} from '../kinds.ts'

/**
 * The objects to apply, in this order, and notes for the user about each difference between these
 * objects and the files.
 */
export type Input = { objects: readonly ObjectInput[]; notes: readonly string[] }

const examples = projectFolder('examples')
const examplePool = projectFolder('examples/02-pool.yaml')

const poolNote =
  'These files contain no GatewayPool, so the pool of examples/02-pool.yaml is applied first.'

/**
 * Reads YAML. Without files it reads the examples.
 * @throws {UsageError} if a file does not exist, cannot be read, or contains nothing for the hooks
 */
export function readInput(files: readonly string[]): Input {
  const missing = files.filter(file => !existsSync(file))
  if (missing.length > 0) throw new UsageError(`no such file: ${missing.join(', ')}`)
  const objects = read(files.length === 0 ? [examples] : files)
  refuseUnknownKinds(objects)
  const has = (kind: Kind) => objects.some(object => isOf(object, kind))
  if (!has(requestKind) && !has(poolKind) && files.length > 0)
    throw new UsageError(`no GatewayHostnameRequest and no GatewayPool in ${files.join(', ')}`)
  if (has(poolKind)) return { objects, notes: [] }
  return { objects: [...read([examplePool]), ...objects], notes: [poolNote] }
}

/**
 * Refuses the files if an object of our own API group has an unknown kind or version, because that
 * is a mistake. The message has the words of kubectl ("no matches for kind"). Objects of unknown
 * kinds in other API groups are skipped later.
 */
function refuseUnknownKinds(objects: readonly ObjectInput[]): void {
  const ofOurGroup = objects.filter(object => object.apiVersion.startsWith(`${group}/`))
  const isKnown = ({ apiVersion: version, kind }: ObjectInput) =>
    version === apiVersion && kinds.some(known => known.kind === kind)
  const unknown = ofOurGroup.find(object => !isKnown(object))
  if (unknown === undefined) return
  const known = kinds.map(({ kind }) => kind).join(', ')
  const { kind, apiVersion: version, metadata } = unknown
  throw new UsageError(
    `no matches for kind ${kind} in ${version} (${metadata.name}): ${apiVersion} has ${known}`
  )
}

function read(paths: readonly string[]): readonly ObjectInput[] {
  try {
    return readManifests(paths)
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

/**
 * Adds the GatewayClasses and namespaces that the objects use but do not contain. Sorts the objects
 * so that each comes after the objects that it needs.
 */
export function addMissing({ objects, notes }: Input): Input {
  const added = [...missingClasses(objects), ...missingNamespaces(objects)]
  const sorted = [...added, ...objects].sort((a, b) => rankOf(a) - rankOf(b))
  if (added.length === 0) return { objects: sorted, notes }
  const names = added.map(({ kind, metadata }) => `${kind} ${metadata.name}`)
  const note = `Created, because the files do not contain them: ${names.join(', ')}.`
  return { objects: sorted, notes: [...notes, note] }
}

const order = ['Namespace', 'GatewayClass', 'GatewayPool']

function rankOf({ kind }: ObjectInput): number {
  const rank = order.indexOf(kind)
  return rank === -1 ? order.length : rank
}

function missingClasses(objects: readonly ObjectInput[]): readonly ObjectInput[] {
  const wanted = poolsAmong(objects).flatMap(({ spec }) => spec.gatewayClassName ?? [])
  return without(wanted, namesOf(objects, classKind)).map(name => {
    return { ...classKind, metadata: { name }, spec: { controllerName } }
  })
}

function missingNamespaces(objects: readonly ObjectInput[]): readonly ObjectInput[] {
  const wanted = [
    ...poolsAmong(objects).flatMap(({ spec }) => spec.gatewayNamespace ?? []),
    ...objects.flatMap(({ metadata }) => metadata.namespace ?? [])
  ]
  const existing = ['default', ...namesOf(objects, namespaceKind)]
  return without(wanted, existing).map(name => ({ ...namespaceKind, metadata: { name } }))
}

function namesOf(objects: readonly ObjectInput[], kind: Kind): readonly string[] {
  return objects.filter(object => isOf(object, kind)).map(({ metadata }) => metadata.name)
}

/** The names that are not known, each once. */
function without(names: readonly string[], known: readonly string[]): readonly string[] {
  return [...new Set(names)].filter(name => !known.includes(name))
}

/**
 * Lowers `releaseGraceSeconds` of each pool to at most `seconds`. If `seconds` is `undefined`, all
 * pools stay as they are.
 */
export function shortenGrace({ objects, notes }: Input, seconds: number | undefined): Input {
  if (seconds === undefined) return { objects, notes }
  const tooLong = poolsAmong(objects).filter(pool => graceOf(pool) > seconds)
  const shortened = new Map<ObjectInput, ObjectInput>(
    tooLong.map(pool => [pool, withGrace(pool, seconds)])
  )
  const newNotes = tooLong.map(pool => {
    const change = `${graceOf(pool)} → ${seconds}`
    return `GatewayPool ${pool.metadata.name}: releaseGraceSeconds ${change}, for the demo.`
  })
  return {
    objects: objects.map(object => shortened.get(object) ?? object),
    notes: [...notes, ...newNotes]
  }
}

/** The CRD's default is 300. */
function graceOf({ spec }: PoolInput): number {
  return spec.releaseGraceSeconds ?? 300
}

function withGrace(pool: PoolInput, seconds: number): ObjectInput {
  return { ...pool, spec: { ...asObject(pool.spec), releaseGraceSeconds: seconds } }
}
