import type { PoolDomain } from '../../api/gateway-pool.ts'
import type { Observation } from '../observe/observe.ts'
import type { SeenClaim } from '../observe/read-claims.ts'
import type { SeenRequest } from '../observe/read-requests.ts'
import type { DomainAccess } from './domain-access.ts'
import type { Held } from './held.ts'
import type { Ledger } from './ledger.ts'
import type { Shares } from './shares.ts'

/** A request that the admission checks judge. */
export type Candidate = {
  request: SeenRequest
  /** The domain of the pool that covers the hostname. */
  domain: PoolDomain
  /**
   * The existing claim that the request would take over. A request with a predecessor is a
   * successor. A request without one is a newcomer: it would get a new claim.
   */
  predecessor?: Pick<Held, 'blockedBy' | 'nestedIn'>
}

/** What the admission checks know beside the request. */
export type AdmissionContext = {
  seen: Observation
  ledger: Ledger
  access: DomainAccess
  shares: Shares
  /** Claims that are being deleted, by the uid of the request that each claim names. */
  terminatingByRequest: ReadonlyMap<string, SeenClaim>
  /**
   * The claims that the deletion brake holds back. Absent while successors are judged: what is held
   * back is decided after that.
   */
  heldBack?: readonly Held[]
}
