import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseAllDocuments } from 'yaml'
import type { KubeObject } from '../api-store/objects.ts'

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
  return parseAllDocuments(readFileSync(file, 'utf8')).flatMap(document => {
    const [error] = document.errors
    if (error !== undefined) throw new Error(`${file}: ${error.message}`)
    const object: unknown = document.toJS()
    if (object === null || object === undefined) return []
    if (isObject(object)) return [object]
    const needs = 'apiVersion, kind and metadata.name'
    throw new Error(`${file}: a document is not a Kubernetes object: it needs ${needs}`)
  })
}

function isObject(value: unknown): value is KubeObject {
  const { apiVersion, kind, metadata } = (value ?? {}) as Partial<KubeObject>
  return (
    typeof apiVersion === 'string' && typeof kind === 'string' && typeof metadata?.name === 'string'
  )
}
