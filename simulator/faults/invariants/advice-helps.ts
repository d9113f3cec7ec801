import type { Advised } from '../advice.ts'
import { isReady, readyReason } from '../conditions.ts'
import type { Truth } from '../truth.ts'
import { type Finding, firstOf, type Invariant } from './invariant.ts'

/** Only `runSchedule` knows for whom people did something, so it checks this invariant itself. */
export const adviceHelps: Invariant = {
  name: 'after what a condition advises was done, the request is Ready or says the next thing',
  begin: () => ({})
}

/** Finds a request that says the same as before people did what it advises. */
export function unhelped(advised: readonly Advised[], truth: Truth): Finding {
  return firstOf(advised, ({ namespace, name, reason, message }) => {
    const request = truth
      .requests()
      .find(({ metadata }) => metadata.namespace === namespace && metadata.name === name)
    if (request === undefined || isReady(request)) return undefined
    const now = readyReason(request)
    if (now.reason !== reason || now.message !== message) return undefined
    return `request ${namespace}/${name} still says ${reason}: ${message}`
  })
}
