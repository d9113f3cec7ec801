import type { Clock } from '../../clock.ts'
import type { ClusterReader } from '../cluster/cluster-reader.ts'
import type { ClusterWriter } from '../cluster/cluster-writer.ts'
import { ReadFailure } from '../cluster/read-failure.ts'
import { decide, type Plan } from './decide.ts'
import { isEmpty, type Left, readLeft } from './left.ts'
import { progressLines } from './words.ts'

export type DrainTools = {
  reader: ClusterReader
  writer: ClusterWriter
  clock: Clock
  /** Gets one line of progress. */
  say: (line: string) => void
  /** Ends the drain between two steps. What was deleted stays deleted. */
  signal: AbortSignal
}

/** How a drain ended. `why` is absent if nothing is left. */
export type Drained = { left: Left; why?: string }

/** Time between two readings of what is left. */
const betweenLooksMs = 2000
/** So many failed readings in a row end a drain: by then the API server is down, or access gone. */
const mostFailures = 15
/** Without any change for so long, something is likely wrong. */
const patienceMs = 300_000

/**
 * Takes requests, claims and pools down in order, and waits until they are gone. It can be ended at
 * any time, and begun again.
 * @param agreed - UIDs of the requests and pools that may be deleted
 */
export async function drain(tools: DrainTools, agreed: ReadonlySet<string>): Promise<Drained> {
  const { clock, signal } = tools
  const tell = teller(tools)
  let left: Left = { requests: [], claims: [], pools: [] }
  let failures = 0
  while (!signal.aborted) {
    try {
      left = await readLeft(tools.reader)
      failures = 0
      if (isEmpty(left)) return { left }
      const plan = decide(left, agreed)
      if (plan.newcomers.length > 0) return { left, why: whyStopped(plan) }
      const refusals = await carryOut(tools, plan)
      tell([...progressLines(left, plan), ...refusals], plan.isExpectedToWait)
    } catch (error) {
      if (!(error instanceof ReadFailure)) throw error
      failures++
      if (failures >= mostFailures) return { left, why: `the cluster: ${error.message}` }
      tell([`the cluster could not be read, and is tried again: ${error.message}`], false)
    }
    await clock.sleep(betweenLooksMs, signal).catch(() => undefined)
  }
  return { left, why: 'it was interrupted' }
}

function whyStopped({ newcomers }: Plan): string {
  return (
    `new objects were made meanwhile: ${newcomers.join(', ')}. If a GitOps tool makes them, ` +
    'remove them there, then run this again'
  )
}

/** @returns what the API server refused */
async function carryOut({ writer }: DrainTools, plan: Plan): Promise<readonly string[]> {
  const refusals: string[] = []
  for (const deletion of plan.deletions) refusals.push(...(await writer.remove(deletion)))
  return refusals.map(message => `  refused, and tried again: ${message}`)
}

/** Says only what was not said before, and when nothing changes for long, where to look. */
function teller({ say, clock }: DrainTools) {
  let said: readonly string[] = []
  let changedAt = clock.now()
  return (lines: readonly string[], isExpectedToWait: boolean): void => {
    const news = lines.filter(line => !said.includes(line))
    for (const line of news) say(line)
    if (news.length > 0 || isExpectedToWait) changedAt = clock.now()
    said = lines
    if (clock.now() - changedAt < patienceMs) return
    changedAt = clock.now()
    say('  nothing has changed for five minutes: gateway-orchestrator doctor checks why')
  }
}
