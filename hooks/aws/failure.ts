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

/** What an error code means to the hooks, and to the reader of a condition. */
type Meaning = { kind: FailureKind; reason: Reason }

function denied(reason: Reason = 'AWSAccessDenied'): Meaning {
  return { kind: 'denied', reason }
}

const throttled: Meaning = { kind: 'throttled', reason: 'AWSThrottled' }
const unavailable: Meaning = { kind: 'unavailable', reason: 'AWSUnavailable' }
const quota: Meaning = { kind: 'quota', reason: 'AWSQuotaExceeded' }
const notFound: Meaning = { kind: 'notFound', reason: 'AWSUnavailable' }

/**
 * The meaning of each error code, spelled as in the service models. ACM and Route 53 often have
 * different codes for the same thing.
 */
const meaningOfCode: Record<string, Meaning> = {
  AccessDenied: denied(),
  AccessDeniedException: denied(),
  NotAuthorized: denied(),
  // AWS does not know the credentials in this region: the region is not enabled, or they are wrong.
  UnrecognizedClientException: denied('AWSRegionUnusable'),
  InvalidClientTokenId: denied('AWSRegionUnusable'),
  AuthFailure: denied('AWSRegionUnusable'),
  OptInRequired: denied('AWSRegionUnusable'),
  // AWS also answers with the next codes if the clock of the hooks is wrong by more than some
  // minutes.
  SignatureDoesNotMatch: denied('AWSSignatureRefused'),
  InvalidSignatureException: denied('AWSSignatureRefused'),
  IncompleteSignature: denied('AWSSignatureRefused'),
  RequestExpired: denied('AWSSignatureRefused'),
  RequestTimeTooSkewed: denied('AWSSignatureRefused'),
  ExpiredToken: denied('AWSNoCredentials'),
  ExpiredTokenException: denied('AWSNoCredentials'),
  MissingAuthenticationToken: denied('AWSNoCredentials'),
  MissingAuthenticationTokenException: denied('AWSNoCredentials'),
  // The next four codes come from the SDK itself, or from STS when the SDK asks it for credentials.
  CredentialsProviderError: denied('AWSNoCredentials'),
  InvalidIdentityToken: denied('AWSNoCredentials'),
  IDPRejectedClaim: denied('AWSNoCredentials'),
  IDPCommunicationError: unavailable,
  TagPolicyException: { kind: 'rejected', reason: 'AWSTagPolicy' },
  Throttling: throttled,
  ThrottlingException: throttled,
  TooManyRequestsException: throttled,
  RequestLimitExceeded: throttled,
  PriorRequestNotComplete: throttled,
  LimitExceededException: quota,
  LimitsExceeded: quota,
  TooManyTagsException: quota,
  ResourceNotFoundException: notFound,
  NoSuchHostedZone: notFound,
  NoSuchChange: notFound,
  ResourceInUseException: { kind: 'inUse', reason: 'AWSUnavailable' },
  InvalidChangeBatch: { kind: 'refused', reason: 'AWSRejected' },
  ConflictException: unavailable,
  RequestInProgressException: unavailable,
  // The next four codes mean that the request was lost or garbled on its way. Although their status
  // is 400 or 408, they say nothing about the thing that the call names.
  RequestTimeout: unavailable,
  RequestTimeoutException: unavailable,
  RequestAbortedException: unavailable,
  MalformedHttpRequestException: unavailable,
  InternalFailure: unavailable,
  InternalError: unavailable,
  ServiceUnavailable: unavailable
}

/** The calls that name one hosted zone. */
const callsOfZone = /^(GetHostedZone|ListResourceRecordSets|ChangeResourceRecordSets)$/

/**
 * Meanings that need more than the code: what AWS says, and of which call. The first one whose
 * parts all match is taken.
 * - A zone that is full, and an alias with the wrong zone of its target, have no code of their own.
 * - A service control policy denies with the code of the IAM policy, which is not at fault then.
 * - Route 53 denies the use of a zone of another account, and IAM the use of each zone that the
 *   policy does not name, whether the zone exists or not.
 * - ACM has an endpoint in each region, so a region that does not exist has no address.
 */
