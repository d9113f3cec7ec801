import t from 'tap'
import { fates } from './fates.ts'
import { request } from './fixtures.ts'
import { one, settle, sync, world } from './world.ts'

const name = 'a.apps.example.com'

for (const [given, owner, expected] of [
  ['a pool of this name that is gone', { kind: 'GatewayPool', name: 'public', uid: 'gone' }, ['claim']],
  ['this pool, without its label', { kind: 'GatewayPool', name: 'public', uid: 'uid-public' }, ['claim']],
  ['another pool', { kind: 'GatewayPool', name: 'private', uid: 'other' }, ['HostnameTaken']],
  ['something else of this name', { kind: 'Other', name: 'public', uid: 'other' }, ['HostnameTaken']]
] as const) {
  t.test(`a claim whose controller is ${given}: ${expected}`, async t => {
    const w = world({ requests: [request(name)] })
    settle(w)
    const claim = structuredClone(one(w, 'DomainClaim', name))
    const apiVersion = 'gateway-orchestrator.io/v1alpha1'
    Object.assign(claim.metadata, { ownerReferences: [{ apiVersion, ...owner, controller: true }] })
    const fresh = world({ requests: w.requests, otherClaims: [claim] })
    t.strictSame(fates(fresh), expected)
    t.equal(
      sync(fresh).children.some(({ kind }) => kind === 'DomainClaim'),
      expected[0] === 'claim'
    )
  })
}
