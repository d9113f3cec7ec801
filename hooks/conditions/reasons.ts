/**
 * The catalogue of all reasons that a condition can carry; no reason is defined elsewhere. `means`
 * says what the reason means, and `todo` says what to do about it. The README shows this catalogue.
 *
 * `stalls` says whether an object that is not Ready for this reason waits for a person. Helm and
 * Flux give up at once on an object that stalls, and wait for all others until their time-out. So a
 * state that usually ends by itself within minutes does not stall: a wait, a retry, an error of AWS
 * that passes. A state that lasts until a person acts does stall.
 *
 * `todo` has to be complete: `advise` appends it to the message, and the message does not repeat
 * it.
 */
export const reasons = {
  Ready: { stalls: false, means: 'Everything is in place.', todo: 'Nothing.' },
  Done: { stalls: false, means: 'This step is done.', todo: 'Nothing.' },

  // Answers of the pool to a request
  Accepted: { stalls: false, means: 'The pool serves this hostname.', todo: 'Nothing.' },
  WaitingForPool: {
    stalls: false,
    means: 'The pool has not answered yet.',
    todo: 'Wait a minute.'
  },
  NoAnswerFromPool: {
    stalls: true,
    means: 'The pool has not answered for a minute.',
    todo:
      'Check that the pool in spec.poolName exists, and read its conditions and events: ' +
      '`kubectl describe gatewaypool NAME`. If you may not see pools, ask the platform team.'
  },
  Invalid: {
    stalls: true,
    means: 'The object has a field that is not valid.',
    todo: 'Correct the field that the message names.'
  },
  DomainNotAllowed: {
    stalls: true,
    means: 'The hostname is not in a domain of the pool.',
    todo:
      'Use a hostname in one of the domains that the message lists, or ask the platform team ' +
      'to add your domain to the pool.'
  },
  ApexNotAllowed: {
    stalls: true,
    means: 'The hostname is the domain itself, which the pool does not give away.',
    todo:
      'Use a hostname below the domain, or ask the platform team to set `apexHostname: Allow` ' +
      'for the domain.'
  },
  WildcardNotAllowed: {
    stalls: true,
    means: 'The pool does not allow wildcards in this domain.',
    todo:
      'Make one request for each hostname, or ask the platform team to set ' +
      '`wildcardHostnames: Allow` for the domain.'
  },
  NamespaceNotAllowed: {
    stalls: true,
    means: 'This namespace may not use the domain.',
    todo: 'Ask the platform team to give the namespace the labels that the message names.'
  },
  WildcardTooBroad: {
    stalls: true,
    means: 'The wildcard would also answer for names in a domain that the namespace may not use.',
    todo:
      'Make one request for each hostname that you need, or ask the platform team to give the ' +
      'namespace the labels that the message names.'
  },
  OtherPoolsUnknown: {
    stalls: false,
    means: 'The pool does not see yet which domains the other pools restrict.',
    todo: 'Wait: this lasts at most 20 minutes after an upgrade of the hooks.'
  },
  QuotaExceeded: {
    stalls: true,
    means: 'The namespace has all the hostnames that it may have in this domain.',
    todo:
      'Delete a request that you no longer need (its hostname counts until its release is ' +
      'over), or ask the platform team to raise `maxHostnamesPerNamespace` of the domain.'
  },
  ShareUsedUp: {
    stalls: true,
    means:
      'The namespace has used up its share of the certificates that the AWS account may request ' +
      'in a year. Each hostname that is made anew needs one.',
    todo:
      'Keep this request: it gets its hostname by itself once the share comes back. Keep ' +
      'hostnames instead of making new ones, or ask the platform team for a wildcard, which ' +
      'needs one certificate for many hostnames. Hostnames that exist keep working.'
  },
  HostnameTaken: {
    stalls: true,
    means: 'Another request holds the hostname: first come, first served.',
    todo:
      'Choose another hostname, or keep this request and wait: once the hostname is free, the ' +
      'oldest request for it gets it.'
  },
  HostnameOverlaps: {
    stalls: true,
    means:
      'A wildcard covers this hostname, or this wildcard covers a hostname, and the two belong ' +
      'to different namespaces.',
    todo:
      'Choose a hostname that does not overlap, or ask the platform team, which can see who ' +
      'holds the other hostname. Once the other hostname is free, the oldest request gets it.'
  },
  HostnameNested: {
    stalls: true,
    means:
      'The hostname is below or above a hostname of another namespace, such as ' +
      'x.shop.example.com below shop.example.com, and the domain forbids that.',
    todo:
      'Choose a hostname with another label directly below the domain, or ask the platform team, ' +
      'which can see who holds the other hostname. Once that is free, the oldest request gets it.'
  },
  PoolFull: {
    stalls: true,
    means: 'No Gateway of the pool has room for another hostname.',
    todo: 'The platform team has to raise spec.capacity of the pool.'
  },
  PoolDeleting: {
    stalls: true,
    means: 'The pool is being deleted and takes no more hostnames.',
    todo:
      'Ask the platform team for another pool. Then delete the request, and make it again with ' +
      'that pool in spec.poolName.'
  },

  WaitingForEarlierStep: {
    stalls: false,
    means: 'An earlier step is not done yet.',
    todo: 'Look at the first condition that is not True.'
  },

  // The certificate
  ZoneNotFound: {
    stalls: true,
    means: 'The hosted zone of the domain does not exist in this AWS account.',
    todo:
      'The platform team has to correct hostedZoneID or validationZoneID of the domain in the ' +
      'pool. The hostname then takes the new zone by itself.'
  },
  ZoneAccessDenied: {
    stalls: true,
    means:
      'AWS does not let the hooks use the hosted zone: its ID is wrong, or the zone is in ' +
      'another AWS account, or the IAM policy does not allow the call for this zone.',
    todo:
      'The platform team has to correct hostedZoneID or validationZoneID of the domain in the ' +
      'pool, or, if the ID is right, allow the call for this zone in the IAM policy of the hooks.'
  },
  ZoneIsPrivate: {
    stalls: true,
    means: 'The hosted zone is private, and ACM cannot validate through a private zone.',
    todo:
      'The platform team has to set validationZoneID of the domain in the pool to the public ' +
      'zone. The hostname then takes it by itself.'
  },
  HostnameOutsideZone: {
    stalls: true,
    means: 'The hosted zone is for another domain.',
    todo:
      'The platform team has to correct hostedZoneID or validationZoneID of the domain in the ' +
      'pool. The hostname then takes the new zone by itself.'
  },
  NameDelegatedAway: {
    stalls: true,
    means:
      'NS records in the hosted zone delegate the name to other name servers, so records in ' +
      'this zone have no effect.',
    todo:
      'The platform team has to set hostedZoneID of the domain to the zone that the name is ' +
      'delegated to (the hostname then takes it by itself), or remove the NS records.'
  },
  HidesOtherNames: {
    stalls: true,
    means:
      'A wildcard record answers for other names, and would stop answering for them if the ' +
      'hostname had records: a wildcard does not cover a name that has records below it.',
    todo:
      'Request the first of these names before this one, or have the platform team create a ' +
      'record at that name that is equal to the record of the wildcard. The names below it then ' +
      'no longer resolve. This request goes on automatically.'
  },
  WildcardNotCopyable: {
    stalls: true,
    means:
      'A wildcard record with a routing policy answers for the hostname, and would stop ' +
      'answering for it. The hooks copy only records without a routing policy.',
    todo:
      'The platform team has to create a record without a routing policy at the hostname. The ' +
      'condition then says how to hand that record over without an outage.'
  },
  Released: {
    stalls: false,
    means: 'The request for the hostname is gone, so no certificate is requested.',
    todo:
      'Nothing, if you no longer need the hostname. Otherwise make the request again before ' +
      'the grace of the pool (spec.releaseGraceSeconds) is over.'
  },
  RequestingCertificate: {
    stalls: false,
    means: 'A certificate is being requested from ACM.',
    todo: 'Wait.'
  },
  CertificateFailed: {
    stalls: true,
    means:
      'ACM refused the certificate. The message has the reason that ACM gives, and what to do ' +
      'about this reason.',
    todo:
      'The certificate is requested again automatically, each time after a longer pause. About ' +
      'most reasons only the platform team can do something: tell it.'
  },
  CertificateAttemptsExhausted: {
    stalls: true,
    means: 'Several certificates have failed, so the next one is requested much later.',
    todo:
      'Remove the cause. The next certificate is requested automatically at the time in the ' +
      'message. If that is too late, delete the request and make it again, but only once: each ' +
      'attempt uses one of the certificates that the account may request per year.'
  },
  CertificateGone: {
    stalls: false,
    means: 'Somebody deleted the certificate in ACM. A new certificate is being requested.',
    todo: 'Wait.'
  },
  CertificateExpired: {
    stalls: false,
    means: 'The certificate has expired or was revoked. A new certificate is being requested.',
    todo:
      'Wait: ACM issues the new certificate some minutes after public DNS returns the validation ' +
      'record (`dig +short CNAME NAME`). If public DNS does not return it, the platform team has ' +
      'to delegate the domain to its hosted zone again.'
  },
  WaitingForACM: {
    stalls: false,
    means: 'ACM has not yet returned what the next step needs.',
    todo: 'Wait.'
  },
  CreatingValidationRecord: {
    stalls: false,
    means: 'The DNS record that ACM validates the certificate by is being written.',
    todo: 'Wait.'
  },
  ValidationRecordInTheWay: {
    stalls: true,
    means: "Another record exists at the name of ACM's validation record.",
    todo: 'Remove the record that the message names.'
  },
  ValidationPending: {
    stalls: false,
    means: 'ACM has not seen the validation record yet.',
    todo:
      'Wait: this usually takes minutes. After half an hour, check that public DNS returns the ' +
      'CNAME in the message: `dig +short CNAME NAME`. If it does not, the domain is not ' +
      'delegated to the name servers of the hosted zone: tell the platform team.'
  },

  RenewalFailing: {
    stalls: true,
    means: 'ACM cannot renew the certificate. Until it expires, the hostname works.',
    todo:
      'The platform team has to make public DNS return the validation CNAME in ' +
      'status.certificate of the DomainClaim (`kubectl get domainclaim NAME -o yaml`). Most ' +
      'often the domain is no longer delegated to its hosted zone, or CAA records forbid amazon.com.'
  },
  RenewalOverdue: {
    stalls: true,
    means: 'The certificate expires soon and ACM has not renewed it.',
    todo:
      'Check that public DNS returns the validation CNAME in status.certificate of the ' +
      'DomainClaim: `kubectl get domainclaim NAME -o yaml`.'
  },
  CertificateNotIssued: {
    stalls: false,
    means: 'This step waits for the certificate.',
    todo: 'Look at the condition CertificateIssued.'
  },

  // The load balancer
  WaitingForGateway: {
    stalls: false,
    means: 'The load balancer is being built or changed.',
    todo:
      'Wait: a new load balancer takes about three minutes. If it takes longer than ten, the ' +
      'platform team has to look at the events and conditions of the pool.'
  },
  GatewayClassMissing: {
    stalls: true,
    means: 'No controller has taken up the Gateway.',
    todo:
      'The platform team has to check that the GatewayClass exists (`kubectl get gatewayclass`) ' +
      'and that the AWS Load Balancer Controller runs.'
  },
  ConfigurationDeleting: {
    stalls: true,
    means:
      'The configuration of the load balancer is being deleted. This cannot be undone, and ' +
      'until it is over the certificates of the load balancer cannot change.',
    todo:
      'The platform team has to delete the Gateway too, at a time when an outage of some ' +
      'minutes is acceptable for its hostnames. Both are then created again.'
  },
  GatewayStuck: {
    stalls: true,
    means:
      'A Gateway has been in deletion for more than two minutes, perhaps with its load balancer.',
    todo:
      'The platform team has to remove what the message names: set `deletion_protection.enabled` ' +
      'to `false`, or create the GatewayClass again. The events of the Gateway show any other ' +
      'cause: `kubectl describe gateway -n NAMESPACE NAME`.'
  },
  GatewayBlocked: {
    stalls: true,
    means:
      'The AWS Load Balancer Controller refuses the Gateway. The conditions of the pool have ' +
      'its message.',
    todo:
      'The platform team has to correct what that message names. If it names nothing, the events ' +
      'of the Gateway do: `kubectl describe gateway -n NAMESPACE NAME`. Often it is one route, ' +
      'or its Service or TargetGroupConfiguration.'
  },
  GatewayHasNoAddress: {
    stalls: false,
    means: 'The Gateway has no load balancer yet.',
    todo: 'Wait.'
  },
  UnknownRegion: {
    stalls: true,
    means: 'The hosted zone ID of load balancers in this region is not known.',
    todo: 'The platform team has to set spec.albHostedZoneID of the pool.'
  },
  GatewayFull: {
    stalls: true,
    means:
      'The Gateway holds more hostnames than the pool allows since its capacity was lowered, ' +
      'so it takes no further certificate.',
    todo:
      'The platform team has to raise spec.capacity.maxHostnamesPerGateway of the pool, if the ' +
      'quota of certificates per load balancer allows it, or have requests for hostnames on ' +
      'this Gateway deleted.'
  },
  RegionMismatch: {
    stalls: true,
    means:
      'The certificate and the load balancer are in different regions, so the load balancer ' +
      'cannot use the certificate.',
    todo:
      'The platform team has to set AWS_REGION of the hooks to the region of the load ' +
      'balancers, or make a pool with spec.region. A hostname keeps its region: afterwards ' +
      'delete the request, wait until its DomainClaim is gone, and make the request again.'
  },
  SchemeMismatch: {
    stalls: true,
    means:
      'The load balancer is internal and the pool says internet-facing, or the other way round. ' +
      'No alias points to such a load balancer.',
    todo:
      'The platform team has to look at spec.parametersRef of the GatewayClass: the load ' +
      'balancer controller prefers the LoadBalancerConfiguration that it names. Remove `scheme` ' +
      'there, or set `mergingMode: prefer-gateway`. The load balancer is then replaced.'
  },
  CertificatesOverridden: {
    stalls: true,
    means:
      'The GatewayClass has a listener configuration of its own for port 443. It replaces the ' +
      "pool's, so no certificate of the pool is attached.",
    todo:
      'The platform team has to remove the entry `HTTPS:443` from the LoadBalancerConfiguration ' +
      'that spec.parametersRef of the GatewayClass names, or set `mergingMode: prefer-gateway` ' +
      'there.'
  },
  WaitingForAttachment: {
    stalls: false,
    means: 'The load balancer does not use the certificate yet.',
    todo:
      'Wait: this takes minutes. If it takes longer than a quarter of an hour, the platform team ' +
      'has to look at the events of the Gateway (`kubectl describe gateway`), and whether ' +
      'something else configures its listener on port 443.'
  },

  // The alias
  CreatingAlias: { stalls: false, means: 'The alias record is being created.', todo: 'Wait.' },
  MovingAlias: { stalls: false, means: 'The alias record is being changed.', todo: 'Wait.' },
  AliasPending: {
    stalls: false,
    means: 'Route 53 is propagating the change to its name servers.',
    todo: 'Wait a minute.'
  },
  ForeignRecord: {
    stalls: true,
    means: 'A record that is not ours exists at the hostname.',
    todo:
      'Remove the record that the message names. We never overwrite or delete a record that is ' +
      'not ours.'
  },
  HeldByAnotherCluster: {
    stalls: true,
    means: 'The hostname belongs to another cluster, as its ownership TXT record says.',
    todo: 'Delete the request for the hostname in that cluster first.'
  },
  RecordKeepsChanging: {
    stalls: true,
    means: 'Something else keeps removing or changing our record, or writing records beside it.',
    todo:
      'Find out what does this, for example external-dns, Terraform or a script, and stop it. ' +
      'CloudTrail shows who called ChangeResourceRecordSets. The record is then written again ' +
      'within an hour, and counts as done once it has stayed for ten minutes.'
  },

  // AWS itself
  AWSAccessDenied: {
    stalls: true,
    means: 'AWS denies the hooks the call that the message names.',
    todo:
      'The platform team has to allow this call in the IAM policy of the hooks. The README has ' +
      'the policy.'
  },
  AWSNoCredentials: {
    stalls: true,
    means: 'The hooks have no credentials for AWS, or credentials that have expired.',
    todo:
      'The platform team has to associate the ServiceAccount of the hooks with an IAM role (EKS ' +
      'Pod Identity or IRSA), and then to restart the hooks: a process gets its role only when ' +
      'its pod starts.'
  },
  AWSRegionUnusable: {
    stalls: true,
    means:
      'The AWS region does not exist or is not enabled in the account, or AWS does not know the ' +
      'credentials of the hooks.',
    todo:
      'The platform team has to check spec.region of the pool (without it, AWS_REGION of the ' +
      'hooks) and that the region is enabled in the account. If both are right, the credentials ' +
      'or the name resolution of the hooks are at fault.'
  },
  AWSSignatureRefused: {
    stalls: true,
    means: 'AWS refuses the signature of the hooks.',
    todo:
      'The platform team has to check the clock of the node that the hooks run on. If the clock ' +
      'is right, the secret key of the hooks is wrong.'
  },
  AWSDeniedByOrganization: {
    stalls: true,
    means: 'A policy of the AWS organization denies the call that the message names.',
    todo:
      'The platform team has to ask whoever runs the AWS organization for an exception in the ' +
      'control policy. The IAM policy of the hooks is not at fault.'
  },
  AWSTagPolicy: {
    stalls: true,
    means: 'A tag policy of the AWS organization refuses the tags of the certificate.',
    todo:
      'The platform team has to have the tags gateway-orchestrator.io/cluster, /claim and ' +
      '/attempt allowed for ACM certificates in the tag policy.'
  },
  WrongALBZone: {
    stalls: true,
    means: 'Route 53 refuses the alias: the load balancer is not in the zone that the pool names.',
    todo:
      'The platform team has to remove spec.albHostedZoneID of the pool, or set it to the ' +
      'canonical hosted zone ID of application load balancers in the region.'
  },
  AWSThrottled: {
    stalls: false,
    means: 'The AWS account makes more calls than AWS allows.',
    todo: 'Wait: the call is tried again automatically.'
  },
  AWSUnavailable: {
    stalls: false,
    means: 'AWS does not answer, or returns an error.',
    todo: 'Wait: the call is tried again automatically.'
  },
  AWSQuotaExceeded: {
    stalls: true,
    means: 'A quota of the AWS account is used up.',
    todo: 'The platform team has to raise the quota that the message names.'
  },
  AWSRejected: {
    stalls: true,
    means: 'AWS rejects the call as not valid. The message has the reason that AWS gives.',
    todo: 'Tell the platform team.'
  },

  // Giving up a hostname
  Deleting: {
    stalls: false,
    means: 'What belongs to the object is being removed first.',
    todo: 'Wait.'
  },
  CertificateInUse: {
    stalls: false,
    means: 'The certificate is still in use, so ACM does not delete it.',
    todo:
      'Wait, if only our load balancer uses the certificate. If the message names anything ' +
      'else, detach the certificate there.'
  },

  // A request's own route
  RouteAccepted: {
    stalls: false,
    means: 'The HTTPRoute is attached to the Gateway.',
    todo: 'Nothing.'
  },
  RoutePending: {
    stalls: false,
    means: 'No controller has looked at the HTTPRoute yet.',
    todo: 'Wait.'
  },
  RouteRejected: {
    stalls: true,
    means:
      'The HTTPRoute is not accepted, or refers to something that does not exist. The message ' +
      'has the reason.',
    todo: 'Correct spec.route, or create the Service that it names, with the port that it names.'
  },

  ServiceUnreachable: {
    stalls: true,
    means:
      'The load balancer cannot reach the Service of a route. The AWS Load Balancer Controller ' +
      'refuses all changes of a load balancer with such a route, for all teams.',
    todo:
      'Correct what the message names: give the Service the type NodePort, or set only IPv4 in ' +
      'its ipFamilies. Or the platform team sets loadBalancer.targetType of the pool to ip, or ' +
      'ipAddressType to dualstack.'
  },
  TargetGroupConfigured: {
    stalls: true,
    means:
      'A TargetGroupConfiguration that is not ours names the Service, and a Service can have ' +
      'only one.',
    todo:
      'Set healthCheckConfig.healthCheckPath in that TargetGroupConfiguration, or delete it. ' +
      'Otherwise remove healthCheckPath from spec.route.'
  },

  // Pools
  GatewaysReady: { stalls: false, means: 'All Gateways of the pool are ready.', todo: 'Nothing.' },
  CapacityAvailable: {
    stalls: false,
    means: 'The pool has room for more hostnames.',
    todo: 'Nothing.'
  },
  ManyCertificatesSpent: {
    stalls: true,
    means:
      'Namespaces have spent their share of the certificates of a year, with hostnames that they ' +
      'made and deleted again, or whose certificates failed. They wait, and others do not.',
    todo:
      'Ask these teams to keep their hostnames, or allow them a wildcard. With a longer ' +
      'spec.releaseGraceSeconds, a hostname that returns keeps its certificate. If AWS has ' +
      'raised the yearly quota of ACM, set CERTIFICATES_PER_YEAR to the new quota.'
  },
  ClaimsOutsideAllowlist: {
    stalls: true,
    means: 'The pool holds hostnames that none of its domains covers any more. They keep working.',
    todo: 'Put their domains back into spec.domains, or have their requests deleted.'
  },
  HostnamesNotAllowed: {
    stalls: true,
    means:
      'The pool holds hostnames that answer for names in a domain that their namespace may not ' +
      'use. They keep working.',
    todo:
      'Give the namespace the labels that the domain asks for, or have the request deleted. ' +
      'For a wildcard, have the single hostnames requested first that the namespace still needs.'
  },
  HostnamesNested: {
    stalls: true,
    means:
      'The pool holds hostnames below or above hostnames of other namespaces, although a domain ' +
      'forbids that now. They keep working.',
    todo:
      'Have the request for one of each two hostnames deleted, or set `nestedHostnames: Allow` ' +
      'for the domain.'
  },
  ClaimsInOtherZone: {
    stalls: true,
    means:
      'Hostnames have another hosted zone than the pool names for their domain. A hostname that ' +
      'has a certificate or records keeps its zone.',
    todo:
      'To keep a hostname in its zone, the platform team has to put this zone in order, and to ' +
      'name it in the pool. To give a hostname the zone that the pool names: delete the request, ' +
      'wait until its DomainClaim is gone, and make the request again. The hostname does not ' +
      'answer in between.'
  },
  ClaimsLeft: {
    stalls: true,
    means: 'The pool is being deleted, but still holds hostnames.',
    todo:
      'Have the requests deleted that name this pool: ' +
      '`kubectl get gatewayhostnamerequests -A -o wide`. The pool then goes by itself.'
  },
  DeletionBraked: {
    stalls: true,
    means:
      'So many hostnames were released within an hour that it may be a mistake. The pool holds ' +
      'them back: they keep their certificates, records and listeners.',
    todo:
      'If it is a mistake, first set spec.deletionBrake of the pool to `percent: 0` and ' +
      '`atLeast: 1`. Then have the requests made again: each gets its hostname back at once. ' +
      'Without the first step, the brake ends before all are back, and the pool deletes the ' +
      'rest. If it is meant, run the command in the message.'
  },
  ForeignListeners: {
    stalls: true,
    means:
      'The pool wants to remove listeners, but another field manager has applied them too. ' +
      'The listeners are closed, and stay.',
    todo: 'Remove these listeners from their Gateways by hand: `kubectl edit gateway`.'
  },
  ClaimsStuck: {
    stalls: true,
    means: 'Hostnames have been in deletion for more than ten minutes.',
    todo: 'Look at the conditions of these claims: `kubectl describe domainclaim NAME`.'
  },
  UnreadableObjects: {
    stalls: true,
    means: 'An object cannot be read. It is kept as it is.',
    todo: 'Correct or delete the object that the message names.'
  }
} as const satisfies Record<string, { stalls: boolean; means: string; todo: string }>

/** Reasons of conditions that are True, but that a person should know about. */
const warnings: readonly string[] = ['RenewalFailing', 'RenewalOverdue'] satisfies readonly Reason[]

/** Whether the reason warns: everything works now, but will not for long. */
export function isWarning(reason: string): boolean {
  return warnings.includes(reason)
}

/** A reason of a condition: a key of the catalogue. */
export type Reason = keyof typeof reasons

/** Whether a value is a reason of the catalogue. Other objects may carry any value. */
export function isReason(value: unknown): value is Reason {
  return typeof value === 'string' && Object.hasOwn(reasons, value)
}
