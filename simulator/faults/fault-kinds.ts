/** What can go wrong while a schedule runs, each in a sentence. */
export const faultKinds = {
  hooksDieBeforeCall: 'the hooks die before an AWS call is sent',
  hooksDieAfterCall: 'the hooks die after an AWS call took its effect, before its answer came',
  hooksDieAfterAnswer: 'the hooks die after they have answered, and the answer is lost',
  requestLost: "Metacontroller's request does not reach the hooks",
  requestLate: "Metacontroller's request reaches the hooks late, even after its timeout",
  replyLost: 'the reply of the hooks is lost',
  replyLate: 'the reply of the hooks comes late, even after the timeout',
  awsThrottles: 'AWS throttles',
  awsFails: 'AWS answers with an internal error',
  awsDropsBefore: 'the connection to AWS breaks before the call has its effect',
  awsDropsAfter: 'the connection to AWS breaks after the call had its effect',
  awsSlow: 'a call to AWS takes its effect late, even after we have given it up',
  awsEmpty: 'AWS answers 200 with an empty body',
  listsLag: 'lists of AWS lag behind by half a minute',
  staleClaims: 'the cache of DomainClaims is stale',
  staleRequests: 'the cache of GatewayHostnameRequests is stale',
  staleChildren: 'the caches of Gateways, configurations, routes and denials are stale',
  statusConflicts: 'status writes lose their races, up to being given up',
  relatedDropped: 'events of related objects are dropped',
  writesSlow: 'writes to the API take seconds',
  loadBalancersSlow: 'the load balancer controller takes minutes'
} as const

export type FaultKind = keyof typeof faultKinds

/** How often each kind strikes, 0 to 1; kinds that are absent do not. */
export type FaultRates = { readonly [kind in FaultKind]?: number }
