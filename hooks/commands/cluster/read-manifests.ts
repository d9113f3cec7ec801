import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { parseAllDocuments } from 'yaml'
import { fieldOf } from '../../api/field-of.ts'
import type { ReadObject } from './cluster-reader.ts'
import { ReadFailure } from './read-failure.ts'

/**
 * The objects in files, in their order: YAML or JSON, lists included. Of a folder, all such files
 * in the order of their names. `-` is the standard input.
 * @throws {ReadFailure} if a file cannot be read, or has something else in it
 */
export async function readManifests(
  paths: readonly string[],
  stdin: NodeJS.ReadableStream
): Promise<ReadObject[]> {
  const objects: ReadObject[] = []
  for (const path of paths.flatMap(filesOf))
    objects.push(...objectsOf(path, path === '-' ? await text(stdin) : contentOf(path)))
  return objects
}

function filesOf(path: string): string[] {
  if (path === '-' || !attempt(path, () => statSync(path).isDirectory())) return [path]
  const names = attempt(path, () => readdirSync(path)).filter(name => /\.(ya?ml|json)$/.test(name))
  return names.sort().map(name => join(path, name))
}

function contentOf(path: string): string {
  return attempt(path, () => readFileSync(path, 'utf8'))
}

function objectsOf(path: string, content: string): ReadObject[] {
  return parseAllDocuments(content).flatMap(document => {
    const [error] = document.errors
    if (error !== undefined) throw new ReadFailure('unreachable', `${path}: ${error.message}`)
    return flattened(
      path,
      attempt(path, () => document.toJS() as unknown)
    )
  })
}

function flattened(path: string, value: unknown): ReadObject[] {
  if (value === null || value === undefined) return []
  const items = fieldOf(value, 'items')
  if (`${fieldOf(value, 'kind')}`.endsWith('List') && Array.isArray(items))
    return items.flatMap(item => flattened(path, item))
  const isNamed = typeof fieldOf(fieldOf(value, 'metadata'), 'name') === 'string'
  if (isNamed && typeof fieldOf(value, 'kind') === 'string') return [value as ReadObject]
  throw new ReadFailure('unreachable', `${path}: an object needs kind and metadata.name`)
}

function attempt<T>(path: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'it cannot be read'
    throw new ReadFailure('unreachable', `${path}: ${reason}`)
  }
}
