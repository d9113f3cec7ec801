import type { ReasonEntries } from './entry.ts'

/** Reasons: a hostname that is being given up. */
export const givingUpReasons = {
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
  }
} as const satisfies ReasonEntries
