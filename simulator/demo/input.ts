import { existsSync } from 'node:fs'
import { apiVersion, group } from '../../hooks/api/schema.ts'
import { kinds } from '../../scripts/crds.ts'
import { asObject, type ObjectInput } from '../api-store/objects.ts'
import { projectFolder, readManifests } from '../cluster/manifests.ts'
import { controllerName } from '../load-balancer-controller/types.ts'
import { UsageError } from './arguments.ts'
import {
  classKind,
  isOf,
  namespaceKind,
  type PoolInput,
  poolKind,
  poolsAmong,
  requestKind
} from './kinds.ts'

/** What is applied, in this order, and what was added or changed beside the files, in words. */
export type Input = { objects: readonly ObjectInput[]; notes: readonly string[] }

const examples = projectFolder('examples')
const examplePool = projectFolder('examples/02-pool.yaml')

/**
 * Reads YAML: the examples where no file is named.
 * @throws {UsageError} naming the file that is not there or is not YAML of Kubernetes objects
 */
export function readInput(files: readonly string[]): Input {
  const missing = files.filter(file => !existsSync(file))
  if (missing.length > 0) throw new UsageError(`no such file: ${missing.join(', ')}`)
  const objects = files.length === 0 ? read([examples]) : read(files)
  refuseUnknownKinds(objects)
  const has = (kind: { apiVersion: string; kind: string }) =>
    objects.some(object => isOf(object, kind))
  if (!has(requestKind) && !has(poolKind) && files.length > 0)
    throw new UsageError(`no GatewayHostnameRequest and no GatewayPool in ${files.join(', ')}`)
  if (has(poolKind)) return { objects, notes: [] }
  const note =
    'There is no GatewayPool in these files: the one of examples/02-pool.yaml is applied before them.'
  return { objects: [...read([examplePool]), ...objects], notes: [note] }
}

/** What kubectl would call "no matches for kind": of our group a mistake, while others' kinds are left out. */
function refuseUnknownKinds(objects: readonly ObjectInput[]): void {
  const ours = objects.filter(object => object.apiVersion.startsWith(`${group}/`))
  const unknown = ours.find(
    ({ apiVersion: given, kind }) => given !== apiVersion || !kinds.some(k => k.kind === kind)
  )
  if (unknown === undefined) return
  const known = kinds.map(({ kind }) => kind).join(', ')
  const { kind, apiVersion: given, metadata } = unknown
  throw new UsageError(
    `no matches for kind ${kind} in ${given} (${metadata.name}): ${apiVersion} has ${known}`
  )
}

function read(paths: readonly string[]): readonly ObjectInput[] {
  try {
    return readManifests(paths)
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

/** Adds the GatewayClasses and namespaces that the objects need and lack, and sorts: what others need comes first. */
export function complete({ objects, notes }: Input): Input {
  const classes = missingClasses(objects)
  const namespaces = missingNamespaces(objects)
  const added = [...classes, ...namespaces]
  const all = [...added, ...objects].sort((a, b) => rankOf(a) - rankOf(b))
  if (added.length === 0) return { objects: all, notes }
  const names = added.map(({ kind, metadata }) => `${kind} ${metadata.name}`)
  return {
    objects: all,
    notes: [...notes, `Not in the files, so made for them: ${names.join(', ')}.`]
  }
}

const order = ['Namespace', 'GatewayClass', 'GatewayPool']

function rankOf({ kind }: ObjectInput): number {
  const rank = order.indexOf(kind)
  return rank === -1 ? order.length : rank
}

function missingClasses(objects: readonly ObjectInput[]): readonly ObjectInput[] {
  const wanted = poolsAmong(objects).flatMap(({ spec }) => spec.gatewayClassName ?? [])
  const there = objects
    .filter(object => isOf(object, classKind))
    .map(({ metadata }) => metadata.name)
  return without(wanted, there).map(name => ({
    ...classKind,
    metadata: { name },
    spec: { controllerName }
  }))
}

function missingNamespaces(objects: readonly ObjectInput[]): readonly ObjectInput[] {
  const wanted = [
    ...poolsAmong(objects).flatMap(({ spec }) => spec.gatewayNamespace ?? []),
    ...objects.flatMap(({ metadata }) => metadata.namespace ?? [])
  ]
  const there = objects
    .filter(object => isOf(object, namespaceKind))
    .map(({ metadata }) => metadata.name)
  return without(wanted, ['default', ...there]).map(name => ({
    ...namespaceKind,
    metadata: { name }
  }))
}

function without(names: readonly string[], known: readonly string[]): readonly string[] {
  return [...new Set(names)].filter(name => !known.includes(name))
}

/** Gives pools at most this release grace. */
export function shortenGrace({ objects, notes }: Input, seconds: number | undefined): Input {
  if (seconds === undefined) return { objects, notes }
  const changed = new Map(
    poolsAmong(objects)
      .filter(pool => graceOf(pool) > seconds)
      .map(pool => [
        pool as ObjectInput,
        { ...pool, spec: { ...asObject(pool.spec), releaseGraceSeconds: seconds } }
      ])
  )
  const words = [...changed.keys()].map(
    pool =>
      `GatewayPool ${pool.metadata.name}: releaseGraceSeconds ${graceOf(pool as PoolInput)} → ${seconds}, for the demo.`
  )
  return {
    objects: objects.map(object => changed.get(object) ?? object),
    notes: [...notes, ...words]
  }
}

/** The CRD's default is 300. */
function graceOf({ spec }: PoolInput): number {
  return spec.releaseGraceSeconds ?? 300
}
