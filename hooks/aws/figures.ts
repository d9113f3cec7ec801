/** What is left of a budget of AWS calls, now. */
export type BudgetFigures = {
  service: 'acm' | 'route53'
  region: string
  /** Absent if all operations of the service share the budget. */
  operation?: string
  /** How many calls could be sent at once. */
  left: number
  callsPerSecond: number
  /** Calls that wait for their slot, and callers that were told to come back. */
  waiting: number
}

/** The last listing of all certificates in one region. */
export type ListingFigures = {
  region: string
  /** When the listing began (ms). */
  asOf: number
  /** When each issued certificate ends (ms), by ARN. */
  notAfter: ReadonlyMap<string, number>
}

/** ACM's year in one region. */
export type YearFigures = {
  region: string
  /** Certificates that were requested within 365 days, as far as this process knows. */
  requested: number
  /** How many the account may request. */
  perYear: number
}

/** The last reading of a whole hosted zone. */
export type ZoneFigures = { zone: string; asOf: number; records: number }

/**
 * What this process knows of AWS now, for metrics. What was not read yet is absent: a process that
 * has just started knows nothing.
 */
export type AWSFigures = {
  budgets: readonly BudgetFigures[]
  listings: readonly ListingFigures[]
  years: readonly YearFigures[]
  zones: readonly ZoneFigures[]
}
