import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { namespaceKind } from '../../../simulator/demo/kinds.ts'
import { request } from './objects.ts'

/** A request that the pool of the examples refuses, as its annotation expects. */
const refused = request('mine', 'mine.example.org', 'DomainNotAllowed')
/** A request that becomes Ready. */
const served = {
  ...request('mine', 'mine.apps.example.com'),
  metadata: { namespace: 'mine', name: 'mine' }
}

/** Writes manifests of a user: a hostname that is served, and one that is refused. */
export function ownManifests(folder: string): string {
  return writeManifests(folder, [served, refused])
}

/** Writes manifests of a user whose only hostname is refused, as expected. It settles at once. */
export function ownRefusedManifests(folder: string): string {
  return writeManifests(folder, [refused])
}

function writeManifests(folder: string, requests: readonly object[]): string {
  const file = join(folder, 'my.yaml')
  const objects = [{ ...namespaceKind, metadata: { name: 'mine' } }, ...requests]
  writeFileSync(file, objects.map(object => JSON.stringify(object)).join('\n---\n'))
  return file
}
