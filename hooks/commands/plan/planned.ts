import type { Versions } from '../cluster/hooks-version.ts'
import type { Advice } from '../explain/story.ts'

/**
 * - served: the hostname becomes Ready, unless something changes meanwhile
 * - refused: the pool refuses the request
 * - stuck: the pool serves the request, but something else keeps it from Ready
 * - invalid: the API server refuses the manifest
 */
export type Outcome = 'served' | 'refused' | 'stuck' | 'invalid'

/** What one request of a manifest will get. */
export type PlannedHostname = {
  /** `namespace/name`. */
  request: string
  hostname: string
  pool: string
  outcome: Outcome
  /** Why it does not become Ready; absent if it is served. */
  advice?: Advice
  /** Whether the hostname is new, is there already, or is taken over from another request. */
  change?: 'new' | 'there already' | 'taken over'
  gateway?: string
  /** The Gateway does not exist yet: the pool makes it, and with it a load balancer. */
  isNewGateway?: boolean
  certificate?: string
  /** The records that it gets, and the zone of each. */
  records: readonly string[]
  /** Other names that are concerned: wildcards, and what they answer for. */
  concerns: readonly string[]
  /** What the hooks say that they would do in AWS, or why they were not asked. */
  aws: { asked: boolean; says: readonly string[] }
}

/** What a manifest will get. */
export type Plan = {
  hostnames: readonly PlannedHostname[]
  /** Objects of the manifest that a plan says nothing about, such as `Deployment shop/web`. */
  ignored: readonly string[]
  /** If the hooks are of another version than this program, which has made the plan. */
  versions?: Versions
}
