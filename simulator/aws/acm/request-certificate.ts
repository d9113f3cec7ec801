import { defined } from '../../../hooks/defined.ts'
import { awsError } from '../wire/errors.ts'
import type { JsonObject } from '../wire/json.ts'
import { type Acm, existingIn, type Operation } from './acm.ts'
import type { Certificate } from './certificate.ts'
import {
  mergeTags,
  requireDomain,
  requireToken,
  tagsMember,
  textMember,
  textsMember
} from './constraints.ts'
import { validationRecordOf } from './validation-record.ts'

const year = 365 * 24 * 3600 * 1000

/**
 * RequestCertificate. If a request repeats the idempotency token and all parameters of a request of
 * the last hour, it makes no new certificate and returns the earlier one.
 */
export const requestCertificate: Operation = (acm, { region, input, note }) => {
  const domain = (textMember(input, 'DomainName') ?? '').toLowerCase()
  note(domain)
  const names = namesOf(acm, domain, input)
  const tags = mergeTags(new Map(), tagsMember(input))
  const tokenKey = tokenKeyOf(region, input)
  const remembered = recall(acm, tokenKey)
  if (remembered !== undefined) return { CertificateArn: remembered }
  requireQuota(acm, region)
  const certificate = newCertificate(acm, region, { domain, names, tags, input })
  const { arn } = certificate
  acm.certificates.set(arn, certificate)
  countRequest(acm, region)
  if (tokenKey !== undefined)
    acm.tokens.set(tokenKey, { requestedAt: acm.account.clock.now(), arn })
  return { CertificateArn: arn }
}

function namesOf({ account }: Acm, domain: string, input: JsonObject): readonly string[] {
  requireDomain(domain, true)
  const alternatives = textsMember(input, 'SubjectAlternativeNames') ?? []
  const names = [...new Set([domain, ...alternatives.map(name => name.toLowerCase())])]
  for (const name of names) requireDomain(name, name === domain)
  if (names.length <= account.quotas.namesPerCertificate) return names
  throw awsError('LimitExceededException', 'Certificate has too many domains.')
}

/**
 * The key under which ACM remembers a request. It contains the region, the idempotency token and
 * all parameters, because a request that differs in one of these is a new request. The key is
 * `undefined` for a request without a token.
 */
function tokenKeyOf(region: string, input: JsonObject): string | undefined {
  const token = textMember(input, 'IdempotencyToken')
  if (token === undefined) return undefined
  requireToken(token)
  const { IdempotencyToken: _, ...parameters } = input
  const sorted = Object.entries(parameters).sort(([left], [right]) => (left < right ? -1 : 1))
  return `${region} ${token} ${JSON.stringify(sorted)}`
}

/**
 * @returns the ARN of the certificate that was requested with this token key; `undefined` if ACM
 * does not remember the key, or the certificate no longer exists
 */
function recall(acm: Acm, tokenKey: string | undefined): string | undefined {
  const found = tokenKey === undefined ? undefined : acm.tokens.get(tokenKey)
  const { clock, timings } = acm.account
  if (found === undefined || clock.now() - found.requestedAt >= timings.idempotency)
    return undefined
  const certificate = acm.certificates.get(found.arn)
  return certificate === undefined || certificate.deletedAt !== undefined ? undefined : found.arn
}

function requireQuota(acm: Acm, region: string): void {
  const { quotas, clock } = acm.account
  const requests = acm.requests.get(region) ?? []
  const ofYear = requests.filter(requestedAt => clock.now() - requestedAt < year)
  if (ofYear.length >= quotas.certificatesPerYear)
    throw limitReached(`${quotas.certificatesPerYear} certificates in the last year`)
  if (existingIn(acm, region).length >= quotas.certificates)
    throw limitReached(`${quotas.certificates} certificates`)
}

function limitReached(limit: string): Error {
  const message = `Error: you have reached your limit of ${limit}.`
  return awsError('LimitExceededException', message)
}

function countRequest({ requests, account }: Acm, region: string): void {
  const now = account.clock.now()
  const recent = requests.get(region) ?? []
  recent.push(now)
  while (now - (recent[0] ?? now) >= year) recent.shift()
  requests.set(region, recent)
}

type Requested = {
  domain: string
  names: readonly string[]
  tags: ReadonlyMap<string, string>
  input: JsonObject
}

function newCertificate(
  acm: Acm,
  region: string,
  { domain, names, tags, input }: Requested
): Certificate {
  const now = acm.account.clock.now()
  const failure = acm.failureOf(domain)
  return {
    arn: acm.newArn(region),
    number: acm.countCertificate(),
    region,
    domain,
    names,
    records: new Map(names.map(name => [name, validationRecordOf(acm.account.id, name)])),
    validationMethod: textMember(input, 'ValidationMethod') ?? 'EMAIL',
    keyAlgorithm: textMember(input, 'KeyAlgorithm') ?? 'RSA_2048',
    serial: acm.account.random.text(32, '0123456789abcdef').replace(/(..)(?=.)/g, '$1:'),
    createdAt: now,
    tags,
    status: 'PENDING_VALIDATION',
    history: [{ since: now, status: 'PENDING_VALIDATION' }],
    ...defined({ failure })
  }
}
