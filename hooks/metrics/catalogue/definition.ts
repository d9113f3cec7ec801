/** One metric: everything that its documentation and its code have in common. */
export type Definition<Labels extends string = string> = {
  name: string
  type: 'counter' | 'gauge' | 'histogram'
  /** What the metric counts or shows, in one sentence. Prometheus shows it. */
  help: string
  labels: readonly Labels[]
  /** Upper bounds of the buckets of a histogram. */
  buckets?: readonly number[]
  /** When the metric has no series, for the documentation. If it always has, this is absent. */
  absent?: string
}

const prefix = 'gateway_orchestrator_'

type Words<Labels extends string> = {
  labels?: readonly Labels[]
  absent?: string
}

/** A number of events since the process started. */
export function counter<Labels extends string = never>(
  name: string,
  help: string,
  { labels = [], ...rest }: Words<Labels> = {}
) {
  return { name: `${prefix}${name}`, type: 'counter', help, labels, ...rest } as const
}

/** A state, as it is when Prometheus asks. */
export function gauge<Labels extends string = never>(
  name: string,
  help: string,
  { labels = [], ...rest }: Words<Labels> = {}
) {
  return { name: `${prefix}${name}`, type: 'gauge', help, labels, ...rest } as const
}

/** How often values fell below each bound since the process started. */
export function histogram<Labels extends string = never>(
  name: string,
  help: string,
  { labels = [], ...rest }: Words<Labels> & { buckets: readonly number[] }
) {
  return { name: `${prefix}${name}`, type: 'histogram', help, labels, ...rest } as const
}
