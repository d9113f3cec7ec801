import type { Account } from '../account.ts'

/**
 * The time during which a load balancer uses a certificate, in milliseconds since the epoch.
 * `until` is `undefined` while the use lasts.
 */
type Hold = {
  /** The ARN of the load balancer. */
  readonly holder: string
  readonly since: number
  until: number | undefined
}

/**
 * Which load balancers use which certificates. ACM's InUseBy lags behind: it shows the beginning of
 * a use `attachLag` late, and its end `detachLag` late.
 */
export type Usage = {
  readonly attach: (holder: string, certificate: string) => void
  readonly detach: (holder: string, certificate: string) => void
  /** Returns the ARNs of the load balancers that InUseBy shows at this time. */
  readonly shownAt: (certificate: string, time: number) => readonly string[]
  /**
   * Returns since when the certificate is attached to a load balancer that still uses it. If there
   * are several, it returns the earliest time; if there is none, `undefined`.
   */
  readonly heldSince: (certificate: string) => number | undefined
  /**
   * Whether ACM refuses to delete the certificate. ACM refuses while a load balancer uses it, and
   * while InUseBy still shows a load balancer that used it.
   */
  readonly isHeld: (certificate: string) => boolean
}

export function createUsage({ clock, timings }: Account): Usage {
  const holds = new Map<string, Hold[]>()
  const holdsOn = (certificate: string) => holds.get(certificate) ?? []
  const heldNow = (certificate: string) =>
    holdsOn(certificate).filter(hold => hold.until === undefined)
  const current = (holder: string, certificate: string) =>
    heldNow(certificate).find(hold => hold.holder === holder)
  const shownAt = (certificate: string, time: number) => shown(holdsOn(certificate), time, timings)
  return {
    attach: (holder, certificate) => {
      if (current(holder, certificate) !== undefined) return
      const hold = { holder, since: clock.now(), until: undefined }
      holds.set(certificate, [...holdsOn(certificate), hold])
    },
    detach: (holder, certificate) => {
      const hold = current(holder, certificate)
      if (hold !== undefined) hold.until = clock.now()
    },
    shownAt,
    heldSince: certificate => minimum(heldNow(certificate).map(hold => hold.since)),
    isHeld: certificate =>
      heldNow(certificate).length > 0 || shownAt(certificate, clock.now()).length > 0
  }
}

function shown(
  holds: readonly Hold[],
  time: number,
  lags: { attachLag: number; detachLag: number }
): string[] {
  const visible = holds.filter(
    ({ since, until }) =>
      since + lags.attachLag <= time && (until === undefined || time < until + lags.detachLag)
  )
  return [...new Set(visible.map(hold => hold.holder))]
}

function minimum(times: readonly number[]): number | undefined {
  return times.length === 0 ? undefined : Math.min(...times)
}
