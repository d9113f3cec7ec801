import type { ReasonEntries } from './entry.ts'

/** Reasons: the certificate of a hostname. */
export const certificateReasons = {
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
  }
} as const satisfies ReasonEntries
