/** The object that an event is about. */
export type ObjectRef = {
  apiVersion: string
  kind: string
  name: string
  /** Absent for objects of the cluster. */
  namespace?: string
  uid: string
}

/**
 * An event as it is decided: what it says, and about which object. `send/` gives it a name and a
 * time, and counts it if it is a repetition.
 */
export type NewEvent = {
  type: 'Normal' | 'Warning'
  /** Why, in one word of the form `AliasMoved`: a reason of the catalogue, or what was done. */
  reason: string
  /** What the hooks did or tried when it happened, in one word. */
  action: EventAction
  /** For people. At most `longestNote` bytes. */
  note: string
  regarding: ObjectRef
  /** Another object that has to do with it. */
  related?: ObjectRef
}

/** What the hooks were doing when something happened. */
export type EventAction =
  | 'Admit'
  | 'Provision'
  | 'Repair'
  | 'Release'
  | 'HandOver'
  | 'Remove'
  | 'Observe'

/** Takes events, for sending them later. It returns at once, and never throws. */
export type TakeEvents = (events: readonly NewEvent[]) => void
