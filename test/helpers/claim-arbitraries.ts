import fc from 'fast-check'
import type { DomainClaim, DomainClaimStatus } from '../../hooks/api/domain-claim.ts'
import { defined } from '../../hooks/defined.ts'
import type { Observation, SeenCertificate } from '../../hooks/domain-claim/facts/observation.ts'
import {
  alb,
  aliasTo,
  arn,
  balancer,
  claimWith,
  claimWithoutTarget,
  day,
  described,
  hour,
  longAgo,
  minute,
  now,
  oldALB,
  recordOf,
  seenWith,
  target,
  txtOf,
  validation,
  validationCNAME,
  validationRecord,
  validationTXT,
  zone
} from './claim-observation.ts'

/** Anything that may stand at the hostname, ours and others'. */
const address = fc.constantFrom(
  aliasTo(alb),
  aliasTo(alb, 'AAAA'),
  aliasTo(oldALB),
  aliasTo(`DUALSTACK.${alb.toUpperCase()}.`),
  aliasTo(alb, 'A', { setIdentifier: 'blue' }),
  recordOf('A', '192.0.2.1'),
  recordOf('CNAME', 'old.example.net.')
)

export const addresses = fc.uniqueArray(address, {
  maxLength: 3,
  selector: r => `${r.type} ${r.setIdentifier ?? ''}`
})

export const owner = fc.constantFrom(
  undefined,
  txtOf(),
  txtOf({ types: ['A', 'AAAA'] }),
  txtOf({ target: oldALB, revision: 8 }),
  txtOf({ uid: 'before' }),
  txtOf({ target: '192.0.2.1' }),
  txtOf({ types: ['CNAME'], target: 'old.example.net' }),
  txtOf({ claim: 'other.example.com' }),
  txtOf({ cluster: 'theirs' }),
  { ...txtOf(), values: ['"hello"'] }
)

const statuses = [
  'PENDING_VALIDATION',
  'ISSUED',
  'FAILED',
  'EXPIRED',
  'REVOKED',
  'VALIDATION_TIMED_OUT',
  'INACTIVE'
] as const
const users = fc.constantFrom(
  [],
  [balancer()],
  [balancer('k8s-other')],
  [balancer(), balancer('k8s-other')]
)

/** A certificate of that name; as the listing shows it, or described as well. */
function certificateOf(name: string): fc.Arbitrary<SeenCertificate> {
  return fc
    .record({
      status: fc.constantFrom(...statuses),
      users,
      tagged: fc.constantFrom(true, true, false, undefined),
      isDescribed: fc.boolean(),
      isNew: fc.constantFrom(false, false, false, true),
      age: fc.constantFrom(1_000, minute, day)
    })
    .map(({ status, users: inUseBy, tagged, isDescribed, isNew, age }) => ({
      arn: arn(name),
      status,
      inUse: inUseBy.length > 0,
      createdAt: now - age,
      attempt: 1,
      ...defined({ tagged }),
      ...(isDescribed || isNew ? { described: described(...inUseBy) } : {}),
      ...(isNew ? { isNew: true as const } : {})
    }))
}

const moment = fc.constantFrom(now, now, now, longAgo)

