import type { Reason } from '../conditions/reasons.ts'
import { withoutRequestIDs } from '../text/without-request-ids.ts'

/**
 * What a failed AWS call means to the hooks. Everything that AWS or the network can answer is
 * classified in this file. The rest of the code looks at the kind only.
 * - denied, throttled, unavailable, quota: no object in Kubernetes is at fault; the call is
 *   repeated
 * - notFound, inUse: an answer about the thing that the call names
 * - refused: the hosted zone is not as the change expects
 * - rejected: AWS says that the request is wrong
 * - late: the call was not sent, because its time was over or no budget was left
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

/** A failed call to AWS: the operation, the kind of failure, and AWS's own words. */
export class AWSFailure extends Error {
  override name = 'AWSFailure'
  readonly kind: FailureKind
  readonly operation: string
  readonly code: string
  /** When to try again, if that is known: the caller has a place in the queue. */
  retryAfterSeconds?: number

  constructor(kind: FailureKind, operation: string, code: string, message: string) {
    super(message)
    this.kind = kind
    this.operation = operation
    this.code = code
  }
}

/** Codes as the service models name them. ACM and Route 53 spell the same thing differently. */
const kindOfCode: Record<string, FailureKind> = {
  AccessDenied: 'denied',
  AccessDeniedException: 'denied',
  UnrecognizedClientException: 'denied',
  InvalidClientTokenId: 'denied',
  MissingAuthenticationToken: 'denied',
  MissingAuthenticationTokenException: 'denied',
  IncompleteSignature: 'denied',
  SignatureDoesNotMatch: 'denied',
  // AWS also answers this when the clock of the hooks is wrong by more than some minutes.
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
  // The request was lost or garbled on its way. Although the status is 400 or 408, this says
  // nothing about the thing that the call names.
  RequestTimeout: 'unavailable',
  RequestTimeoutException: 'unavailable',
  RequestAbortedException: 'unavailable',
  MalformedHttpRequestException: 'unavailable',
  InternalFailure: 'unavailable',
  InternalError: 'unavailable',
  ServiceUnavailable: 'unavailable'
}

/** Fields that an error of the SDK, of STS or of a socket may have. */
type Thrown = Partial<{
  name: string
  message: string
  code: string
  $metadata: { httpStatusCode?: number }
  $fault: string
}>

/** Codes of ACM and Route 53 for a malformed ARN or id. */
const codesOfMalformed = new Set([
  'InvalidArnException',
  'ValidationException',
  'ValidationError',
  'InvalidInput'
])

/**
 * Whether AWS says that the ARN or id is malformed: then the thing cannot exist. Nothing can be
 * concluded from other refusals, such as those of a proxy or of an unknown kind.
 */
export function isMalformed(failure: unknown): boolean {
  return (
    failure instanceof AWSFailure &&
    failure.kind === 'rejected' &&
    codesOfMalformed.has(failure.code)
  )
}

/** Classifies anything that a call threw. @param operation the name of the AWS operation */
export function classify(operation: string, error: unknown): AWSFailure {
  if (error instanceof AWSFailure) return error
  const thrown = Object(error) as Thrown
  const { name = 'Error', message = String(error), code } = thrown
  // Errors of sockets and name lookups are all named Error. ECONNRESET or ENOTFOUND says more.
  const shownCode = name === 'Error' && typeof code === 'string' ? code : name
  return new AWSFailure(kindOf(name, message, thrown), operation, shownCode, message)
}

function kindOf(name: string, message: string, { $metadata, $fault }: Thrown): FailureKind {
  if (isFullZone(name, message)) return 'quota'
  const known = Object.hasOwn(kindOfCode, name) ? kindOfCode[name] : undefined
  return known ?? kindOfStatus($metadata?.httpStatusCode, $fault)
}

/** Route 53 has no code for a full zone (ChangeResourceRecordSets): only its words say so. */
function isFullZone(name: string, message: string): boolean {
  return name === 'InvalidChangeBatch' && /exceeded limit/i.test(message)
}

function kindOfStatus(status: number | undefined, fault: string | undefined): FailureKind {
  if (status === 401 || status === 403) return 'denied'
  if (status === 429) return 'throttled'
  if (status === 408) return 'unavailable'
  const isClientError = status !== undefined && status >= 400 && status < 500
  return fault === 'client' && isClientError ? 'rejected' : 'unavailable'
}

/** The answer, or `undefined` when AWS answers that the thing asked for does not exist. */
export async function orMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof AWSFailure && error.kind === 'notFound') return undefined
    throw error
  }
}

/** The reason of a condition that reports the failure. */
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
 * The call and AWS's words, for a condition. The request id is left out, because it changes at
 * every try. The SDK's advice to programmers, which is on later lines, is left out too.
 */
export function describeFailure({ operation, code, message }: AWSFailure): string {
  const [firstLine = ''] = message.split('\n')
  const words = withoutRequestIDs(firstLine).trim()
  return `${operation}: ${code}: ${words}`.slice(0, 1000)
}
