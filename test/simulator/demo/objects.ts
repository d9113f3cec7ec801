import type { HostnameRequest } from '../../../hooks/api/gateway-hostname-request.ts'
import type { Condition } from '../../../hooks/api/objects.ts'
import type { ObjectInput } from '../../../simulator/api-store/objects.ts'
import {
  expectAnnotation,
  type PoolInput,
  poolKind,
  requestKind
} from '../../../simulator/demo/kinds.ts'
import type { RequestOutcome } from '../../../simulator/demo/stages/request-outcomes.ts'

/** A request as a user writes it; `expected` is its demo-expect annotation. */
export function request(namespace: string, hostname: string, expected?: string): ObjectInput {
  const annotations =
    expected === undefined ? {} : { annotations: { [expectAnnotation]: expected } }
  return {
    ...requestKind,
    metadata: { namespace, name: 'web', ...annotations },
    spec: { hostname }
  }
}

/** A condition that was set at some time. */
export function condition(
  type: string,
  status: Condition['status'],
  reason: string,
  message = ''
): Condition {
  return { type, status, reason, message, lastTransitionTime: '2026-01-01T00:00:00Z' }
}

/** The same request as it is in the API. */
export function stored(
  { metadata, spec }: ObjectInput,
  ...conditions: readonly Condition[]
): HostnameRequest {
  return {
    ...requestKind,
    metadata: { ...metadata, uid: 'u' },
    spec,
    status: { conditions }
  } as HostnameRequest
}

/** A pool as a user writes it. */
export function pool(spec: Partial<PoolInput['spec']>): PoolInput {
  return { ...poolKind, metadata: { name: 'default' }, spec: { domains: [], ...spec } } as PoolInput
}

/** What became of a request: Ready, unless told otherwise. */
export function outcome(fields: Partial<RequestOutcome> = {}): RequestOutcome {
  return {
    namespace: 'shop',
    name: 'web',
    hostname: 'shop.example.com',
    ready: true,
    reason: 'Ready',
    message: '',
    gateway: 'default-1',
    certificateARN:
      'arn:aws:acm:eu-central-1:123456789012:certificate/0de0d895-11a6-4088-ad7c-16b3dc12b0cf',
    url: 'https://shop.example.com',
    expected: 'Ready',
    isRefused: false,
    hasPool: true,
    ...fields
  }
}
