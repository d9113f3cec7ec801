import { fieldOf } from '../../api/field-of.ts'
import { textOf } from '../../text/text-of.ts'
import type { Observation } from '../observe/observe.ts'
import { readSpent, type Spent, unknown } from '../observe/spent-certificates.ts'
import { amountAt, attemptsOf, countSpent, yearMs } from './count-spent.ts'

/**
 * How many of a year's certificates namespaces may spend: request, and leave behind when the
 * hostname goes. The numbers are parts of the year's certificates (5,000 by default), 2,500 of
 * which may exist at a time.
 * - spendable: all namespaces together may spend a fifth, 1,000. In a year, half of it comes back,
 *   so at most 1,500 go in a year. With the 2,500 that exist they make 4,000. The last fifth is for
 *   people and other programs.
 * - eachOfRest: a namespace may spend a quarter of what all others have left. So one alone may
 *   spend 200 of 1,000, five of them 111 each, and something is always left for the next one.
 * - little: a namespace that has spent fewer than this, 10, passes always, however much others have
 *   spent.
 */
const parts = { spendable: 0.2, eachOfRest: 0.25, little: 0.002 }

/**
 * The most that one namespace takes from the others: what it may spend if it is alone. If it has
 * spent more, because all its hostnames went at once, the rest is not taken from others.
 */
const aloneOfSpendable = parts.eachOfRest / (1 + parts.eachOfRest)

const hourMs = 3_600_000

/** A namespace that has used up its share. */
export type UsedUp = {
  namespace: string
  /** How many certificates it had spent when it last spent one. */
  certificates: number
  /** When it may have the next hostname (ms), a full hour. */
  comesBackAt: number
}

/** What namespaces have spent of the certificates of a year, and who has to wait. */
export type Shares = {
  /** The count of this pool, for its status. */
  spent: readonly Spent[]
  /** Namespaces that have used up their share, the greatest first. */
  usedUp: ReadonlyMap<string, UsedUp>
}

/** Finds the namespaces that have used up their share of the certificates of a year. */
export function openShares(seen: Observation): Shares {
  const spent = countSpent(seen)
  const all = [...spent, ...ofOtherPools(seen), ...ofFailedCertificates(seen)]
  const byNamespace = Map.groupBy(all, ({ namespace }) => namespace)
  const account = { byNamespace, perYear: seen.certificatesPerYear }
  const limit = limitAt(account, seen.now)
  const over = [...byNamespace].filter(
    ([namespace, entries]) => namespace !== unknown && !passes(entries, seen.now, limit)
  )
  const usedUp = over.map(([namespace, entries]) => ({
    namespace,
    certificates: Math.ceil(entries.reduce((sum, { certificates }) => sum + certificates, 0)),
    comesBackAt: comesBackAt(account, entries, seen.now)
  }))
  usedUp.sort((a, b) => b.certificates - a.certificates || (a.namespace < b.namespace ? -1 : 1))
  return { spent, usedUp: new Map(usedUp.map(entry => [entry.namespace, entry])) }
}

/** What was spent through the other pools whose certificates are in the same region. */
function ofOtherPools({ otherPools, region, defaultRegion }: Observation): Spent[] {
  const inRegion = otherPools.filter(
    ({ spec }) => (fieldOf(spec, 'region') ?? defaultRegion) === region
  )
  return inRegion.flatMap(({ status }) => readSpent(status) ?? [])
}

/** The ended certificates of claims that live. Each of them is followed by another request. */
function ofFailedCertificates({ claims }: Observation): Spent[] {
  return claims.flatMap(({ terminating, namespace, object }) => {
    const certificate = fieldOf(object.status, 'certificate')
    const certificates = attemptsOf(certificate)
    const asOf = Date.parse(textOf(fieldOf(fieldOf(certificate, 'ended'), 'at')))
    if (terminating || certificates === 0 || Number.isNaN(asOf)) return []
    return { namespace, certificates, asOf, deletedThen: 0 }
  })
}

type Account = { byNamespace: ReadonlyMap<string, readonly Spent[]>; perYear: number }

/** How much each namespace may have spent at a time (ms). */
function limitAt({ byNamespace, perYear }: Account, time: number): number {
  const spendable = parts.spendable * perYear
  let left = spendable
  for (const [namespace, entries] of byNamespace) {
    // Each pool that has lost count guesses the same certificates of the account.
    const amounts = entries.map(entry => amountAt(entry, time))
    const amount = namespace === unknown ? Math.max(...amounts) : sumOf(amounts)
    left -= namespace === unknown ? amount : Math.min(amount, aloneOfSpendable * spendable)
  }
  return Math.max(1, parts.little * perYear, parts.eachOfRest * left)
}

function sumOf(amounts: readonly number[]): number {
  return amounts.reduce((sum, amount) => sum + amount, 0)
}

/** Whether a namespace that has spent this may have one more hostname. */
function passes(entries: readonly Spent[], time: number, limit: number): boolean {
  return sumOf(entries.map(entry => amountAt(entry, time))) + 1 <= limit
}

/**
 * The first full hour at which a namespace may have one more hostname if nobody spends more until
 * then. A year after its last deletion it has spent nothing any more, so this always comes. The
 * hour changes only when somebody spends.
 */
function comesBackAt(account: Account, entries: readonly Spent[], now: number): number {
  let waits = Math.floor(now / hourMs)
  let is = Math.ceil((Math.max(...entries.map(({ asOf }) => asOf)) + yearMs) / hourMs)
  while (is - waits > 1) {
    const middle = Math.floor((waits + is) / 2)
    const time = middle * hourMs
    if (passes(entries, time, limitAt(account, time))) is = middle
    else waits = middle
  }
  return is * hourMs
}
