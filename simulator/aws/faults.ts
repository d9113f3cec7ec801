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
  /** Status 200 with another body: `''`, `'{}'`, or a proxy's HTML. */
  | { readonly do: 'replace'; readonly body: string }
  | { readonly do: 'drop' }
  | { readonly do: 'delay'; readonly milliseconds: number }

/**
 * The faults of one call. A fault `before` comes before the operation: the call takes no effect,
 * or, if the fault is a delay, takes effect late. A fault `after` comes after the operation: the
 * call has taken effect, and only its answer is replaced, lost or late.
 */
export type FaultPlan = { readonly before?: Fault; readonly after?: Fault }

/** What a fault hook knows about a call. */
export type FaultCall = Addressed & {
  /** The number of the call, counted from 1 since the start. */
  readonly number: number
  readonly hostname?: string
  readonly zone?: string
}

/** Decides which faults one call gets. `undefined` means that this hook has none for the call. */
export type FaultHook = (call: FaultCall) => FaultPlan | undefined

/** Fault injection. */
export type Faults = {
  /**
   * Adds a hook that is asked about every call. If several hooks have faults for a call, the hook
   * that was added first decides. Returns a function that removes this hook.
   */
  readonly use: (hook: FaultHook) => () => void
  /**
   * Applies the plan to the next `times` calls of this operation; `times` is 1 by default. Returns
   * a function that ends it.
   */
  readonly next: (operation: string, plan: FaultPlan, times?: number) => () => void
  /** Certificates that are requested for this hostname from now on become FAILED. */
  readonly failCertificates: (hostname: string, reason: FailureReason) => void
  /** Ends `failCertificates` for a hostname. Certificates that have failed stay FAILED. */
  readonly mendCertificates: (hostname: string) => void
  /** Removes all hooks and failures. */
  readonly clear: () => void
  /** Only for the embedded AWS itself. */
  readonly plan: FaultHook
  /** Only for the embedded AWS itself. */
  readonly failureOf: (hostname: string) => FailureReason | undefined
}

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
