import type { Reason } from '../conditions/reasons.ts'
import { textOf } from '../text/text-of.ts'
import { withoutRequestIDs } from '../text/without-request-ids.ts'
import { withoutSecrets } from './without-secrets.ts'

/**
 * What a failed AWS call means to the hooks. This file classifies everything that AWS or the
 * network can answer. The rest of the code looks at the kind only.
 * - denied, throttled, unavailable, quota: no object in Kubernetes is at fault, and the hooks
 *   repeat the call
 * - notFound, inUse: AWS says that the thing that the call names does not exist, or is in use
 * - refused: the hosted zone is not as the change expects
 * - rejected: AWS says that the request is wrong
 * - late: no budget was left, or the time of the request was over before the call could be sent or
 *   AWS had answered
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

/**
 * A failed call to AWS: the operation, the kind of failure, and AWS's own words without secrets.
 * Both logs and statuses show the message.
 */
export class AWSFailure extends Error {
  override name = 'AWSFailure'
  readonly kind: FailureKind
  readonly operation: string
  readonly code: string
  /**
   * After how many seconds to try again. Set only if this is known, for example because the caller
   * has a place in the queue.
   */
  retryAfterSeconds?: number

  constructor(kind: FailureKind, operation: string, code: string, message: string) {
    super(withoutSecrets(message))
    this.kind = kind
    this.operation = operation
    this.code = code
  }
}

/**
 * The kind of each error code, spelled as in the service models. ACM and Route 53 often have
 * different codes for the same thing.
 */
const kindOfCode: Record<string, FailureKind> = {
  AccessDenied: 'denied',
  AccessDeniedException: 'denied',
  UnrecognizedClientException: 'denied',
  InvalidClientTokenId: 'denied',
  MissingAuthenticationToken: 'denied',
  MissingAuthenticationTokenException: 'denied',
  IncompleteSignature: 'denied',
  SignatureDoesNotMatch: 'denied',
  // AWS also answers with this code if the clock of the hooks is wrong by more than some minutes.
  InvalidSignatureException: 'denied',
  RequestExpired: 'denied',
  ExpiredToken: 'denied',
  ExpiredTokenException: 'denied',
  NotAuthorized: 'denied',
  // The next four codes come from the SDK itself, or from STS when the SDK asks it for credentials.
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
  // The next four codes mean that the request was lost or garbled on its way. Although their status
  // is 400 or 408, they say nothing about the thing that the call names.
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
 * Whether AWS says that the ARN or id is malformed. If so, the thing that it names cannot exist.
 * Other refusals, such as those of a proxy or of an unknown kind, do not prove this.
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
  const { name = 'Error', message = textOf(error), code } = thrown
  // Errors of sockets and name look-ups are all named `Error`. Their code, such as ECONNRESET or
  // ENOTFOUND, says more.
  const shownCode = name === 'Error' && typeof code === 'string' ? code : name
  return new AWSFailure(kindOf(name, message, thrown), operation, shownCode, message)
}

function kindOf(name: string, message: string, { $metadata, $fault }: Thrown): FailureKind {
  if (isFullZone(name, message)) return 'quota'
  const known = Object.hasOwn(kindOfCode, name) ? kindOfCode[name] : undefined
  return known ?? kindOfStatus($metadata?.httpStatusCode, $fault)
}

/**
 * Whether the zone is full. Route 53 has no error code for a full zone: only the message of a
 * failed ChangeResourceRecordSets says so.
 */
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

/** Returns the answer, or `undefined` if AWS answers that the thing asked for does not exist. */
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
 * Names the failed call and repeats AWS's words, for a condition. The request id is left out,
 * because it changes at every try. The later lines are left out too: they are the SDK's advice to
 * programmers.
 */
export function describeFailure({ operation, code, message }: AWSFailure): string {
  const [firstLine = ''] = message.split('\n')
  const words = withoutRequestIDs(firstLine).trim()
  return `${operation}: ${code}: ${words}`.slice(0, 1000)
}
