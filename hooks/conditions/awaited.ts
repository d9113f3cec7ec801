import type { Reason } from './reasons.ts'

/** Who has to do the next thing about a reason. */
export type Awaited =
  | 'nobody'
  | 'your team'
  | 'the platform team'
  | 'the holder of the hostname'
  | 'the pool'
  | 'the hooks'
  | 'ACM'
  | 'Route 53'
  | 'AWS'
  | 'the AWS Load Balancer Controller'

/** Who is awaited for each reason. It belongs to the catalogue: its `todo` says what they do. */
const awaited = {
  Ready: 'nobody',
  Done: 'nobody',
  Accepted: 'nobody',
  GatewaysReady: 'nobody',
  CapacityAvailable: 'nobody',
  RouteAccepted: 'nobody',
  WaitingForPool: 'the pool',
  WaitingForEarlierStep: 'the hooks',
  OtherPoolsUnknown: 'the pool',
  Invalid: 'your team',
  DomainNotAllowed: 'your team',
  ApexNotAllowed: 'your team',
  WildcardNotAllowed: 'your team',
  WildcardTooBroad: 'your team',
  QuotaExceeded: 'your team',
  ShareUsedUp: 'your team',
  PoolDeleting: 'your team',
  Released: 'your team',
  HidesOtherNames: 'your team',
  RouteRejected: 'your team',
  ServiceUnreachable: 'your team',
  TargetGroupConfigured: 'your team',
  HostnameTaken: 'the holder of the hostname',
  HostnameOverlaps: 'the holder of the hostname',
  HostnameNested: 'the holder of the hostname',
  HeldByAnotherCluster: 'the holder of the hostname',
  NoAnswerFromPool: 'the platform team',
  NamespaceNotAllowed: 'the platform team',
  PoolFull: 'the platform team',
  ForeignRecord: 'the platform team',
  RecordKeepsChanging: 'the platform team',
  ZoneNotFound: 'the platform team',
  ZoneAccessDenied: 'the platform team',
  ZoneIsPrivate: 'the platform team',
  HostnameOutsideZone: 'the platform team',
  NameDelegatedAway: 'the platform team',
  WildcardNotCopyable: 'the platform team',
  CertificateFailed: 'the platform team',
  CertificateAttemptsExhausted: 'the platform team',
  ValidationRecordInTheWay: 'the platform team',
  RenewalFailing: 'the platform team',
  RenewalOverdue: 'the platform team',
  CertificateInUse: 'the AWS Load Balancer Controller',
  RequestingCertificate: 'the hooks',
  CertificateGone: 'the hooks',
  CreatingValidationRecord: 'the hooks',
  CertificateExpired: 'ACM',
  WaitingForACM: 'ACM',
  ValidationPending: 'ACM',
  CertificateNotIssued: 'ACM',
  CreatingAlias: 'the hooks',
  MovingAlias: 'the hooks',
  AliasPending: 'Route 53',
  Deleting: 'the hooks',
  WaitingForGateway: 'the AWS Load Balancer Controller',
  GatewayHasNoAddress: 'the AWS Load Balancer Controller',
  WaitingForAttachment: 'the AWS Load Balancer Controller',
  RoutePending: 'the AWS Load Balancer Controller',
  GatewayClassMissing: 'the platform team',
  ConfigurationDeleting: 'the platform team',
  GatewayStuck: 'the platform team',
  GatewayBlocked: 'the platform team',
  UnknownRegion: 'the platform team',
  GatewayFull: 'the platform team',
  RegionMismatch: 'the platform team',
  SchemeMismatch: 'the platform team',
  CertificatesOverridden: 'the platform team',
  AWSThrottled: 'AWS',
  AWSUnavailable: 'AWS',
  AWSAccessDenied: 'the platform team',
  AWSNoCredentials: 'the platform team',
  AWSRegionUnusable: 'the platform team',
  AWSSignatureRefused: 'the platform team',
  AWSDeniedByOrganization: 'the platform team',
  AWSTagPolicy: 'the platform team',
  WrongALBZone: 'the platform team',
  AWSQuotaExceeded: 'the platform team',
  AWSRejected: 'the platform team',
  ManyCertificatesSpent: 'your team',
  ClaimsOutsideAllowlist: 'the platform team',
  HostnamesNotAllowed: 'the platform team',
  HostnamesNested: 'the platform team',
  ClaimsInOtherZone: 'the platform team',
  ClaimsLeft: 'the platform team',
  DeletionBraked: 'the platform team',
  ForeignListeners: 'the platform team',
  ClaimsStuck: 'the platform team',
  UnreadableObjects: 'the platform team'
} as const satisfies Record<Reason, Awaited>

/** Who has to do the next thing about a reason. */
export function awaitedFor(reason: Reason): Awaited {
  return awaited[reason]
}
