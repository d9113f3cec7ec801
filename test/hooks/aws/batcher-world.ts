import { Route53Client } from '@aws-sdk/client-route-53'
import { createBudget, type Rate } from '../../../hooks/aws/budget.ts'
import { createCaller } from '../../../hooks/aws/caller.ts'
import { createChangeBatcher } from '../../../hooks/aws/change-batcher.ts'
import { createRoute53 } from '../../../hooks/aws/route53.ts'
import type { RecordChange, RecordSet } from '../../../hooks/dns/records.ts'
import type { EmbeddedAwsOptions } from '../../../simulator/aws/embedded-aws.ts'
import type { Timings } from '../../../simulator/aws/timings.ts'
import { createEdge, outcomeOf } from './edge.ts'

type WorldOptions = {
  rate?: Rate
  timings?: Partial<Timings>
  quotas?: EmbeddedAwsOptions['quotas']
}

/** A change batcher with a budget. Its zone is never busy unless `timings` say so. */
export function createBatcherWorld({
  rate,
  timings = { changeBusy: 0 },
  quotas = 'none'
}: WorldOptions = {}) {
  const edge = createEdge({ quotas, timings })
  const { clock, cloud } = edge
  const zoneID = cloud.zones.create('example.com').id
  const budget = createBudget(rate ?? { perSecond: 1000, burst: 1000 }, clock)
  const call = createCaller({ clock, budgetOf: () => budget, callTimeoutSeconds: 5 })
  const applied: RecordChange[] = []
  let backMs = 0
  const submit = createChangeBatcher({
    route53: createRoute53(new Route53Client(edge.clientOptions), call),
    zone: { id: zoneID },
    clock: { ...clock, now: () => clock.now() - backMs },
    onApplied: change => applied.push(change)
  })
  return {
    ...edge,
    zoneID,
    applied,
    submit,
    /** Puts the batcher's clock back. */
    putBack: (ms: number) => {
      backMs += ms
    },
    start: clock.now(),
    submitAll: (changes: readonly RecordChange[]) =>
      edge.finish(Promise.all(changes.map(change => outcomeOf(submit(change, edge.newFence()))))),
    batches: () =>
      cloud.calls.entries().filter(({ operation }) => operation === 'ChangeResourceRecordSets'),
    names: () =>
      cloud.zones
        .records(zoneID)
        .filter(({ type }) => type === 'A' || type === 'TXT')
        .map(({ name, type }) => `${type} ${name.replace('.example.com.', '')}`)
  }
}

/** A record set below example.com, with one value. */
export function record(label: string | number, type = 'A'): RecordSet {
  const value = type === 'A' ? '192.0.2.1' : '"x"'
  return { name: `${label}.example.com`, type, ttlSeconds: 60, values: [value] }
}

/** A change that creates an A record and a TXT record beside it. */
export function creation(label: string | number): RecordChange {
  return { remove: [], create: [record(label), record(`_o.${label}`, 'TXT')] }
}

/** A change that Route 53 refuses, because the record to remove does not exist. */
export function removalOfNothing(label: string | number): RecordChange {
  return { remove: [record(`missing-${label}`)], create: [record(`_o.${label}`, 'TXT')] }
}
