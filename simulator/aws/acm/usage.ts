import type { Account } from '../account.ts'

/** A load balancer's hold on a certificate; times are milliseconds since the epoch. */
type Hold = {
  readonly holder: string
  readonly certificate: string
  readonly since: number
  until: number | undefined
}

/** Who uses which certificate, and what ACM knows of it: InUseBy lags behind both ways. */
export type Usage = {
  readonly attach: (holder: string, certificate: string) => void
  readonly detach: (holder: string, certificate: string) => void
  /** What InUseBy shows at a time: arrivals are seen late, departures too. */
  readonly shownAt: (certificate: string, time: number) => readonly string[]
  /** Since when it has been in use without a break, undefined if it is not. */
  readonly heldSince: (certificate: string) => number | undefined
  /** Whether deletion is refused: while held in truth, or still shown. */
  readonly isHeld: (certificate: string) => boolean
}

/** @returns no holds yet */
export function createUsage({ clock, timings }: Account): Usage {
  const holds = new Map<string, Hold[]>()
  const of = (certificate: string) => holds.get(certificate) ?? []
  const current = (holder: string, certificate: string) =>
    of(certificate).find(hold => hold.holder === holder && hold.until === undefined)
  const shownAt = (certificate: string, time: number) => shown(of(certificate), time, timings)
  const heldNow = (certificate: string) => of(certificate).filter(hold => hold.until === undefined)
  return {
    attach: (holder, certificate) => {
      if (current(holder, certificate) !== undefined) return
      holds.set(certificate, [
        ...of(certificate),
        { holder, certificate, since: clock.now(), until: undefined }
      ])
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
