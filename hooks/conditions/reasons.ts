/**
 * The catalogue of all reasons that a condition can carry; no reason is defined elsewhere. `means`
 * says what the reason means, and `todo` says what to do about it. The README shows this catalogue.
 *
 * `todo` has to be complete: `advise` appends it to the message, and the message does not repeat
 * it.
 */
export const reasons = {
  Ready: { means: 'Everything is in place.', todo: 'Nothing.' },
  Done: { means: 'This step is done.', todo: 'Nothing.' },

  // Answers of the pool to a request
  Accepted: { means: 'The pool serves this hostname.', todo: 'Nothing.' },
  WaitingForPool: { means: 'The pool has not answered yet.', todo: 'Wait a minute.' },
  NoAnswerFromPool: {
    means: 'The pool has not answered for a minute.',
    todo:
      'Check that the pool in spec.poolName exists, and read its conditions and events: ' +
      '`kubectl describe gatewaypool NAME`. If you may not see pools, ask the platform team.'
  },
  Invalid: {
    means: 'The object has a field that is not valid.',
    todo: 'Correct the field that the message names.'
  },
  DomainNotAllowed: {
    means: 'The hostname is not in a domain of the pool.',
    todo:
      'Use a hostname in one of the domains that the message lists, or ask the platform team ' +
      'to add your domain to the pool.'
  },
  ApexNotAllowed: {
    means: 'The hostname is the domain itself, which the pool does not give away.',
    todo:
      'Use a hostname below the domain, or ask the platform team to set `apexHostname: Allow` ' +
      'for the domain.'
  },
  WildcardNotAllowed: {
    means: 'The pool does not allow wildcards in this domain.',
    todo:
      'Make one request for each hostname, or ask the platform team to set ' +
      '`wildcardHostnames: Allow` for the domain.'
  },
  NamespaceNotAllowed: {
    means: 'This namespace may not use the domain.',
    todo: 'Ask the platform team to give the namespace the labels that the message names.'
  },
  QuotaExceeded: {
    means: 'The namespace has all the hostnames that it may have in this domain.',
    todo:
      'Delete a request that you no longer need (its hostname counts until its release is ' +
      'over), or ask the platform team to raise `maxHostnamesPerNamespace` of the domain.'
  },
  ShareUsedUp: {
    means:
      'The namespace has used up its share of the certificates that the AWS account may request ' +
      'in a year. Each hostname that is made anew needs one.',
    todo:
      'Keep this request: it gets its hostname by itself once the share comes back. Keep ' +
      'hostnames instead of making new ones, or ask the platform team for a wildcard, which ' +
      'needs one certificate for many hostnames. Hostnames that exist keep working.'
  },
  HostnameTaken: {
    means: 'Another request holds the hostname: first come, first served.',
    todo:
      'Choose another hostname, or keep this request and wait: once the hostname is free, the ' +
      'oldest request for it gets it.'
  },
  HostnameOverlaps: {
    means:
      'A wildcard covers this hostname, or this wildcard covers a hostname, and the two belong ' +
      'to different namespaces.',
    todo:
      'Choose a hostname that does not overlap, or ask the platform team, which can see who ' +
      'holds the other hostname.'
  },
  PoolFull: {
    means: 'No Gateway of the pool has room for another hostname.',
    todo: 'The platform team has to raise spec.capacity of the pool.'
  },
  PoolDeleting: {
    means: 'The pool is being deleted and takes no more hostnames.',
    todo:
      'Ask the platform team for another pool. Then delete the request, and make it again with ' +
      'that pool in spec.poolName.'
  },

  WaitingForEarlierStep: {
    means: 'An earlier step is not done yet.',
    todo: 'Look at the first condition that is not True.'
  },

  // The certificate
  ZoneNotFound: {
    means: 'The hosted zone of the domain does not exist in this AWS account.',
    todo: 'The platform team has to correct hostedZoneID of the domain in the pool.'
  },
  ZoneIsPrivate: {
    means: 'The hosted zone is private, and ACM cannot validate through a private zone.',
    todo: 'The platform team has to set validationZoneID of the domain to the public zone.'
  },
  HostnameOutsideZone: {
    means: 'The hosted zone is for another domain.',
    todo: 'The platform team has to correct hostedZoneID of the domain in the pool.'
  },
  NameDelegatedAway: {
    means:
      'NS records in the hosted zone delegate the name to other name servers, so records in ' +
      'this zone have no effect.',
    todo:
      'The platform team has to set hostedZoneID of the domain to the zone that the name is ' +
      'delegated to, or remove the NS records.'
  },
  Released: {
    means: 'The request for the hostname is gone, so no certificate is requested.',
    todo:
      'Nothing, if you no longer need the hostname. Otherwise make the request again before ' +
      'the grace of the pool (spec.releaseGraceSeconds) is over.'
  },
  RequestingCertificate: { means: 'A certificate is being requested from ACM.', todo: 'Wait.' },
  CertificateFailed: {
    means: 'ACM refused the certificate. The message has the reason that ACM gives.',
    todo:
      'If the reason is CAA_ERROR, allow amazon.com in the CAA records of the domain. The ' +
      'certificate is requested again automatically, each time after a longer pause.'
  },
  CertificateAttemptsExhausted: {
    means: 'Several certificates have failed, so the next one is requested much later.',
    todo:
      'Remove the cause. The next certificate is requested automatically at the time in the ' +
      'message. If that is too late, delete the request and make it again, but only once: each ' +
      'attempt uses one of the certificates that the account may request per year.'
  },
  CertificateGone: {
    means: 'Somebody deleted the certificate in ACM. A new certificate is being requested.',
    todo: 'Wait.'
  },
  CertificateExpired: {
    means: 'The certificate has expired or was revoked. A new certificate is being requested.',
    todo: 'Wait.'
  },
  WaitingForACM: {
    means: 'ACM has not yet returned what the next step needs.',
    todo: 'Wait.'
  },
  CreatingValidationRecord: {
    means: 'The DNS record that ACM validates the certificate by is being written.',
    todo: 'Wait.'
  },
  ValidationRecordInTheWay: {
    means: "Another record exists at the name of ACM's validation record.",
    todo: 'Remove the record that the message names.'
  },
  ValidationPending: {
    means: 'ACM has not seen the validation record yet.',
    todo:
      'Wait: this usually takes minutes. After half an hour, check that public DNS returns the ' +
      'CNAME in the message: `dig +short CNAME NAME`.'
  },

  RenewalOverdue: {
    means: 'The certificate expires soon and ACM has not renewed it.',
    todo:
      'Check that public DNS returns the validation CNAME in status.certificate of the ' +
      'DomainClaim: `kubectl get domainclaim NAME -o yaml`.'
  },
  CertificateNotIssued: {
    means: 'This step waits for the certificate.',
    todo: 'Look at the condition CertificateIssued.'
  },

  // The load balancer
  WaitingForGateway: {
    means: 'The load balancer is being built or changed.',
    todo:
      'Wait: a new load balancer takes about three minutes. If it takes longer than ten, the ' +
      'platform team has to look at the events and conditions of the pool.'
  },
  GatewayClassMissing: {
    means: 'No controller has taken up the Gateway.',
    todo:
      'The platform team has to check that the GatewayClass exists (`kubectl get gatewayclass`) ' +
      'and that the AWS Load Balancer Controller runs.'
  },
  ConfigurationDeleting: {
    means:
      'The configuration of the load balancer is being deleted. This cannot be undone, and ' +
      'until it is over the certificates of the load balancer cannot change.',
    todo:
      'The platform team has to delete the Gateway too, at a time when an outage of some ' +
      'minutes is acceptable for its hostnames. Both are then created again.'
  },
  GatewayBlocked: {
    means:
      'The AWS Load Balancer Controller refuses the Gateway. The conditions of the pool have ' +
      'its message.',
    todo:
      'The platform team has to correct what that message names. Often it is one HTTPRoute ' +
      'that the controller cannot translate.'
  },
  GatewayHasNoAddress: { means: 'The Gateway has no load balancer yet.', todo: 'Wait.' },
  UnknownRegion: {
    means: 'The hosted zone ID of load balancers in this region is not known.',
    todo: 'The platform team has to set spec.albHostedZoneID of the pool.'
  },
  GatewayFull: {
    means:
      'The Gateway holds more hostnames than the pool allows since its capacity was lowered, ' +
      'so it takes no further certificate.',
    todo:
      'The platform team has to raise spec.capacity.maxHostnamesPerGateway of the pool, if the ' +
      'quota of certificates per load balancer allows it, or have requests for hostnames on ' +
      'this Gateway deleted.'
  },
  RegionMismatch: {
    means:
      'The certificate and the load balancer are in different regions, so the load balancer ' +
      'cannot use the certificate.',
    todo:
      'The platform team has to set AWS_REGION of the hooks to the region of the load ' +
      'balancers, or make a pool with spec.region. A hostname keeps its region: afterwards ' +
      'delete the request, wait until its DomainClaim is gone, and make the request again.'
  },
  WaitingForAttachment: {
    means: 'The load balancer does not use the certificate yet.',
    todo: 'Wait.'
  },

  // The alias
  CreatingAlias: { means: 'The alias record is being created.', todo: 'Wait.' },
  MovingAlias: { means: 'The alias record is being changed.', todo: 'Wait.' },
  AliasPending: {
    means: 'Route 53 is propagating the change to its name servers.',
    todo: 'Wait a minute.'
  },
  ForeignRecord: {
    means: 'A record that is not ours exists at the hostname.',
    todo:
      'Remove the record that the message names. We never overwrite or delete a record that is ' +
      'not ours.'
  },
  HeldByAnotherCluster: {
    means: 'The hostname belongs to another cluster, as its ownership TXT record says.',
    todo: 'Delete the request for the hostname in that cluster first.'
  },
  RecordKeepsChanging: {
    means: 'Something else keeps changing our record.',
    todo:
      'Find what changes it, for example another controller or a script, and stop that. The ' +
      'record is then repaired within an hour.'
  },

  // AWS itself
  AWSAccessDenied: {
    means: 'AWS denies the hooks the call that the message names.',
    todo: 'The platform team has to give the hooks this permission. The README has the IAM policy.'
  },
  AWSThrottled: {
    means: 'The AWS account makes more calls than AWS allows.',
    todo: 'Wait: the call is tried again automatically.'
  },
  AWSUnavailable: {
    means: 'AWS does not answer, or returns an error.',
    todo: 'Wait: the call is tried again automatically.'
  },
  AWSQuotaExceeded: {
    means: 'A quota of the AWS account is used up.',
    todo: 'The platform team has to raise the quota that the message names.'
  },
  AWSRejected: {
    means: 'AWS rejects the call as not valid. The message has the reason that AWS gives.',
    todo: 'Tell the platform team.'
  },

  // Giving up a hostname
  Deleting: { means: 'What belongs to the object is being removed first.', todo: 'Wait.' },
  CertificateInUse: {
    means: 'The certificate is still in use, so ACM does not delete it.',
    todo:
      'Wait, if only our load balancer uses the certificate. If the message names anything ' +
      'else, detach the certificate there.'
  },

  // A request's own route
  RouteAccepted: { means: 'The HTTPRoute is attached to the Gateway.', todo: 'Nothing.' },
  RoutePending: { means: 'No controller has looked at the HTTPRoute yet.', todo: 'Wait.' },
  RouteRejected: {
    means:
      'The HTTPRoute is not accepted, or refers to something that does not exist. The message ' +
      'has the reason.',
    todo: 'Correct spec.route, or create the Service that it names, with the port that it names.'
  },

  // Pools
  GatewaysReady: { means: 'All Gateways of the pool are ready.', todo: 'Nothing.' },
  CapacityAvailable: { means: 'The pool has room for more hostnames.', todo: 'Nothing.' },
  ManyCertificatesSpent: {
    means:
      'Namespaces have spent their share of the certificates of a year, with hostnames that they ' +
      'made and deleted again, or whose certificates failed. They wait, and others do not.',
    todo:
      'Ask these teams to keep their hostnames, or allow them a wildcard. With a longer ' +
      'spec.releaseGraceSeconds, a hostname that returns keeps its certificate. If AWS has ' +
      'raised the yearly quota of ACM, set CERTIFICATES_PER_YEAR to the new quota.'
  },
  ClaimsOutsideAllowlist: {
    means: 'The pool holds hostnames that none of its domains covers any more. They keep working.',
    todo: 'Put their domains back into spec.domains, or have their requests deleted.'
  },
  ClaimsLeft: {
    means: 'The pool is being deleted, but still holds hostnames.',
    todo:
      'Have the requests deleted that name this pool: ' +
      '`kubectl get gatewayhostnamerequests -A -o wide`. The pool then goes by itself.'
  },
  ForeignListeners: {
    means:
      'The pool wants to remove listeners, but another field manager has applied them too. ' +
      'The listeners are closed, and stay.',
    todo: 'Remove these listeners from their Gateways by hand: `kubectl edit gateway`.'
  },
  ClaimsStuck: {
    means: 'Hostnames have been in deletion for more than ten minutes.',
    todo: 'Look at the conditions of these claims: `kubectl describe domainclaim NAME`.'
  },
  UnreadableObjects: {
    means: 'An object cannot be read. It is kept as it is.',
    todo: 'Correct or delete the object that the message names.'
  }
} as const satisfies Record<string, { means: string; todo: string }>

/** A reason of a condition: a key of the catalogue. */
export type Reason = keyof typeof reasons

/** Whether a value is a reason of the catalogue. Other objects may carry any value. */
export function isReason(value: unknown): value is Reason {
  return typeof value === 'string' && Object.hasOwn(reasons, value)
}
