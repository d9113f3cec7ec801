import t from 'tap'
import type { DomainClaimSpec } from '../../../../hooks/api/domain-claim.ts'
import {
  type AdmissionCheck,
  type AdmissionChecks,
  admissionChecks
} from '../../../../hooks/gateway-pool/admit/admission-checks.ts'
import { admit } from '../../../../hooks/gateway-pool/admit/admit.ts'
import { viewGateways } from '../../../../hooks/gateway-pool/gateways/gateway-view.ts'
import { observe } from '../../../../hooks/gateway-pool/observe/observe.ts'
import { domain, pool, request } from '../fixtures.ts'
import { apply, groupNames, one, requestOf, settle, sync, type World, world } from '../world.ts'

type Domain = Parameters<typeof domain>[0]
/** A check of the list, or the search for a domain that comes before all of them. */
type CheckName = keyof typeof admissionChecks | 'domainNotAllowed'

/**
 * How a check comes to refuse a request for a.apps.example.com (or `hostname`), and what it says.
 */
type Case = {
  hostname?: string
  /** What the platform team changes after the hostname was in service. */
  change?: Domain
  /** What happens to the world before the request is judged. */
  before?: (w: World) => void
  newcomer: string
  successor: string
}

const open = domain({ apexHostname: 'Allow', wildcardHostnames: 'Allow' })
const name = 'a.apps.example.com'
const selector = { matchLabels: { team: 'shop' } }

/** Every check has to have a row: without one, this file does not compile. */
const cases: Record<CheckName, Case> = {
  domainNotAllowed: {
    change: { name: 'b.example.com' },
    newcomer: 'DomainNotAllowed',
    successor: 'DomainNotAllowed'
  },
  apexNotAllowed: {
    hostname: 'apps.example.com',
    change: { wildcardHostnames: 'Allow' },
    newcomer: 'ApexNotAllowed',
    successor: 'ApexNotAllowed'
  },
  wildcardNotAllowed: {
    hostname: '*.apps.example.com',
    change: { apexHostname: 'Allow' },
    newcomer: 'WildcardNotAllowed',
    successor: 'WildcardNotAllowed'
  },
  namespaceNotAllowed: {
    change: { namespaces: { from: 'Selector', selector } },
    newcomer: 'NamespaceNotAllowed',
    successor: 'NamespaceNotAllowed'
  },
  restrictedByOtherPool: {
    before: restrictElsewhere,
    newcomer: 'NamespaceNotAllowed',
    successor: 'NamespaceNotAllowed'
  },
  wildcardTooBroad: {
    hostname: '*.apps.example.com',
    before: restrictElsewhere,
    newcomer: 'WildcardTooBroad',
    successor: 'WildcardTooBroad'
  },
  ownClaimTerminating: {
    before: w => {
      const claim = claims(w).find(({ metadata }) => metadata.name === name)
      if (claim !== undefined) claim.metadata.deletionTimestamp = '2026-09-01T10:00:00Z'
      for (const { metadata } of w.requests)
        Object.assign((claim?.spec ?? {}) as object, { requestRef: metadata })
    },
    // A newcomer has no claim that could be in deletion.
    newcomer: 'admitted',
    // A claim that is being deleted is passed on to nobody: its request asks as a newcomer.
    successor: 'Deleting'
  },
  hostnameTaken: {
    before: w => w.requests.unshift(request(name, 'blog', { age: 999 })),
    newcomer: 'HostnameTaken',
    successor: 'admitted'
  },
  listenerStillOpen: {
    before: w => {
      const gateway = w.children[groupNames.Gateway]?.['edge/public-1']
      const listeners = (gateway?.spec as { listeners?: object[] } | undefined)?.listeners
      listeners?.push({ ...listeners.at(-1), name: 'left', hostname: '*.apps.example.com' })
    },
    newcomer: 'HostnameOverlaps',
    successor: 'admitted'
  },
  hostnameOverlaps: {
    before: w => w.requests.unshift(request('*.apps.example.com', 'blog', { age: 999 })),
    newcomer: 'HostnameOverlaps',
    // Who comes later does not take a hostname away, however old its request is.
    successor: 'admitted'
  },
  hostnameNested: {
    change: { nestedHostnames: 'SameNamespace' },
    before: w => w.requests.unshift(request('x.a.apps.example.com', 'blog', { age: 999 })),
    newcomer: 'HostnameNested',
    // Who comes later does not take a hostname away, however old its request is.
    successor: 'admitted'
  },
  quotaExceeded: {
    change: { maxHostnamesPerNamespace: 0 },
    newcomer: 'QuotaExceeded',
    successor: 'QuotaExceeded'
  },
  shareUsedUp: {
    before: w => {
      const asOf = '2026-09-01T09:00:00Z'
      const spent = { namespace: 'shop', certificates: 200, asOf, deletedThen: 1 }
      w.pool = { ...w.pool, status: { spentCertificates: [spent] } }
    },
    newcomer: 'ShareUsedUp',
    // A successor takes over a certificate.
    successor: 'admitted'
  }
}

