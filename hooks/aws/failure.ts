import type { Reason } from '../conditions/reasons.ts'

/**
 * What a failed AWS call means to us. Everything that AWS or the network can answer is sorted here,
 * once; the rest of the code only looks at the kind.
 * - denied, throttled, unavailable, quota: nobody's fault in Kubernetes; tried again
 * - notFound, inUse, refused: an answer about the thing asked for
 * - rejected: AWS calls our request wrong
 * - late: not sent, because the time for it was over or no budget was left
 */
export type FailureKind =
  | 'denied'
  | 'throttled'
  | 'unavailable'
  | 'quota'
  | 'notFound'
  | 'inUse'
  | 'refused'
  | 'rejected'
  | 'late'

/** A failed call to AWS: which one, what kind of failure, and AWS's own words. */
export class AWSFailure extends Error {
  override name = 'AWSFailure'
  readonly kind: FailureKind
  readonly operation: string
  readonly code: string

  constructor(kind: FailureKind, operation: string, code: string, message: string) {
    super(message)
    this.kind = kind
    this.operation = operation
    this.code = code
  }
}

/** Codes as the service models name them; ACM and Route 53 differ in spelling for the same thing. */
const kindOfCode: Record<string, FailureKind> = {
  AccessDenied: 'denied',
  AccessDeniedException: 'denied',
  UnrecognizedClientException: 'denied',
  InvalidClientTokenId: 'denied',
  SignatureDoesNotMatch: 'denied',
  ExpiredToken: 'denied',
  ExpiredTokenException: 'denied',
  NotAuthorized: 'denied',
  CredentialsProviderError: 'denied',
  OptInRequired: 'denied',
  Throttling: 'throttled',
  ThrottlingException: 'throttled',
  TooManyRequestsException: 'throttled',
  RequestLimitExceeded: 'throttled',
  PriorRequestNotComplete: 'throttled',
  LimitExceededException: 'quota',
  LimitsExceeded: 'quota',
  TooManyTagsException: 'quota',
  ResourceNotFoundException: 'notFound',
  NoSuchHostedZone: 'notFound',
  NoSuchChange: 'notFound',
  ResourceInUseException: 'inUse',
  InvalidChangeBatch: 'refused',
  ConflictException: 'unavailable',
  RequestInProgressException: 'unavailable',
  InternalFailure: 'unavailable',
  InternalError: 'unavailable',
  ServiceUnavailable: 'unavailable'
}

/** Sorts whatever a call threw. `operation` is the name of the AWS operation. */
export function classify(operation: string, error: unknown): AWSFailure {
  if (error instanceof AWSFailure) return error
  const {
    name = 'Error',
    message = String(error),
    $metadata,
    $fault
  } = error as Partial<{
    name: string
    message: string
    $metadata: { httpStatusCode?: number }
    $fault: string
  }>
  const status = $metadata?.httpStatusCode
  const kind = kindOfCode[name] ?? kindOfStatus(status, $fault)
  return new AWSFailure(kind, operation, name, message)
}

function kindOfStatus(status: number | undefined, fault: string | undefined): FailureKind {
  if (status === 403) return 'denied'
  if (status === 429) return 'throttled'
  if (fault === 'client' && status !== undefined && status >= 400 && status < 500) return 'rejected'
  return 'unavailable'
}

/** The reason that a condition gets for a failure. */
export function reasonOf(failure: AWSFailure): Reason {
  switch (failure.kind) {
    case 'denied':
      return 'AWSAccessDenied'
    case 'throttled':
    case 'late':
      return 'AWSThrottled'
    case 'quota':
      return 'AWSQuotaExceeded'
    case 'rejected':
    case 'refused':
      return 'AWSRejected'
    case 'unavailable':
    case 'notFound':
    case 'inUse':
      return 'AWSUnavailable'
    default:
      return failure.kind satisfies never
  }
}

/** The call and AWS's words, for a condition. Request ids are left out: they would change at every try. */
export function describeFailure(failure: AWSFailure): string {
  const words = failure.message.replace(/\(?request ?id:?\s*[\w-]+\)?/gi, '').trim()
  return `${failure.operation}: ${failure.code}: ${words}`.slice(0, 1000)
}
