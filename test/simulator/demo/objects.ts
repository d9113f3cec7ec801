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
import { aRequest } from '../../helpers/flow-objects.ts'

/** An object as a user writes it; `expected` is the value of its demo-expect annotation. */
export function expecting(expected: string | undefined, object: ObjectInput): ObjectInput {
  if (expected === undefined) return object
  const annotations = { ...object.metadata.annotations, [expectAnnotation]: expected }
  return { ...object, metadata: { ...object.metadata, annotations } }
}

/** The request `web` as a user writes it. */
export function request(namespace: string, hostname: string, expected?: string): ObjectInput {
  return expecting(expected, aRequest(namespace, 'web', hostname))
}

/** A condition, set at a fixed time. */
export function condition(
  type: string,
  status: Condition['status'],
  reason: string,
  message = ''
): Condition {
  return { type, status, reason, message, lastTransitionTime: '2026-01-01T00:00:00Z' }
}

/** The request as the API returns it, with these conditions. */
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

/** The pool `default` as a user writes it. */
export function pool(spec: Partial<PoolInput['spec']>): PoolInput {
  return { ...poolKind, metadata: { name: 'default' }, spec: { domains: [], ...spec } } as PoolInput
}

/** The outcome of a request that became Ready, with some fields replaced. */
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
