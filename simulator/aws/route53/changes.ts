import { defined } from '../../../hooks/defined.ts'
import type { Account } from '../account.ts'
import { awsError } from '../wire/errors.ts'

/** An accepted change batch. */
export type AcceptedChange = {
  readonly id: string
  readonly submittedAt: number
  readonly comment: string | undefined
}

/** The accepted change batches of the account. */
export type Changes = {
  readonly accept: (comment?: string) => AcceptedChange
  /** Throws NoSuchChange. */
  readonly get: (id: string) => AcceptedChange
  /** The `ChangeInfo` of Route 53's answers. */
  readonly render: (change: AcceptedChange) => object
}

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'

export function createChanges({ clock, random, timings }: Account): Changes {
  const changes = new Map<string, AcceptedChange>()
  const accept = (comment?: string) => {
    const change = { id: `C${random.text(20, alphabet)}`, submittedAt: clock.now(), comment }
    changes.set(change.id, change)
    return change
  }
  const get = (id: string) => {
    const change = changes.get(id)
    if (change === undefined)
      throw awsError('NoSuchChange', `Could not find resource with ID: ${id}`, 404)
    return change
  }
  const render = ({ id, submittedAt, comment }: AcceptedChange) => ({
    Id: `/change/${id}`,
    Status: clock.now() - submittedAt >= timings.changeSync ? 'INSYNC' : 'PENDING',
    SubmittedAt: new Date(submittedAt).toISOString(),
    ...defined({ Comment: comment })
  })
  return { accept, get, render }
}
