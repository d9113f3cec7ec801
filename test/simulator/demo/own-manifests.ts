import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { aNamespace, aRequest } from '../../helpers/flow-objects.ts'
import { expecting } from './objects.ts'

/** A request that the pool of the examples refuses, as its annotation expects. */
const refused = expecting('DomainNotAllowed', aRequest('mine', 'foreign', 'mine.example.org'))
/** A request that becomes Ready. */
const served = aRequest('mine', 'mine', 'mine.apps.example.com')

/** Writes manifests of a user: a hostname that is served, and one that is refused. */
export function ownManifests(folder: string): string {
  return writeManifests(folder, [aNamespace('mine'), served, refused])
}

/** Writes manifests of a user whose only hostname is refused, as expected. It settles at once. */
export function ownRefusedManifests(folder: string): string {
  return writeManifests(folder, [aNamespace('mine'), refused])
}

/** Writes objects as one YAML file. @returns its path */
export function writeManifests(folder: string, objects: readonly object[]): string {
  const file = join(folder, 'my.yaml')
  writeFileSync(file, objects.map(object => JSON.stringify(object)).join('\n---\n'))
  return file
}
