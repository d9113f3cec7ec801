import type { FaultHook } from '../aws/faults.ts'
import type { Strikes } from './strikes.ts'

/** What goes wrong between the hooks and AWS. */
export function awsFaults({ hits, drawOf }: Strikes): FaultHook {
  return () => {
    if (hits('awsThrottles')) return { before: { do: 'throttle' } }
    if (hits('awsFails')) return { before: { do: 'error', code: 'InternalFailure', status: 500 } }
    if (hits('awsDropsBefore')) return { before: { do: 'drop' } }
    if (hits('awsDropsAfter')) return { after: { do: 'drop' } }
    if (hits('awsSlow'))
      return { before: { do: 'delay', milliseconds: drawOf('awsSlow').between(100, 9000) } }
    if (hits('awsEmpty'))
      return { before: { do: 'replace', body: drawOf('awsEmpty').of(['', '{}', '<html></html>']) } }
    return undefined
  }
}
