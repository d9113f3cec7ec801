import fc from 'fast-check'
import t from 'tap'
import { defined } from '../../../../hooks/defined.ts'
import { claimName } from '../../../../hooks/hostname/claim-name.ts'
import { domain, iso, pool, request } from '../fixtures.ts'
import { violations } from '../invariants.ts'
import {
  all,
  apply,
  applyByHand,
  arnFor,
  programGateways,
  requestOf,
  settle,
  sync,
  type World,
  world
} from '../world.ts'

const hostnames = ['a', 'b', '*', 'x.b', '*.b', 'c', 'd', 'e', 'f'].map(
  label => `${label}.apps.example.com`
)
const namespaces = ['shop', 'blog', 'mail']

/** Things that happen; each takes a number that says to whom. */
const happenings: Record<string, (w: World, n: number) => void> = {
  ask: (w, n) => {
    const wanted = request(hostnames[n % hostnames.length], namespaces[n % namespaces.length], {
      uid: `r-${n}-${w.requests.length}`
    })
    wanted.metadata.creationTimestamp = iso(w.now)
    w.requests.push(wanted)
  },
  giveUp: (w, n) => {
    w.requests.splice(n % (w.requests.length || 1), 1)
  },
  beginToGiveUp: (w, n) => {
    const found = pick(w.requests, n)
    if (found !== undefined) found.metadata.deletionTimestamp = iso(w.now)
  },
  poison: (w, n) => {
    const found = pick(w.requests, n)
    if (found !== undefined)
      found.spec = [
        { hostname: 7, poolName: 'public' },
        null,
        { ...(found.spec as object), route: 3 }
      ][n % 3]
  },
  wait: (w, n) => {
    w.now += (n % 400) * 1000
  },
  syncOnce: w => apply(w, sync(w)),
  issue: (w, n) =>
    report(w, n, hostname => ({ arn: arnFor(hostname), status: 'ISSUED', attempts: 0 })),
  reissue: (w, n) => {
    report(w, n, hostname => ({
      arn: arnFor(hostname, 1),
      status: 'ISSUED',
      attempts: 1,
      ended: { arn: arnFor(hostname), reason: 'NotFound' }
    }))
  },
  pend: (w, n) => {
    report(w, n, hostname => ({
      arn: arnFor(hostname, 1),
      status: 'PENDING_VALIDATION',
      attempts: 1,
      ended: { arn: arnFor(hostname), reason: 'EXPIRED' }
    }))
  },
  vanish: (w, n) => {
    report(w, n, hostname => ({
      attempts: 1,
      ended: { arn: arnFor(hostname), reason: 'NotFound' }
    }))
  },
  forget: (w, n) => {
    const claim = pick(all(w, 'DomainClaim'), n)
    if (claim !== undefined)
      claim.status = [undefined, {}, { certificate: 'what?' }, 'poison'][n % 4]
  },
  program: w => programGateways(w),
  block: (w, n) => {
    const gateway = pick(all(w, 'Gateway'), n)
    if (gateway !== undefined)
      gateway.status = {
        conditions: [{ type: 'Accepted', status: 'False', message: 'no' }, 'poison']
      }
  },
  finish: w => finishClaims(w),
  loseGateway: (w, n) => {
    const gateway = pick(all(w, 'Gateway'), n)
    if (gateway !== undefined) gateway.metadata.deletionTimestamp = iso(w.now)
  },
  applyByHand: (w, n) => {
    const gateway = pick(all(w, 'Gateway'), n)
    if (gateway !== undefined) applyByHand(gateway)
  },
  loseRecord: (w, n) => {
    const configuration = pick(all(w, 'LoadBalancerConfiguration'), n)
    if (configuration !== undefined) delete configuration.metadata.annotations
  },
  orphan: (w, n) => {
    const claim = pick(all(w, 'DomainClaim'), n)
    if (claim === undefined || claim.metadata.deletionTimestamp !== undefined) return
    delete w.children['DomainClaim.gateway-orchestrator.io/v1alpha1']?.[claim.metadata.name]
    w.otherClaims.push(claim)
  },
  cripple: (w, n) => {
    const claim = pick(all(w, 'DomainClaim'), n)
    if (claim !== undefined)
      Object.assign(claim.spec as object, { region: n % 2 === 0 ? 7 : 'eu-central-1' })
  },
  restore: (w, n) => {
    const hostname = hostnames[n % hostnames.length] ?? ''
    const name = claimName(hostname)
    if ([...all(w, 'DomainClaim'), ...w.otherClaims].some(claim => claim.metadata.name === name))
      return
    const namespace = namespaces[n % 2] ?? ''
    const spec = {
      hostname,
      requestRef: { namespace, name: 'restored', uid: `restored-${n}` },
      poolName: 'public',
      region: 'eu-central-1',
      hostedZoneID: 'Z1',
      gatewayRef: { namespace: 'edge', name: `public-${1 + (n % 3)}`, sectionName: name },
      deletionPolicy: 'Delete',
      dns: { validationTTLSeconds: 300, validationRecords: 'Delete' }
    }
    const metadata = { name, uid: `restored-${name}-${n}`, creationTimestamp: iso(w.now) }
    w.otherClaims.push({
      apiVersion: 'gateway-orchestrator.io/v1alpha1',
      kind: 'DomainClaim',
      metadata,
      spec
    })
  },
  shrink: (w, n) => {
    const { status } = w.pool
    w.pool = {
      ...pool({
        ...w.pool.spec,
        capacity: { maxHostnamesPerGateway: 1 + (n % 3), minGateways: n % 2, maxGateways: 3 }
      }),
      ...defined({ status })
    }
  }
}

