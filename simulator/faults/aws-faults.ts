import type { FaultHook } from '../aws/faults.ts'
import type { FaultSource } from './fault-source.ts'

const internalFailure = { do: 'error', code: 'InternalFailure', status: 500 } as const

/** The faults between the hooks and AWS. */
export function awsFaults({ strikes, drawOf }: FaultSource): FaultHook {
  return () => {
    if (strikes('awsThrottles')) return { before: { do: 'throttle' } }
    if (strikes('awsFails')) return { before: internalFailure }
    if (strikes('awsDropsBefore')) return { before: { do: 'drop' } }
    if (strikes('awsDropsAfter')) return { after: { do: 'drop' } }
    if (strikes('awsSlow'))
      return { before: { do: 'delay', milliseconds: drawOf('awsSlow').between(100, 9000) } }
    if (strikes('awsEmpty'))
      return { before: { do: 'replace', body: drawOf('awsEmpty').of(['', '{}', '<html></html>']) } }
    return undefined
  }
}
