import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Document, parseAllDocuments } from 'yaml'
import type { KubeObject } from '../api-store/objects.ts'
import { messageOf } from '../engine/errors.ts'

/**
 * The absolute path of a folder of this repository, whose path is given from the repository's root.
 */
export function projectFolder(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url))
}

/**
 * Reads the objects in YAML files.
 * @param paths - paths of files or folders. Of a folder, all YAML files are read in the order of
 * their names.
 * @throws if a file is not YAML, or a document is not a Kubernetes object; the error names the file
 */
export function readManifests(paths: readonly string[]): KubeObject[] {
  return paths.flatMap(filesOf).flatMap(readFile)
}

function filesOf(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path]
  const names = readdirSync(path).filter(name => /\.ya?ml$/.test(name))
  return names.sort().map(name => join(path, name))
}

function readFile(file: string): KubeObject[] {
  const documents = parseAllDocuments(readFileSync(file, 'utf8'))
  return documents.flatMap((document, index) => {
    const place = documents.length === 1 ? file : `${file}, document ${index + 1}`
    const [error] = document.errors
    if (error !== undefined) throw new Error(`${place}: ${error.message}`)
    return objectsIn(toJS(document, place), place)
  })
}

/** Some errors of YAML, such as an alias of nothing, show only when the values are made. */
function toJS(document: Document, place: string): unknown {
  try {
    return document.toJS()
  } catch (error) {
    throw new Error(`${place}: ${messageOf(error)}`)
  }
}

/** The object of a document, the items of a list, or nothing if the document is empty. */
function objectsIn(value: unknown, place: string): KubeObject[] {
  if (value === null || value === undefined) return []
  if (isList(value))
    return value.items.flatMap((item, index) => objectsIn(item, `${place}, item ${index + 1}`))
  if (isObject(value)) return [value]
  const needs = 'apiVersion, kind and metadata.name'
  throw new Error(`${place}: this is not a Kubernetes object: it needs ${needs}`)
}

/** A list as `kubectl get -o yaml` writes it: `kind: List`, or a list of one kind. */
function isList(value: unknown): value is { items: readonly unknown[] } {
  const { apiVersion, kind, items } = value as Partial<KubeObject> & { items?: unknown }
  const isNamedList = typeof kind === 'string' && kind.endsWith('List')
  return typeof apiVersion === 'string' && isNamedList && Array.isArray(items)
}

function isObject(value: unknown): value is KubeObject {
  const { apiVersion, kind, metadata } = (value ?? {}) as Partial<KubeObject>
  return (
    typeof apiVersion === 'string' && typeof kind === 'string' && typeof metadata?.name === 'string'
  )
}
