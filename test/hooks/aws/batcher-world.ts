import { Route53Client } from '@aws-sdk/client-route-53'
import { createBudget, type Rate } from '../../../hooks/aws/budget.ts'
import { createCaller } from '../../../hooks/aws/caller.ts'
import { createChangeBatcher } from '../../../hooks/aws/change-batcher.ts'
import { createRoute53 } from '../../../hooks/aws/route53.ts'
import type { RecordChange, RecordSet } from '../../../hooks/dns/records.ts'
import type { EmbeddedAwsOptions } from '../../../simulator/aws/embedded-aws.ts'
import type { Timings } from '../../../simulator/aws/timings.ts'
import { createEdge, outcomeOf, region } from './edge.ts'

type WorldOptions = {
  rate?: Rate
  timings?: Partial<Timings>
  quotas?: EmbeddedAwsOptions['quotas']
}

/** A batcher over a budget, on a zone that is never busy unless told. */
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
  const credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' }
  const client = new Route53Client({
    region,
    credentials,
    maxAttempts: 1,
    requestHandler: cloud.requestHandler()
  })
  const applied: RecordChange[] = []
  const submit = createChangeBatcher({
    route53: createRoute53(client, call),
    zone: { id: zoneID },
    clock,
    onApplied: change => applied.push(change)
  })
  return {
    ...edge,
    zoneID,
    applied,
    submit,
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

/** A record set of one value below example.com. */
export function record(label: string | number, type = 'A'): RecordSet {
  const value = type === 'A' ? '192.0.2.1' : '"x"'
  return { name: `${label}.example.com`, type, ttlSeconds: 60, values: [value] }
}

/** The change that creates an A record and a TXT beside it. */
export function creation(label: string | number): RecordChange {
  return { remove: [], create: [record(label), record(`_o.${label}`, 'TXT')] }
}

/** Route 53 refuses it: there is no such record. */
export function removalOfNothing(label: string | number): RecordChange {
  return { remove: [record(`missing-${label}`)], create: [record(`_o.${label}`, 'TXT')] }
}
