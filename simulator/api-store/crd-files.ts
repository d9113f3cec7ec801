import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { isObject, type JsonObject } from './objects.ts'
import type { CustomResourceDefinition } from './schema.ts'

/**
 * Reads all CustomResourceDefinitions from the YAML files of a folder; skips other documents.
 * @throws if the folder cannot be read or a file is not YAML
 */
export function readCrds(folder: string): readonly CustomResourceDefinition[] {
  const files = readdirSync(folder).filter(name => /\.ya?ml$/.test(name))
  return files.sort().flatMap(name => crdsIn(readFileSync(join(folder, name), 'utf8')))
}

/**
 * The CustomResourceDefinitions in a YAML text.
 * @throws if the text is not YAML
 */
export function crdsIn(yaml: string): readonly CustomResourceDefinition[] {
  return objectsIn(yaml).filter(
    ({ kind }) => kind === 'CustomResourceDefinition'
  ) as unknown as readonly CustomResourceDefinition[]
}

/**
 * All objects in a YAML text of one or more documents.
 * @throws if the text is not YAML
 */
export function objectsIn(yaml: string): readonly JsonObject[] {
  return parseAllDocuments(yaml).flatMap(document => {
    if (document.errors[0] !== undefined) throw document.errors[0]
    const value: unknown = document.toJS()
    return isObject(value) ? [value] : []
  })
}
