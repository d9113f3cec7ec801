import type { Condition } from '../../hooks/api/objects.ts'

/** What kstatus says of an object. NotFound and Unknown do not occur for objects that are read. */
export type Verdict = 'Terminating' | 'InProgress' | 'Failed' | 'Current'

type Judged = {
  metadata: { generation?: number; deletionTimestamp?: string }
  status?: unknown
}

/**
 * The rules of kstatus (sigs.k8s.io/cli-utils, `pkg/kstatus`) for kinds that it does not know. Helm
 * 4, Flux and kpt wait by them. The first row that fits decides.
 *
 * | object                                                           | verdict     |
 * |------------------------------------------------------------------|-------------|
 * | has a deletionTimestamp                                          | Terminating |
 * | has generation and observedGeneration, and they differ           | InProgress  |
 * | the first True one of Reconciling and Stalled is Reconciling     | InProgress  |
 * | the first True one of Reconciling and Stalled is Stalled         | Failed      |
 * | Ready is False or Unknown                                        | InProgress  |
 * | none of these; also an object without a status or conditions     | Current     |
 */
export function verdictOf({ metadata, status }: Judged): Verdict {
  const { observedGeneration, conditions = [] } = (status ?? {}) as {
    observedGeneration?: number
    conditions?: readonly Condition[]
  }
  if (metadata.deletionTimestamp !== undefined) return 'Terminating'
  if (
    metadata.generation !== undefined &&
    (observedGeneration ?? metadata.generation) !== metadata.generation
  )
    return 'InProgress'
  const first = conditions.find(
    ({ type, status }) => status === 'True' && (type === 'Reconciling' || type === 'Stalled')
  )
  if (first !== undefined) return first.type === 'Stalled' ? 'Failed' : 'InProgress'
  const ready = conditions.find(({ type }) => type === 'Ready')
  return ready === undefined || ready.status === 'True' ? 'Current' : 'InProgress'
}
