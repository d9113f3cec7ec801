import type { Account } from '../account.ts'

/** The time in which a load balancer uses a certificate, in milliseconds since the epoch. */
type Hold = {
  /** The ARN of the load balancer. */
  readonly holder: string
  readonly since: number
  until: number | undefined
}

/** The load balancers that use certificates. ACM's InUseBy shows both beginning and end late. */
export type Usage = {
  readonly attach: (holder: string, certificate: string) => void
  readonly detach: (holder: string, certificate: string) => void
  /** The load balancers that InUseBy shows at a time. */
  readonly shownAt: (certificate: string, time: number) => readonly string[]
  /**
   * Since when the certificate has been in use without a break, `undefined` if it is not in use.
   */
  readonly heldSince: (certificate: string) => number | undefined
  /** Whether ACM refuses to delete it: while it is in use, or InUseBy still shows that it is. */
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
