/**
 * Reasons of events that are no reason of a condition: what was done, and to what. docs/events.md
 * shows them.
 */
export const ownReasons = {
  Accepted: 'The pool serves the hostname.',
  CertificateRequested: 'A certificate is requested from ACM.',
  ValidationRecordCreated: 'The record by which ACM validates the certificate is written.',
  DNSValidated: 'That record is in the hosted zone.',
  CertificateIssued: 'ACM has issued the certificate.',
  CertificateAttached: 'The load balancer uses the certificate.',
  AliasCreated: 'The record that leads to the load balancer is written.',
  DNSAliasReady: 'All name servers of Route 53 have it.',
  RouteAccepted: 'The load balancer has accepted the HTTPRoute of the request.',
  Ready: 'Everything is in place.',
  AliasMoved: 'The hostname leads to another load balancer.',
  AliasChanged: 'The record of the hostname is written anew, and leads where it led.',
  AliasRepaired: 'Somebody else changed or deleted the record of the hostname. It is back.',
  ValidationRecordRepaired: 'The same for the record by which ACM validates.',
  Released: 'The request is gone. The hostname keeps working until the time in the note.',
  HandedOver: 'Another request of the namespace has the hostname now.',
  AliasRemoved: 'The record of the hostname is removed.',
  CertificateDeleted: 'The certificate is deleted.',
  ValidationRecordRemoved: 'The record by which ACM validated is removed.',
  Gone: 'Nothing of the hostname, or of the pool, is left.',
  GatewayAdded: 'A pool makes a Gateway, which is a load balancer.',
  GatewayRemoved: 'A pool gives up a Gateway without hostnames.'
} as const satisfies Readonly<Record<string, string>>

export type OwnReason = keyof typeof ownReasons
