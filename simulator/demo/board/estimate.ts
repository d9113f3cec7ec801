import type { Row, StepState } from './row.ts'

/**
 * The weights of the steps, in the order of the conditions of a request. They are about the seconds
 * that each step takes in a demo whose waits are shortened. The request of the certificate waits
 * for its turn, its attachment for the load balancer, and all else for the polling of the hooks.
 */
const weights = [
  1, // Accepted
  1, // Claimed
  9, // CertificateRequested
  1, // DNSValidated
  5, // CertificateIssued
  8, // CertificateAttached
  1, // RouteAccepted; DNSAliasReady if the request has no route
  1 // DNSAliasReady
]

/** An estimate needs this share of the work done. Before that it would only be a guess. */
const leastShare = 0.15
/**
 * Once more than this share is done, there is no estimate: only stragglers are left. They wait
 * until the hooks look at ACM again, and the steps that are done do not tell when that is.
 */
const mostShare = 0.9

/** The share of the work that is done, from 0 to 1. A refusal is no work. */
export function shareDone(rows: readonly Row[]): number {
  const shares = rows.flatMap(row => {
    if (row.state === 'refused') return []
    if (row.state === 'going') return [0]
    return [row.state === 'under way' ? shareOf(row.steps) : 1]
  })
  if (shares.length === 0) return 0
  return shares.reduce((sum, share) => sum + share, 0) / shares.length
}

function shareOf(steps: readonly StepState[]): number {
  const weightOf = (index: number) => weights[index] ?? 1
  const total = steps.reduce((sum, _, index) => sum + weightOf(index), 0)
  const done = steps.reduce((sum, step, index) => sum + (step === 'done' ? weightOf(index) : 0), 0)
  return total === 0 ? 0 : done / total
}

/**
 * Estimates how many seconds are left, as if the rest went as fast as what is done.
 * @param elapsedSeconds - since the first row began
 * @returns `undefined` while too little is done, and for the last hostnames
 */
export function secondsLeft(rows: readonly Row[], elapsedSeconds: number): number | undefined {
  const share = shareDone(rows)
  if (share < leastShare || share > mostShare) return undefined
  return Math.max(1, Math.round((elapsedSeconds * (1 - share)) / share))
}
