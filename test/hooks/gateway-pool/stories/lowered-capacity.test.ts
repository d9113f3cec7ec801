import t from 'tap'
import type { DomainClaimSpec } from '../../../../hooks/api/domain-claim.ts'
import type { KubernetesObject } from '../../../../hooks/api/objects.ts'
import { readConfiguration } from '../../../../hooks/gateway-pool/observe/read-gateways.ts'
import { domain, iso, pool, request, start } from '../fixtures.ts'
import {
  all,
  apply,
  arnFor,
  issueCertificates,
  one,
  programGateways,
  settle,
  sync,
  type World,
  world
} from '../world.ts'

const domains = [domain({ maxHostnamesPerNamespace: 99 })]

/** Hostnames on one Gateway, the first the oldest; their certificates are not issued yet. */
function placed(hostnames: number): World {
  const name = (i: number) => `a${String(i).padStart(2, '0')}.apps.example.com`
  const requests = Array.from({ length: hostnames }, (_, i) =>
    request(name(i), 'shop', { age: 999 - i })
  )
  const w = world({
    pool: pool({ domains, capacity: { maxHostnamesPerGateway: hostnames } }),
    requests
  })
  apply(w, sync(w))
  all(w, 'DomainClaim').forEach((claim, i) => {
    claim.metadata.creationTimestamp = iso(start - 999_000 + i * 1000)
  })
  programGateways(w)
  return w
}

function lower(w: World, maxHostnamesPerGateway: number): void {
  w.pool = { ...w.pool, spec: pool({ domains, capacity: { maxHostnamesPerGateway } }).spec }
}

function carried(w: World): readonly string[] {
  return readConfiguration(one(w, 'LoadBalancerConfiguration', 'public-1')).arns
}

function told(w: World, hostname: string) {
  return (one(w, 'DomainClaim', hostname).spec as DomainClaimSpec).gatewayStatus
}

function becameReady(claims: readonly KubernetesObject[]): void {
  for (const claim of claims) Object.assign(claim.status ?? {}, { readySince: iso(start) })
}

t.test(
  'whom a Gateway holds gets its certificate on it, though the capacity is lowered before it is issued',
  async t => {
    const w = placed(3)
    lower(w, 1)
    settle(w)
    t.equal(carried(w).length, 3)
    t.match(one(w, 'DomainClaim', 'a02.apps.example.com').spec, {
      target: { recordTypes: ['A'] },
      gatewayStatus: undefined
    })
    w.requests.push(request('late.apps.example.com'))
    t.notOk(
      sync(w).children.some(child =>
        JSON.stringify(child.spec).includes('"name":"public-1","sectionName":"late')
      ),
      'and newcomers do not'
    )
  }
)

t.test(
  'a certificate that vanished is replaced, though the Gateway holds more than it would take now',
  async t => {
    const w = placed(3)
    settle(w)
    lower(w, 1)
    const claim = one(w, 'DomainClaim', 'a02.apps.example.com')
    claim.status = {
      certificate: {
        attempts: 1,
        ended: { arn: arnFor('a02.apps.example.com'), reason: 'NotFound' }
      }
    }
    apply(w, sync(w))
    t.equal(carried(w).length, 2)
    claim.status = {
      certificate: { arn: arnFor('a02.apps.example.com', 1), status: 'ISSUED', attempts: 1 }
    }
    one(w, 'DomainClaim', 'a02.apps.example.com').status = claim.status
    apply(w, sync(w))
    t.ok(carried(w).includes(arnFor('a02.apps.example.com', 1)))
  }
)

t.test(
  'beyond what every load balancer carries, none is added that was not on it before, ' +
    'and the claim says why',
  async t => {
    const w = placed(28)
    lower(w, 1)
    settle(w)
    t.equal(carried(w).length, 25)
    t.match(told(w, 'a27.apps.example.com'), {
      ready: false,
      reason: 'GatewayFull',
      message:
        /Gateway public-1 has no room.*28 hostnames.*maxHostnamesPerGateway of pool public is 1 now/
    })
    const accepted = w.pool.status?.conditions?.find(({ type }) => type === 'Accepted')
    t.match(accepted, {
      status: 'False',
      reason: 'GatewayFull',
      message: /a25.*a26.*a27.*maxHostnamesPerGateway/
    })
    lower(w, 28)
    settle(w)
    t.equal(carried(w).length, 28)
  }
)

t.test(
  'who was Ready on it comes back, though that is more than every load balancer carries',
  async t => {
    const w = placed(28)
    settle(w)
    becameReady(all(w, 'DomainClaim'))
    lower(w, 1)
    const hostname = 'a27.apps.example.com'
    const ended = { arn: arnFor(hostname), reason: 'NotFound' }
    const report = (certificate: object) =>
      Object.assign(one(w, 'DomainClaim', hostname).status ?? {}, { certificate })
    report({ attempts: 1, ended })
    apply(w, sync(w))
    t.equal(carried(w).length, 27)
    report({ attempts: 1, ended, arn: arnFor(hostname, 1), status: 'ISSUED' })
    apply(w, sync(w))
    t.ok(carried(w).includes(arnFor(hostname, 1)))
  }
)

t.test('a claim that cannot be read takes the room that it was given, and no more', async t => {
  const w = placed(2)
  issueCertificates(w)
  delete one(w, 'DomainClaim', 'a01.apps.example.com').status
  apply(w, sync(w))
  Object.assign(one(w, 'DomainClaim', 'a00.apps.example.com').spec as object, { region: 7 })
  lower(w, 1)
  settle(w)
  t.strictSame(carried(w), [arnFor('a00.apps.example.com'), arnFor('a01.apps.example.com')])
})
