import type { Kind } from './kinds.ts'
import { getOrCreate, type KubeObject } from './objects.ts'

export type Stored = { kind: Kind; object: KubeObject }

/** Finds the objects of all kinds by uid, by owner and by namespace. */
export type ObjectIndex = {
  add: (stored: Stored) => void
  remove: (stored: Stored) => void
  byUid: (uid: string) => Stored | undefined
  /** The objects that have an owner reference with this uid. */
  dependentsOf: (uid: string) => readonly Stored[]
  inNamespace: (namespace: string) => readonly Stored[]
}

type ByUid = Map<string, Stored>

/** Makes an empty index. */
export function createObjectIndex(): ObjectIndex {
  const byUid: ByUid = new Map()
  const byOwner = new Map<string, ByUid>()
  const byNamespace = new Map<string, ByUid>()

  /** All maps that this object belongs into. */
  function mapsOf({ object }: Stored): readonly ByUid[] {
    const { namespace, ownerReferences = [] } = object.metadata
    const ofOwners = ownerReferences.map(({ uid }) => getOrCreate(byOwner, uid, createMap))
    const ofNamespace =
      namespace === undefined ? [] : [getOrCreate(byNamespace, namespace, createMap)]
    return [byUid, ...ofOwners, ...ofNamespace]
  }

  return {
    add: stored => {
      for (const map of mapsOf(stored)) map.set(stored.object.metadata.uid, stored)
    },
    remove: stored => {
      for (const map of mapsOf(stored)) map.delete(stored.object.metadata.uid)
    },
    byUid: uid => byUid.get(uid),
    dependentsOf: uid => [...(byOwner.get(uid)?.values() ?? [])],
    inNamespace: namespace => [...(byNamespace.get(namespace)?.values() ?? [])]
  }
}

function createMap(): ByUid {
  return new Map()
}
