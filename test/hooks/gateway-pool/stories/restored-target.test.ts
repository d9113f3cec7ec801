import t from 'tap'
import type { DomainClaimSpec } from '../../../../hooks/api/domain-claim.ts'
import { request } from '../fixtures.ts'
import { one, settle, sync, type World, world } from '../world.ts'

// The program that restores a backup owns the fields of what it makes, so that leaving a field out
// does not remove it.
const name = 'a.apps.example.com'

const ownedBy = (manager: string, ...fields: readonly string[]) => [
  {
    manager,
    operation: 'Update',
    fieldsV1: { 'f:spec': Object.fromEntries(fields.map(field => [field, {}])) }
  }
]

/** A claim that was Ready, whose spec somebody else owns too. */
function restored(managedFields: unknown): { w: World; spec: DomainClaimSpec } {
  const w = world({ requests: [request(name)] })
  settle(w)
  const claim = one(w, 'DomainClaim', name)
  Object.assign(claim.metadata, { managedFields })
  claim.status = { ...(claim.status as object), readySince: '2026-01-01T00:00:00Z' }
  return { w, spec: claim.spec as DomainClaimSpec }
}

function rendered(w: World): DomainClaimSpec {
  const claim = sync(w).children.find(({ kind }) => kind === 'DomainClaim')
  return claim?.spec as DomainClaimSpec
}

t.test(
  'without a Gateway a restored claim’s target is spelled otherwise once, and then goes',
  async t => {
    for (const [given, managedFields, dotted] of [
      ['nobody says who owns it', undefined, false],
      ['a restore owns other fields', ownedBy('backup', 'f:hostname'), false],
      ['a restore owns it', ownedBy('backup', 'f:target'), true]
    ] as const) {
      const { w, spec } = restored(managedFields)
      const dnsName = spec.target?.dnsName ?? ''
      t.match(rendered(w).target, { dnsName }, 'as it is, while there is a Gateway')
      one(w, 'Gateway', 'public-1').metadata.deletionTimestamp = '2026-01-01T00:00:00Z'
      t.equal(rendered(w).target?.dnsName, dotted ? `${dnsName}.` : undefined, given)
      spec.target = { ...(spec.target as NonNullable<typeof spec.target>), dnsName: `${dnsName}.` }
      t.equal(rendered(w).target?.dnsName, dotted ? dnsName : undefined, `${given}, with a dot`)
    }
  }
)

t.test(
  'what a restored claim was told of its Gateway is brought up to date, ' +
    'where it cannot be left out',
  async t => {
    const overlap = {
      ready: false,
      reason: 'HostnameOverlaps',
      message: 'overlaps b, which is older'
    }
    for (const [given, managedFields, expected] of [
      ['it is ours alone', undefined, undefined],
      ['a restore owns it', ownedBy('backup', 'f:gatewayStatus'), { ready: true, reason: 'Ready' }]
    ] as const) {
      const { w, spec } = restored(managedFields)
      spec.gatewayStatus = overlap
      const told = rendered(w).gatewayStatus
      if (expected === undefined) t.equal(told, undefined, given)
      else t.match(told, expected, given)
    }
  }
)