const meaningOfWords: readonly {
  code: RegExp
  operation?: RegExp
  words?: RegExp
  means: Meaning
}[] = [
  { code: /^InvalidChangeBatch$/, words: /exceeded limit/i, means: quota },
  {
    code: /^InvalidChangeBatch$/,
    words: /does not lie within the target zone/i,
    means: { kind: 'refused', reason: 'WrongALBZone' }
  },
  {
    code: /^AccessDenied(Exception)?$/,
    words: /explicit deny in a (service|resource) control policy/i,
    means: denied('AWSDeniedByOrganization')
  },
  { code: /^AccessDenied$/, operation: callsOfZone, means: denied('ZoneAccessDenied') },
  { code: /TagPolicy/, means: { kind: 'rejected', reason: 'AWSTagPolicy' } },
  {
    code: /^ENOTFOUND$/,
    words: /\bacm\.[a-z0-9-]+\./,
    means: { kind: 'unavailable', reason: 'AWSRegionUnusable' }
  }
]

/** The meaning of a failed call; `undefined` when neither its code nor its words are known. */
function meaningOf(operation: string, code: string, message: string): Meaning | undefined {
  const found = meaningOfWords.find(
    entry =>
      entry.code.test(code) &&
      (entry.operation?.test(operation) ?? true) &&
      (entry.words?.test(message) ?? true)
  )
  return found?.means ?? (Object.hasOwn(meaningOfCode, code) ? meaningOfCode[code] : undefined)
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
  const { name = 'Error', message = textOf(error), code, $metadata, $fault } = thrown
  // Errors of sockets and name look-ups are all named `Error`. Their code, such as ECONNRESET or
  // ENOTFOUND, says more.
  const shownCode = name === 'Error' && typeof code === 'string' ? code : name
  const kind =
    meaningOf(operation, shownCode, message)?.kind ??
    kindOfStatus($metadata?.httpStatusCode, $fault)
  return new AWSFailure(kind, operation, shownCode, message)
}

function kindOfStatus(status: number | undefined, fault: string | undefined): FailureKind {
  if (status === 401 || status === 403) return 'denied'
  if (status === 429) return 'throttled'
  if (status === 408) return 'unavailable'
  const isClientError = status !== undefined && status >= 400 && status < 500
  return fault === 'client' && isClientError ? 'rejected' : 'unavailable'
}

/**
 * Whether Route 53 refuses a change because an alias in it leads to a load balancer that does not
 * exist. Only the message says so.
 */
export function isMissingTarget(failure: unknown): boolean {
  return (
    failure instanceof AWSFailure &&
    failure.kind === 'refused' &&
    /alias\b.*target was not found/is.test(failure.message)
  )
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
export function reasonOf({ kind, operation, code, message }: AWSFailure): Reason {
  const meaning = meaningOf(operation, code, message)
  return meaning?.kind === kind ? meaning.reason : reasonOfKind[kind]
}

/** The reason of a failure whose code says no more than its kind. */
const reasonOfKind: Record<FailureKind, Reason> = {
  denied: 'AWSAccessDenied',
  throttled: 'AWSThrottled',
  late: 'AWSThrottled',
  quota: 'AWSQuotaExceeded',
  rejected: 'AWSRejected',
  refused: 'AWSRejected',
  unavailable: 'AWSUnavailable',
  notFound: 'AWSUnavailable',
  inUse: 'AWSUnavailable'
}

/**
 * Names the failed call and repeats AWS's words, for a condition. The request id is left out,
 * because it changes at every try. So are all words about a refused signature: they contain the
 * time. The later lines are left out too: they are the SDK's advice to programmers.
 */
export function describeFailure(failure: AWSFailure): string {
  const { operation, code, message } = failure
  if (reasonOf(failure) === 'AWSSignatureRefused') return `${operation}: ${code}`
  const [firstLine = ''] = message.split('\n')
  const words = withoutRequestIDs(firstLine).trim()
  return `${operation}: ${code}: ${words}`.slice(0, 1000)
}

/**
 * Whether the call was not sent, and its caller was told when to come back: it has a place in the
 * queue, or what it asks for is being read.
 */
export function isInQueue({ kind, retryAfterSeconds }: AWSFailure): boolean {
  return kind === 'late' && retryAfterSeconds !== undefined
}
