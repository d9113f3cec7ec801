import type { ReasonEntries } from './entry.ts'

/** Reasons: the state of a pool. */
export const poolReasons = {
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
      'For each pair, have one of the two requests deleted, or set `nestedHostnames: Allow` for ' +
      'the domain.'
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
      'If it is a mistake, have the requests made again: each gets its hostname back at once, ' +
      'and the others stay held back. If it is meant, run the command in the message.'
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
} as const satisfies ReasonEntries
