import type { ReadObject } from './cluster-reader.ts'

/** Objects of one kind to delete, by the plural and group of the kind. */
export type Deletion = { resource: string; objects: readonly ReadObject[] }

/** The only changes that commands make to a cluster. */
export type ClusterWriter = {
  /**
   * Asks for the deletion of objects, in the background, and does not wait until they are gone.
   * Objects that are gone already are no failure.
   * @returns what the API server refused, in its words
   */
  remove: (deletion: Deletion) => Promise<readonly string[]>
}
