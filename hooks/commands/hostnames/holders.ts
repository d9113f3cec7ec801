import { defined } from '../../defined.ts'
import { createOverlapIndex } from '../../hostname/overlap-index.ts'
import type { ReadObject } from '../cluster/cluster-reader.ts'
import { nameOf, textAt } from '../cluster/objects.ts'
import { secondsBetween, shortDuration } from '../terminal/durations.ts'
import { printableValue } from '../terminal/printable.ts'
import { type Screen, wrapped } from '../terminal/screen.ts'
import { byAge } from './find-request.ts'
import { summaryOf } from './summary.ts'

/** A claim on a hostname. Times are in RFC 3339. */
export type Holder = {
  claim: string
  hostname: string
  /** `namespace/name` of the request that the claim names. */
  request: string
  pool: string
  since?: string
  /** Since when no request stands behind the claim. */
  releasedAt?: string
  /** Since when the claim is being deleted. */
  goneSince?: string
}

/** A request that wants a hostname and does not hold it. */
export type Waiting = { request: string; pool: string; since?: string; reason?: string }

/** Who holds a hostname, who is in its way, and who waits for it: the oldest first. */
export type Holders = {
  hostname: string
  /** Why the hostnames that overlap this one are not known. */
  unread?: string
  holder?: Holder
  /** Holders in other namespaces whose hostname overlaps this one. */
  overlapping: readonly Holder[]
  waiting: readonly Waiting[]
}

/** The claims that could be read, and why these are not all. */
export type ClaimsSeen = { claims: readonly ReadObject[]; unread?: string }

/** Finds who holds a hostname and who waits for it. It is a pure function. */
export function holdersOf(
  hostname: string,
  { claims, unread }: ClaimsSeen,
  requests: readonly ReadObject[]
): Holders {
  const holders = claims.filter(claim => textAt(claim, 'spec', 'hostname') !== undefined)
  const own = holders.find(claim => textAt(claim, 'spec', 'hostname') === hostname)
  const uid = textAt(own, 'spec', 'requestRef', 'uid')
  const waiting = requests
    .filter(each => textAt(each, 'spec', 'hostname') === hostname && each.metadata.uid !== uid)
    .sort(byAge)
  return {
    hostname,
    ...defined({ unread }),
    ...(own && { holder: holderOf(own) }),
    overlapping: holders
      .filter(claim => claim !== own && overlaps(claim, hostname))
      .sort(byAge)
      .map(holderOf),
    waiting: waiting.map(request => {
      const { pool, reason } = summaryOf(request)
      const since = request.metadata.creationTimestamp
      return { request: nameOf(request), pool, ...defined({ since, reason }) }
    })
  }
}

/** Overlaps matter between namespaces only, so the hostname is given one that no claim has. */
function overlaps(claim: ReadObject, hostname: string): boolean {
  const index = createOverlapIndex()
  index.add({ hostname: textAt(claim, 'spec', 'hostname') ?? '', namespace: 'of the claim' })
  return index.conflictWith({ hostname, namespace: 'of the asker' }) !== undefined
}

function holderOf(claim: ReadObject): Holder {
  const [namespace = '', name = ''] = ['namespace', 'name'].map(field =>
    textAt(claim, 'spec', 'requestRef', field)
  )
  return {
    claim: claim.metadata.name,
    hostname: textAt(claim, 'spec', 'hostname') ?? '',
    request: `${namespace}/${name}`,
    pool: textAt(claim, 'spec', 'poolName') ?? '',
    ...defined({
      since: claim.metadata.creationTimestamp,
      releasedAt: textAt(claim, 'spec', 'releasedAt'),
      goneSince: claim.metadata.deletionTimestamp
    })
  }
}

/**
 * Holders as text.
 * @param now the time for durations, in RFC 3339
 */
export function holdersText(holders: Holders, screen: Screen, now: string): string {
  const { hostname, holder, overlapping, waiting, unread } = printableValue(holders)
  const age = (time: string | undefined) => shortDuration(secondsBetween(time, now) ?? 0)
  const lines = [
    holder === undefined
      ? `Nobody holds ${hostname}.`
      : `${hostname} is held by request ${holder.request} (pool ${holder.pool}) for ` +
        `${age(holder.since)}.`,
    ...(holder === undefined ? [] : fate(holder, age)),
    ...overlapping.map(
      ({ hostname: other, request, pool }) =>
        `${other} overlaps it: it is held by request ${request} (pool ${pool}).`
    ),
    ...(unread === undefined
      ? []
      : [`Whether another hostname overlaps it is not known: ${unread}`]),
    ...(waiting.length === 0
      ? ['No other request waits for it.']
      : ['These wait, the oldest first:'])
  ]
  const queue = waiting.map(
    ({ request, pool, since, reason }) =>
      `${request} (pool ${pool}), for ${age(since)}: ${reason ?? 'no answer yet'}`
  )
  const all = [
    ...lines.flatMap(line => wrapped(screen, line)),
    ...queue.flatMap(line => wrapped(screen, line, '  '))
  ]
  return `${all.join('\n')}\n`
}

function fate({ releasedAt, goneSince }: Holder, age: (time: string) => string): string[] {
  if (goneSince !== undefined) return [`It is being given up, for ${age(goneSince)}.`]
  if (releasedAt === undefined) return []
  return [
    `Its request is gone for ${age(releasedAt)}: it is kept until the grace of the pool ends.`
  ]
}