/** Anything that may be seen. */
export const observation: fc.Arbitrary<Observation> = fc
  .record({
    hostedZone: fc.constantFrom(zone, zone, zone, undefined),
    delegation: fc.constantFrom(undefined, undefined, {
      name: 'example.com',
      type: 'NS',
      values: ['ns.example.net.']
    }),
    addresses,
    owner,
    recordsAsOf: moment,
    certificates: fc
      .tuple(
        ...['one', 'two', 'three'].map(name => fc.option(certificateOf(name), { nil: undefined }))
      )
      .map(all => all.filter(c => c !== undefined)),
    certificatesAsOf: moment,
    gone: fc.subarray([arn('one'), arn('two')]),
    validation: fc.option(
      fc
        .tuple(
          fc.subarray(
            [validationCNAME, { ...validationCNAME, values: ['elsewhere.example.net.'] }],
            { maxLength: 1 }
          ),
          fc.constantFrom(undefined, validationTXT(), validationTXT('theirs'))
        )
        .map(([records, txt]) => validation(records, txt)),
      { nil: undefined }
    ),
    sharing: fc.constantFrom(
      undefined,
      { arns: [], asOf: now },
      { arns: [arn('x')], asOf: now },
      { arns: [], asOf: longAgo }
    ),
    changeInSync: fc.constantFrom(undefined, true, false)
  })
  .map(parts => seenWith({ ...parts, validationZone: parts.hostedZone }))
  .map(seen => ({
    ...seen,
    gone: seen.gone.filter(gone => !seen.certificates.some(c => c.arn === gone))
  }))

function timeBefore(milliseconds: number): string {
  return new Date(now - milliseconds).toISOString()
}

/** Anything that may have been reported before. */
const status: fc.Arbitrary<DomainClaimStatus> = fc
  .record({
    certificate: fc.option(
      fc.record({
        arn: fc.constantFrom(arn('one'), arn('two')),
        status: fc.constantFrom(...statuses),
        attempts: fc.nat(9),
        ended: fc.option(
          fc.record({
            arn: fc.constantFrom(arn('one'), arn('two')),
            reason: fc.constantFrom('FAILED', 'EXPIRED', 'NotFound'),
            at: fc.constantFrom(0, minute, hour, 40 * day, 300 * day).map(timeBefore)
          }),
          { nil: undefined }
        ),
        validationRecord: fc.constantFrom(undefined, validationRecord),
        attachedTo: fc.constantFrom(undefined, 'k8s-edge-public1', 'k8s-edge-public0')
      }),
      { nil: undefined }
    ),
    alias: fc.option(
      fc.record({
        target: fc.constantFrom(alb, oldALB),
        recordTypes: fc.constantFrom(['A'], ['A', 'AAAA']),
        revision: fc.constantFrom(undefined, 1, 8),
        changeID: fc.constantFrom(undefined, 'C1'),
        unconfirmedSince: fc.constantFrom(
          undefined,
          timeBefore(minute / 2),
          timeBefore(2 * minute)
        ),
        repairs: fc.constantFrom(undefined, 1, 3),
        repairedAt: fc.constantFrom(minute, 2 * hour).map(timeBefore)
      }),
      { nil: undefined }
    ),
    cleanSince: fc.constantFrom(undefined, timeBefore(minute))
  })
  .map(parts => JSON.parse(JSON.stringify(parts)) as DomainClaimStatus)

const spec = fc.constantFrom<Partial<DomainClaim['spec']>>(
  {},
  { target: { ...target, recordTypes: ['A', 'AAAA'] } },
  { releasedAt: timeBefore(minute) },
  { deletionPolicy: 'Retain' },
  { dns: { validationTTLSeconds: 60, validationRecords: 'Keep' } },
  { gatewayStatus: { ready: false, reason: 'GatewayBlocked', message: 'a bad route' } }
)

/** Claims on their way to Ready. */
export const livingClaim = fc
  .tuple(fc.boolean(), spec, fc.option(status, { nil: undefined }))
  .map(([hasTarget, of, before]) => {
    const parts = before === undefined ? { spec: of } : { spec: of, status: before }
    return hasTarget ? claimWith(parts) : claimWithoutTarget(parts)
  })

/** Claims on their way back. */
export const dyingClaim = fc
  .tuple(livingClaim, fc.constantFrom(500, minute, hour), fc.boolean())
  .map(([claim, ago, isAbandoned]): DomainClaim => {
    const annotations = isAbandoned ? { 'gateway-orchestrator.io/abandon': 'true' } : {}
    return {
      ...claim,
      metadata: { ...claim.metadata, annotations, deletionTimestamp: timeBefore(ago) }
    }
  })