function pick<T>(list: readonly T[], n: number): T | undefined {
  return list[n % (list.length || 1)]
}

function report(w: World, n: number, certificate: (hostname: string) => object): void {
  const claim = pick(all(w, 'DomainClaim'), n)
  if (claim === undefined) return
  claim.status = { certificate: certificate((claim.spec as { hostname: string }).hostname) }
}

/** The claims' hook lets a claim go once no load balancer carries its certificate. */
function finishClaims(w: World): void {
  const carried = JSON.stringify(all(w, 'LoadBalancerConfiguration'))
  for (const claim of all(w, 'DomainClaim')) {
    const { hostname } = claim.spec as { hostname: string }
    const isFree = !carried.includes(arnFor(hostname, 0)) && !carried.includes(arnFor(hostname, 1))
    if (claim.metadata.deletionTimestamp !== undefined && isFree)
      delete w.children['DomainClaim.gateway-orchestrator.io/v1alpha1']?.[claim.metadata.name]
  }
}

const story = fc.array(
  fc.tuple(fc.constantFrom(...Object.keys(happenings)), fc.nat({ max: 500 })),
  {
    minLength: 5,
    maxLength: 60
  }
)

function startingWorld(): World {
  return world({
    pool: pool({
      domains: [
        domain({ wildcardHostnames: 'Allow', apexHostname: 'Allow', maxHostnamesPerNamespace: 4 })
      ],
      capacity: { maxHostnamesPerGateway: 2, minGateways: 0, maxGateways: 3 }
    })
  })
}

t.test(
  'whatever happens, every answer is safe, deterministic, and changes nothing that it was given',
  async t => {
    fc.assert(
      fc.property(story, happened => {
        const w = startingWorld()
        for (const [what, n] of happened) {
          happenings[what]?.(w, n)
          const before = JSON.stringify(requestOf(w))
          const answer = sync(w)
          const wrong = violations(w, answer)
          if (wrong.length > 0) throw new Error(`${what}: ${wrong.join('; ')}`)
          if (JSON.stringify(requestOf(w)) !== before) throw new Error('the request was changed')
          if (JSON.stringify(sync(w)) !== JSON.stringify(answer))
            throw new Error('two answers to one request')
          if (what !== 'syncOnce') apply(w, answer)
        }
      }),
      { numRuns: 300 }
    )
    t.pass()
  }
)

t.test('once nothing happens any more, the world settles, and then nothing changes', async t => {
  fc.assert(
    fc.property(story, happened => {
      const w = startingWorld()
      for (const [what, n] of happened) {
        happenings[what]?.(w, n)
        apply(w, sync(w))
      }
      w.now += 1_000_000
      settle(w, 20)
      const { children } = sync(w)
      const before = JSON.stringify(w.children)
      apply(w, sync(w))
      if (JSON.stringify(w.children) !== before) throw new Error('not settled')
      if (JSON.stringify(sync(w).children) !== JSON.stringify(children))
        throw new Error('the answer differs')
    }),
    { numRuns: 150 }
  )
  t.pass()
})

t.test('names of claims are injective', async t => {
  const label = fc.stringMatching(/^[a-z0-9]{1,4}$/)
  const hostname = fc
    .tuple(fc.boolean(), fc.array(label, { minLength: 2, maxLength: 5 }))
    .map(([isWildcard, labels]) => `${isWildcard ? '*.' : ''}${labels.join('.')}`)
    .filter(name => !/\.[0-9]+$/.test(name))
  fc.assert(fc.property(hostname, hostname, (a, b) => a === b || claimName(a) !== claimName(b)))
  t.pass()
})
