/**
 * Every reason that a condition can carry, with what it means and what to do. This is the catalogue
 * that the README shows; a reason exists only here.
 */
export const reasons = {
  Ready: { means: 'Everything is in place.', todo: 'Nothing.' },
  Done: { means: 'This step is done.', todo: 'Nothing.' },

  // Answers of the pool to a request
  Accepted: { means: 'The pool serves this hostname.', todo: 'Nothing.' },
  WaitingForPool: { means: 'The pool has not answered yet.', todo: 'Wait a minute.' },
  NoAnswerFromPool: {
    means: 'A minute has passed without an answer from the pool.',
    todo: 'Look whether the GatewayPool in spec.poolName exists (`kubectl get gatewaypools`) and what its events say; who may not see pools asks the platform team.'
  },
  Invalid: {
    means: 'The request does not have the form it must have.',
    todo: 'Correct what the message names.'
  },
  DomainNotAllowed: {
    means: 'The hostname is in no domain of the pool.',
    todo: 'Use a domain that the message lists, or ask the platform team to add yours to the pool.'
  },
  ApexNotAllowed: {
    means: 'The hostname is a domain itself, and the pool forbids that.',
    todo: 'Use a name below it, or ask for `apexHostname: Allow`.'
  },
  WildcardNotAllowed: {
    means: 'The pool forbids wildcards in this domain.',
    todo: 'Ask for single hostnames, or for `wildcardHostnames: Allow`.'
  },
  NamespaceNotAllowed: {
    means: 'This namespace may not use the domain.',
    todo: "Ask the platform team; the pool's selector names the labels that a namespace needs."
  },
  QuotaExceeded: {
    means: 'The namespace has as many hostnames in this domain as it may have.',
    todo: 'Delete a request that is not needed (it counts until its release is over), or ask for a larger quota.'
  },
  HostnameTaken: {
    means: 'Another request holds the hostname: first come, first served.',
    todo: 'Choose another one. It becomes yours by itself if the holder gives it up.'
  },
  HostnameOverlaps: {
    means: 'A wildcard and a name that it covers would belong to different namespaces.',
    todo: 'Choose a name outside the wildcard, or ask the platform team, which sees whose it is.'
  },
  PoolFull: {
    means: 'No Gateway of the pool has room.',
    todo: 'Ask the platform team to raise spec.capacity of the pool.'
  },
  PoolDeleting: {
    means: 'The pool is being deleted and takes no hostnames any more.',
    todo: 'Make the request again with another poolName; the platform team says which.'
  },

  WaitingForEarlierStep: {
    means: 'A step before this one is not done yet.',
    todo: 'Look at the first condition that is not True.'
  },

  // The certificate
  ZoneNotFound: {
    means: 'The hosted zone of the domain does not exist in this AWS account.',
    todo: 'The platform team corrects hostedZoneID of the domain in the pool.'
  },
  ZoneIsPrivate: {
    means: 'ACM cannot validate through a private hosted zone.',
    todo: 'The platform team sets validationZoneID of the domain to the public zone.'
  },
  HostnameOutsideZone: {
    means: 'The hosted zone is of another domain.',
    todo: 'The platform team corrects hostedZoneID of the domain in the pool.'
  },
  NameDelegatedAway: {
    means:
      'NS records in the hosted zone delegate the name to other name servers, so records here have no effect.',
    todo: 'The platform team points the domain to the zone that it is delegated to, or removes the NS records.'
  },
  Released: {
    means: 'No request stands behind the hostname any more, so no certificate is requested for it.',
    todo: 'Nothing; or make the request again before the grace is over, and it goes on.'
  },
  RequestingCertificate: { means: 'A certificate is being requested from ACM.', todo: 'Wait.' },
  CertificateFailed: {
    means: 'ACM refused the certificate; the message has its reason.',
    todo: 'CAA_ERROR: allow amazon.com in the CAA records of the domain. Then it is tried again by itself, less and less often.'
  },
  CertificateAttemptsExhausted: {
    means: 'So many certificates have failed that no further one is requested.',
    todo: "Mend the cause; the next is requested by itself at the time that the message names. If that is too late, delete the request then and make it again once: each time costs one of the account's yearly certificates."
  },
  CertificateGone: {
    means: 'The certificate was deleted outside; another one is requested.',
    todo: 'Wait.'
  },
  CertificateExpired: {
    means: 'The certificate has expired or was revoked; another one is requested.',
    todo: 'Wait.'
  },
  WaitingForACM: { means: 'ACM has not answered yet with what is needed next.', todo: 'Wait.' },
  CreatingValidationRecord: { means: "ACM's validation record is being written.", todo: 'Wait.' },
  ValidationRecordInTheWay: {
    means: "Another record stands where ACM's validation record has to be.",
    todo: 'Remove the record that the message names.'
  },
  ValidationPending: {
    means: 'ACM has not yet seen the validation record.',
    todo: 'Usually minutes. After half an hour: look whether the public DNS answers that CNAME.'
  },

  RenewalOverdue: {
    means: 'The certificate ends soon and ACM has not renewed it.',
    todo: 'Look whether the public DNS answers the validation CNAME of status.certificate of the DomainClaim.'
  },
  CertificateNotIssued: {
    means: 'A later step waits for the certificate.',
    todo: 'Look at CertificateIssued.'
  },

  // The load balancer
  WaitingForGateway: {
    means: 'The load balancer is being built or changed.',
    todo: 'Wait: three minutes for a new one.'
  },
  GatewayClassMissing: {
    means: 'No controller has taken up the Gateway.',
    todo: 'The platform team looks whether the GatewayClass exists and the AWS Load Balancer Controller runs.'
  },
  ConfigurationDeleting: {
    means:
      'The configuration of the load balancer is being deleted, which nothing takes back: its certificates cannot change.',
    todo: 'The platform team deletes the Gateway too, when an outage of some minutes suits its hostnames; both are made anew.'
  },
  GatewayBlocked: {
    means:
      'The AWS Load Balancer Controller refuses the Gateway; the conditions of the pool have its words.',
    todo: 'The platform team mends what they name: often one HTTPRoute that it cannot translate.'
  },
  GatewayHasNoAddress: { means: 'The Gateway has no load balancer yet.', todo: 'Wait.' },
  UnknownRegion: {
    means: 'The zone id of load balancers in this region is not known.',
    todo: 'The platform team sets albHostedZoneID in the pool.'
  },
  GatewayFull: {
    means:
      'The Gateway holds more hostnames than it may since its capacity was lowered, and takes no further certificate.',
    todo: 'The platform team raises spec.capacity.maxHostnamesPerGateway of the pool, or has hostnames of that Gateway given up.'
  },
  RegionMismatch: {
    means:
      'The certificate and the load balancer are in different regions, so one cannot use the other.',
    todo: 'The platform team sets AWS_REGION of the hooks right, or makes a pool with spec.region; then delete the request, wait until its DomainClaim is gone, and make it again.'
  },
  WaitingForAttachment: {
    means: 'The load balancer does not carry the certificate yet.',
    todo: 'Wait.'
  },

  // The alias
  CreatingAlias: { means: 'The alias record is being written.', todo: 'Wait.' },
  MovingAlias: { means: 'The alias record is being changed.', todo: 'Wait.' },
  AliasPending: {
    means: 'Route 53 is spreading the change to its servers.',
    todo: 'Wait a minute.'
  },
  ForeignRecord: {
    means: 'A record that is not ours stands at the hostname.',
    todo: 'Remove it; the message names it. We never overwrite or delete what is not ours.'
  },
  HeldByAnotherCluster: {
    means: 'The hostname belongs to another cluster: its ownership TXT record says so.',
    todo: 'Give it up there first.'
  },
  RecordKeepsChanging: {
    means: 'Something else keeps changing our record back.',
    todo: 'Find it (another controller, a script) and stop it; then it is repaired within the hour.'
  },

  // AWS itself
  AWSAccessDenied: {
    means: 'AWS refuses the call that the message names.',
    todo: 'The platform team gives the hooks the permission (see the IAM policy in the README).'
  },
  AWSThrottled: {
    means: 'The account makes more calls than AWS allows.',
    todo: 'Wait: it is tried again by itself.'
  },
  AWSUnavailable: {
    means: 'AWS does not answer as it should.',
    todo: 'Wait: it is tried again by itself.'
  },
  AWSQuotaExceeded: {
    means: 'A quota of the AWS account is used up.',
    todo: 'The platform team raises the quota that the message names.'
  },
  AWSRejected: {
    means: 'AWS calls the request wrong; the message has its words.',
    todo: 'Tell the platform team.'
  },

  // Giving up a hostname
  Deleting: { means: 'Records and certificate are being removed.', todo: 'Wait.' },
  CertificateInUse: {
    means: 'Something still uses the certificate, so ACM does not delete it.',
    todo: 'If the message names something other than our load balancer, detach the certificate there.'
  },

  // A request's own route
  RouteAccepted: { means: 'The HTTPRoute is attached to the Gateway.', todo: 'Nothing.' },
  RoutePending: { means: 'No controller has looked at the HTTPRoute yet.', todo: 'Wait.' },
  RouteRejected: {
    means:
      'The HTTPRoute is not accepted, or refers to what is not there; the message has the reason.',
    todo: 'Correct spec.route, or make the Service that it names, with that port.'
  },

  // Pools
  GatewaysReady: { means: 'All Gateways of the pool are ready.', todo: 'Nothing.' },
  CapacityAvailable: { means: 'There is room for more hostnames.', todo: 'Nothing.' },
  ClaimsOutsideAllowlist: {
    means: 'Hostnames are held that the allowlist no longer covers; they keep working.',
    todo: 'Put their domain back, or have their requests deleted.'
  },
  ClaimsLeft: {
    means: 'The pool cannot go while hostnames are held.',
    todo: 'Delete the requests that the message counts; then it goes by itself.'
  },
  ForeignListeners: {
    means:
      'Somebody else has applied listeners that the pool wants to remove; they are closed, and stay.',
    todo: 'Take those that the message names out of the Gateway: `kubectl edit gateway`.'
  },
  ClaimsStuck: {
    means: 'Hostnames are being given up for more than ten minutes.',
    todo: 'Look at the conditions of the claims that the message names: `kubectl describe domainclaim`.'
  },
  UnreadableObjects: {
    means: 'Objects of the pool cannot be read; they are kept as they are.',
    todo: 'Look at those that the message names.'
  }
} as const satisfies Record<string, { means: string; todo: string }>

/** A reason of a condition: a key of the catalogue. */
export type Reason = keyof typeof reasons

/** Whether a value is a reason of the catalogue: what is read from other objects may hold anything. */
export function isReason(value: unknown): value is Reason {
  return typeof value === 'string' && Object.hasOwn(reasons, value)
}
