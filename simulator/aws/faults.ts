import type { Addressed } from './throttle.ts'

/** Why a certificate fails, as in ACM's API reference. */
export type FailureReason =
  | 'ADDITIONAL_VERIFICATION_REQUIRED'
  | 'CAA_ERROR'
  | 'DOMAIN_NOT_ALLOWED'
  | 'DOMAIN_VALIDATION_DENIED'
  | 'INVALID_PUBLIC_DOMAIN'
  | 'OTHER'

/** Something that goes wrong with one call. */
export type Fault =
  | {
      readonly do: 'error'
      readonly code: string
      readonly status?: number
      readonly message?: string
    }
  | { readonly do: 'throttle' }
  /** Status 200 with a body that is not the answer: `''`, `'{}'` or HTML (a proxy, a captive portal). */
  | { readonly do: 'replace'; readonly body: string }
  | { readonly do: 'drop' }
  | { readonly do: 'delay'; readonly milliseconds: number }

/** Before: the call takes no effect (a delay: takes it late). After: it took effect, only the answer suffers. */
export type FaultPlan = { readonly before?: Fault; readonly after?: Fault }

/** What a fault hook can go by. */
export type FaultCall = Addressed & {
  /** Counted from 1 since the start. */
  readonly number: number
  readonly hostname?: string
  readonly zone?: string
}

/** Decides on one call: undefined lets it pass. */
export type FaultHook = (call: FaultCall) => FaultPlan | undefined

/** Fault injection. */
export type Faults = {
  /** Asks the hook about every call; the first hook with a plan wins. Returns a function that takes it out again. */
  readonly use: (hook: FaultHook) => () => void
  /** One call of this operation meets the plan, `times` calls in all. */
  readonly next: (operation: string, plan: FaultPlan, times?: number) => () => void
  /** Certificates that are requested for this hostname from now on end as FAILED. */
  readonly failCertificates: (hostname: string, reason: FailureReason) => void
  /** Takes one hostname's failure away; certificates that failed stay failed. */
  readonly mendCertificates: (hostname: string) => void
  /** Takes out all hooks and failures. */
  readonly clear: () => void
  /** For the embedded AWS itself. */
  readonly plan: FaultHook
  /** For the embedded AWS itself. */
  readonly failureOf: (hostname: string) => FailureReason | undefined
}

/** @returns no faults yet */
export function createFaults(): Faults {
  const hooks = new Set<FaultHook>()
  const failures = new Map<string, FailureReason>()
  const use = (hook: FaultHook) => {
    hooks.add(hook)
    return () => void hooks.delete(hook)
  }
  return {
    use,
    next: (operation, plan, times = 1) => use(limited(operation, plan, times)),
    failCertificates: (hostname, reason) => void failures.set(hostname.toLowerCase(), reason),
    mendCertificates: hostname => void failures.delete(hostname.toLowerCase()),
    clear: () => {
      hooks.clear()
      failures.clear()
    },
    plan: call => firstPlan(hooks, call),
    failureOf: hostname => failures.get(hostname)
  }
}

function limited(operation: string, plan: FaultPlan, times: number): FaultHook {
  let left = times
  return call => {
    if (left === 0 || call.operation !== operation) return undefined
    left -= 1
    return plan
  }
}

function firstPlan(hooks: Iterable<FaultHook>, call: FaultCall): FaultPlan | undefined {
  for (const hook of hooks) {
    const plan = hook(call)
    if (plan !== undefined) return plan
  }
  return undefined
}