/** Another pool has a.apps.example.com as a domain, for other namespaces. */
function restrictElsewhere(w: World): void {
  const restricted = domain({ name, namespaces: { from: 'Selector', selector } })
  w.otherPools = [pool({ domains: [restricted] }, 'other')]
}

function claims(w: World) {
  return Object.values(w.children[groupNames.DomainClaim] ?? {})
}

const lab = domain({ name: 'lab.example.com' })

/** A world with a hostname of another domain in service, and `hostname` too if `held`. */
function serving(hostname: string, held: boolean): World {
  const neighbour = request('neighbour.lab.example.com', 'other', { age: 500 })
  const w = world({
    pool: pool({ domains: [open, lab] }),
    requests: held ? [neighbour, request(hostname, 'shop', { age: 400 })] : [neighbour]
  })
  settle(w)
  w.requests = [neighbour]
  return w
}

/** What becomes of a new request of namespace `shop`: `admitted`, or the reason of its refusal. */
function verdictOn(
  { hostname = name, change, before }: Partial<Case>,
  isSuccessor: boolean,
  checks: AdmissionChecks = admissionChecks
): string {
  const w = serving(hostname, isSuccessor)
  const domains = [change === undefined ? open : domain({ ...open, ...closed, ...change })]
  w.pool = { ...pool({ domains: [...domains, lab] }), status: w.pool.status ?? {} }
  const asked = request(hostname, 'shop')
  w.requests = [asked]
  before?.(w)
  const seen = observe(requestOf(w), w.pool, { now: w.now, defaultRegion: 'eu-west-1' })
  const { refused } = admit(seen, viewGateways(seen), checks)
  return refused.find(({ ref }) => ref.uid === asked.metadata.uid)?.reason ?? 'admitted'
}

const closed = { apexHostname: 'Forbid', wildcardHostnames: 'Forbid' } as const

for (const [check, given] of Object.entries(cases)) {
  t.test(`${check}, asked of a newcomer and of a successor`, async t => {
    t.equal(verdictOn(given, false), given.newcomer, 'a newcomer')
    t.equal(verdictOn(given, true), given.successor, 'a successor')
  })
}

t.test('a successor of a claim that an older hostname overlaps is refused', async t => {
  const [older, wildcard] = [name, '*.apps.example.com']
  const requests = [request(older, 'shop', { age: 400 }), request(wildcard, 'shop', { age: 300 })]
  const w = world({ pool: pool({ domains: [open] }), requests })
  settle(w)
  // As after a restore: the older hostname turns out to belong to another namespace.
  const { requestRef } = one(w, 'DomainClaim', older).spec as DomainClaimSpec
  Object.assign(requestRef, { namespace: 'other' })
  w.requests = [request(wildcard, 'shop')]
  const denial = sync(w).children.find(({ kind }) => kind === 'HostnameDenial')
  t.match(denial?.spec, { reason: 'HostnameOverlaps' })
})

t.test('the quota does not count the hostname of a successor twice', async t => {
  const change = { maxHostnamesPerNamespace: 1 }
  t.equal(verdictOn({ change }, true), 'admitted')
})

const refusing = (appliesToSuccessors: boolean): AdmissionChecks => ({
  ...admissionChecks,
  added: {
    refusalOf: () => ({ reason: 'Invalid', message: 'refused by the check that was added' }),
    appliesToSuccessors
  } satisfies AdmissionCheck
})

t.test('a check that is added to the list refuses newcomers and successors', async t => {
  t.equal(verdictOn({}, false, refusing(true)), 'Invalid', 'a newcomer')
  t.equal(verdictOn({}, true, refusing(true)), 'Invalid', 'a successor')
})

t.test('a check that says so does not hold for successors', async t => {
  t.equal(verdictOn({}, false, refusing(false)), 'Invalid', 'a newcomer')
  t.equal(verdictOn({}, true, refusing(false)), 'admitted', 'a successor')
})

t.test('a successor that is refused leaves the claim released, and is answered once', async t => {
  const w = serving(name, true)
  apply(w, sync(w))
  w.pool = pool({ domains: [domain({ maxHostnamesPerNamespace: 0 })] })
  w.requests.push(request(name, 'shop'))
  const { children } = sync(w)
  t.equal(children.filter(({ kind }) => kind === 'HostnameDenial').length, 1)
  t.match(
    children.find(({ kind, metadata }) => kind === 'DomainClaim' && metadata.name === name),
    { spec: { releasedAt: /^2026-/ } }
  )
})
