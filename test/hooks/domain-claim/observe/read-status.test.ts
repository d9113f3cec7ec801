import t from 'tap'
import { type DomainClaimStatus, domainClaimKind } from '../../../../hooks/api/domain-claim.ts'
import { timestamp } from '../../../../hooks/conditions/conditions.ts'
import {
  isReadableStatus,
  withoutFuture
} from '../../../../hooks/domain-claim/observe/read-status.ts'
import {
  alb,
  arn,
  hour,
  minute,
  now,
  validationRecord
} from '../../../helpers/claim-observation.ts'
import { messageOf, recordsIn, removeLoadBalancers } from '../../../helpers/claim-reading.ts'
import { aClaim, bringToReady, createClaimWorld } from '../../../helpers/claim-world.ts'

/** A status all whose times are this one (ms). */
function statusAt(time: number): DomainClaimStatus {
  const at = timestamp(time)
  const condition = {
    type: 'Ready',
    status: 'False',
    reason: 'Deleting',
    message: 'going',
    lastTransitionTime: at
  }
  return {
    certificate: {
      arn: arn('one'),
      status: 'FAILED',
      attempts: 3,
      requestedAt: at,
      ended: { arn: arn('one'), reason: 'FAILED', at },
      validationRecord,
      validation: { repairs: 3, repairedAt: at }
    },
    alias: {
      target: alb,
      recordTypes: ['A'],
      changeID: 'C1',
      unconfirmedSince: at,
      repairs: 3,
      repairedAt: at
    },
    readySince: at,
    cleanSince: at,
    conditions: [condition as NonNullable<DomainClaimStatus['conditions']>[0]]
  }
}

/** The part of a JSON schema that this test walks. */
type Schema = { format?: string; properties?: Record<string, Schema>; items?: Schema }

/** The paths of all times in a schema, such as `alias.repairedAt`. Items of a list are `0`. */
function timesOf({ format, properties = {}, items }: Schema, path: string[] = []): string[] {
  if (format === 'date-time') return [path.join('.')]
  const children = items === undefined ? Object.entries(properties) : [['0', items] as const]
  return children.flatMap(([name, schema]) => timesOf(schema, [...path, name]))
}

t.test('each time of the status is among those that this file checks', async t => {
  const times = timesOf(domainClaimKind.status as Schema)
  t.ok(times.length > 5)
  for (const path of times) {
    const value = path.split('.').reduce((at, key) => Object(at)[key], statusAt(now) as unknown)
    t.equal(value, timestamp(now), path)
  }
})

t.test('times that have been stay, and so do those that a clock beside ours gives', async t => {
  for (const time of [now - hour, now, now + 4 * minute]) {
    t.ok(isReadableStatus(statusAt(time)))
    t.strictSame(withoutFuture(statusAt(time), now), statusAt(time))
  }
})

t.test('times to come become now; no fact is lost but repairs', async t => {
  const {
    repairs: _,
    repairedAt: _at,
    ...alias
  } = statusAt(now).alias ?? { target: '', recordTypes: [] }
  const { validation: _validation, ...certificate } = statusAt(now).certificate ?? { attempts: 0 }
  t.strictSame(withoutFuture(statusAt(now + hour), now), { ...statusAt(now), certificate, alias })
  t.strictSame(withoutFuture({}, now), {})
  const one = { readySince: timestamp(now + hour), alias: { target: alb, recordTypes: ['A'] } }
  t.strictSame(withoutFuture(one, now), { ...one, readySince: timestamp(now) })
})

/** All times of a value, moved by so much (ms). */
function moved<T>(value: T, by: number): T {
  const times = /"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)"/g
  return JSON.parse(
    JSON.stringify(value).replace(times, (_, time) => `"${timestamp(Date.parse(time) + by)}"`)
  )
}

t.test('a clock that is put back in the midst of a deletion leaves nothing behind', async t => {
  for (const isRestarted of [false, true]) {
    const world = createClaimWorld()
    const claim = aClaim(world, 'shop.example.com')
    await bringToReady(world, claim)
    removeLoadBalancers(world)
    world.markDeleted(claim)
    while (world.cloud.certificates.list().length > 0) {
      const { resyncAfterSeconds = 1 } = await world.step(claim)
      await world.clock.advance(resyncAfterSeconds * 1000)
    }
    claim.status = moved(claim.status ?? {}, hour)
    if (isRestarted) world.restart()
    t.ok(await world.remove(claim, 900), messageOf(claim))
    t.strictSame(recordsIn(world), [])
  }
})
