import type { ReasonEntries } from './entry.ts'

/** Reasons: how a pool answers a request. */
export const answersOfPoolReasons = {
  Accepted: { stalls: false, means: 'The pool serves this hostname.', todo: 'Nothing.' },
  WaitingForPool: {
    stalls: false,
    means: 'The pool has not answered yet.',
    todo: 'Wait a minute.'
  },
  NoAnswerFromPool: {
    stalls: true,
    means: 'The pool has not answered: for a minute, or for five if it is only busy.',
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
  }
} as const satisfies ReasonEntries
