/** The object that an event is about. */
export type ObjectRef = {
  apiVersion: string
  kind: string
  name: string
  /** Absent for objects of the cluster. */
  namespace?: string
  uid: string
}

/** What an event says, before it has a name, a time and a place in a series. */
export type Happening = {
  type: 'Normal' | 'Warning'
  /** Why, in one word of the form `AliasMoved`: a reason of the catalogue, or what was done. */
  reason: string
  /** What the hooks did or tried when it happened, in one word. */
  action: Action
  /** For people. At most `longestNote` bytes. */
  note: string
  regarding: ObjectRef
  /** Another object that has to do with it. */
  related?: ObjectRef
}

/** What the hooks were doing when something happened. */
export type Action =
  | 'Admit'
  | 'Provision'
  | 'Repair'
  | 'Release'
  | 'HandOver'
  | 'Remove'
  | 'Observe'

/** Takes events, for sending them later. It returns at once, and never throws. */
export type TakeEvents = (happenings: readonly Happening[]) => void
