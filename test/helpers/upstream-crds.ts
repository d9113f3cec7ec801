import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import type { JsonObject } from '../../simulator/api-store/objects.ts'
import type { CustomResourceDefinition } from '../../simulator/api-store/schema.ts'

/**
 * The folder with the CRDs of Gateway API, the AWS Load Balancer Controller and Metacontroller;
 * `undefined` if the environment does not name it.
 */
const upstreamFolder = process.env.UPSTREAM_CRDS

/** For tap's `skip`: why tests against these CRDs do not run, or `false` if they run. */
export const skipWithoutUpstream: false | string =
  upstreamFolder === undefined
    ? 'UPSTREAM_CRDS, a folder with the CRDs of other projects, is not set'
    : false

/** All CRDs in this folder; none if it is not set. */
export function loadUpstreamCrds(): readonly CustomResourceDefinition[] {
  if (upstreamFolder === undefined) return []
  const files = readdirSync(upstreamFolder).filter(file => file.endsWith('.yaml'))
  return files.flatMap(file => readDocuments<CustomResourceDefinition>(join(upstreamFolder, file)))
}

/** The documents of a YAML file. @throws on YAML that is not well-formed */
export function readDocuments<T = JsonObject>(file: string | URL): T[] {
  return parseAllDocuments(readFileSync(file, 'utf8')).flatMap(document => {
    if (document.errors[0] !== undefined) throw document.errors[0]
    return document.contents === null ? [] : [document.toJS() as T]
  })
}
