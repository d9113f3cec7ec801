import { isOfStep } from '../../conditions/progress.ts'
import { readConditions } from '../../conditions/read-conditions.ts'
import { isReason, reasons } from '../../conditions/reasons.ts'
import { defined } from '../../defined.ts'
import type { ReadObject } from '../cluster/cluster-reader.ts'
import { textAt } from '../cluster/objects.ts'
import { secondsBetween, shortDuration } from '../terminal/durations.ts'
import { tableOf } from '../terminal/table.ts'
import { readyNow } from './ready-now.ts'

/** One line of a list of hostnames. Times are in RFC 3339. */
export type Summary = {
  namespace: string
  name: string
  hostname: string
  pool: string
  state: 'Ready' | 'Waiting' | 'Stuck'
  /** Reason of the Ready condition; absent while there is none. */
  reason?: string
  /** How many steps are done, of how many. */
  done: number
  steps: number
  since?: string
  createdAt?: string
  url?: string
  gateway?: string
  message?: string
}

/** Sums a request up. It is a pure function. */
export function summaryOf({ metadata, spec, status }: ReadObject): Summary {
  const conditions = readConditions(status)
  const ready = readyNow({ metadata, status })
  const steps = conditions.filter(isOfStep)
  const stalls = ready !== undefined && isReason(ready.reason) && reasons[ready.reason].stalls
  const object = { metadata, spec, status }
  return {
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    hostname: textAt(object, 'spec', 'hostname') ?? '',
    pool: textAt(object, 'spec', 'poolName') ?? 'default',
    state: ready?.status === 'True' ? 'Ready' : stalls ? 'Stuck' : 'Waiting',
    done: steps.filter(step => step.status === 'True').length,
    steps: steps.length,
    ...defined({
      reason: ready?.reason,
      since: ready?.lastTransitionTime ?? metadata.creationTimestamp,
      createdAt: metadata.creationTimestamp,
      url: textAt(object, 'status', 'url'),
      gateway: textAt(object, 'status', 'parentRef', 'name'),
      message: ready?.message
    })
  }
}

/** What needs a person comes first, then what waits, then what is Ready; each by name. */
export function byNeed(a: Summary, b: Summary): number {
  const order = ['Stuck', 'Waiting', 'Ready']
  const need = order.indexOf(a.state) - order.indexOf(b.state)
  return need || (`${a.namespace}/${a.name}` < `${b.namespace}/${b.name}` ? -1 : 1)
}

/** How a list is printed. */
export type ListStyle = {
  /** Whether several namespaces are shown. */
  isOfAll: boolean
  isWide: boolean
  /** The time for durations, in RFC 3339. */
  now: string
}

/** Summaries as a table. */
export function summaryTable(summaries: readonly Summary[], style: ListStyle): string {
  const { isOfAll, isWide, now } = style
  const age = (time: string | undefined) => shortDuration(secondsBetween(time, now) ?? 0)
  const head = [
    ...(isOfAll ? ['NAMESPACE'] : []),
    ...['NAME', 'HOSTNAME', 'STATE', 'FOR', 'STEPS', 'REASON'],
    ...(isWide ? ['POOL', 'GATEWAY', 'AGE', 'URL'] : [])
  ]
  const rows = summaries.map(each => [
    ...(isOfAll ? [each.namespace] : []),
    ...[each.name, each.hostname, each.state, age(each.since)],
    ...[each.steps === 0 ? '-' : `${each.done}/${each.steps}`, each.reason ?? '-'],
    ...(isWide ? [each.pool, each.gateway ?? '-', age(each.createdAt), each.url ?? '-'] : [])
  ])
  return tableOf(head, rows)
}
