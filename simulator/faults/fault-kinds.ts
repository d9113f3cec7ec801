/**
 * The kinds of faults that can strike while a schedule runs, each described by a sentence. The name
 * of a kind also names its stream of random choices. So to rename a kind changes when it strikes.
 */
export const faultKinds = {
  hooksDieBeforeCall: 'the hooks die before they send an AWS call',
  hooksDieAfterCall: 'the hooks die after an AWS call took effect and before its response came',
  hooksDieAfterAnswer: 'the hooks die after they have answered, and the answer is lost',
  requestLost: "Metacontroller's request does not reach the hooks",
  requestLate: "Metacontroller's request reaches the hooks late, even after its timeout",
  replyLost: 'the reply of the hooks is lost',
  replyLate: 'the reply of the hooks comes late, even after the timeout',
  awsThrottles: 'AWS throttles a call',
  awsFails: 'AWS answers with an internal error',
  awsDropsBefore: 'the connection to AWS breaks before the call takes effect',
  awsDropsAfter: 'the connection to AWS breaks after the call took effect',
  awsSlow: 'a call to AWS takes effect late, even after the hooks have given it up',
  awsEmpty: 'AWS answers 200 with a body that holds no response',
  listsLag: 'lists of AWS lag behind by half a minute',
  staleClaims: 'the cache of DomainClaims is stale',
  staleRequests: 'the cache of GatewayHostnameRequests is stale',
  staleChildren: 'the caches of Gateways, configurations, routes and denials are stale',
  statusConflicts: 'status writes meet conflicts, until they are given up',
  relatedDropped: 'events of related objects are dropped',
  writesSlow: 'writes to the API take seconds',
  loadBalancersSlow: 'the load balancer controller takes minutes'
} as const

export type FaultKind = keyof typeof faultKinds

/** The probability of each kind, 0 to 1. Kinds that are absent never strike. */
export type FaultRates = { readonly [kind in FaultKind]?: number }
