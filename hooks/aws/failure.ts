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
  /** When to try again, where that is known: the caller has a place in line. */
  retryAfterSeconds?: number

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
  MissingAuthenticationToken: 'denied',
  MissingAuthenticationTokenException: 'denied',
  IncompleteSignature: 'denied',
  SignatureDoesNotMatch: 'denied',
  // Also what a clock that is wrong by more than some minutes is told.
  InvalidSignatureException: 'denied',
  RequestExpired: 'denied',
  ExpiredToken: 'denied',
  ExpiredTokenException: 'denied',
  NotAuthorized: 'denied',
  // From the SDK itself, or from STS on the way to credentials.
  CredentialsProviderError: 'denied',
  InvalidIdentityToken: 'denied',
  IDPRejectedClaim: 'denied',
  IDPCommunicationError: 'unavailable',
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
  // What was lost or garbled on its way says nothing about what was asked for, though it is told with 400 or 408.
  RequestTimeout: 'unavailable',
  RequestTimeoutException: 'unavailable',
  RequestAbortedException: 'unavailable',
  MalformedHttpRequestException: 'unavailable',
  InternalFailure: 'unavailable',
  InternalError: 'unavailable',
  ServiceUnavailable: 'unavailable'
}

/** What an error of the SDK, of STS or of a socket may carry. */
type Thrown = Partial<{
  name: string
  message: string
  code: string
  $metadata: { httpStatusCode?: number }
  $fault: string
}>

/** Codes of ACM and Route 53 for an ARN or an id that does not have the form of one. */
const codesOfMalformed = new Set([
  'InvalidArnException',
  'ValidationException',
  'ValidationError',
  'InvalidInput'
])

/**
 * Whether AWS says that what was asked for cannot exist, as its ARN or id is malformed. Of other refusals, as those
 * of a proxy or of a kind that is new, nothing can be concluded.
 */
export function isMalformed(failure: unknown): boolean {
  return (
    failure instanceof AWSFailure &&
    failure.kind === 'rejected' &&
    codesOfMalformed.has(failure.code)
  )
}

/** Sorts whatever a call threw. `operation` is the name of the AWS operation. */
export function classify(operation: string, error: unknown): AWSFailure {
  if (error instanceof AWSFailure) return error
  const {
    name = 'Error',
    message = String(error),
    code,
    $metadata,
    $fault
  } = Object(error) as Thrown
  const kind = Object.hasOwn(kindOfCode, name) ? kindOfCode[name] : undefined
  // Errors of sockets and name lookups are all named Error; ECONNRESET or ENOTFOUND says more.
  const shown = name === 'Error' && typeof code === 'string' ? code : name
  const sorted = isFullZone(name, message)
    ? 'quota'
    : (kind ?? kindOfStatus($metadata?.httpStatusCode, $fault))
  return new AWSFailure(sorted, operation, shown, message)
}

/** Route 53 has no code of its own for it (ChangeResourceRecordSets): a batch too many is refused in words. */
function isFullZone(name: string, message: string): boolean {
  return name === 'InvalidChangeBatch' && /exceeded limit/i.test(message)
}

function kindOfStatus(status: number | undefined, fault: string | undefined): FailureKind {
  if (status === 401 || status === 403) return 'denied'
  if (status === 429) return 'throttled'
  if (status === 408) return 'unavailable'
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

/**
 * The call and AWS's words, for a condition. What would change at every try is left out (request ids),
 * and so is the SDK's advice to programmers, which it puts on a line of its own.
 */
export function describeFailure({ operation, code, message }: AWSFailure): string {
  const [firstLine = ''] = message.split('\n')
  const words = firstLine.replace(/[,;]?\s*\(?request ?id:?\s*[\w-]+\)?/gi, '').trim()
  return `${operation}: ${code}: ${words}`.slice(0, 1000)
}

/** The answer of AWS; `undefined` when AWS says that the thing asked about does not exist. */
export async function orMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof AWSFailure && error.kind === 'notFound') return undefined
    throw error
  }
}
