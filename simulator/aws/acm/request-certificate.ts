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

/** RequestCertificate: the same token with the same parameters within an hour is the same certificate. */
export const requestCertificate: Operation = (acm, { region, input, note }) => {
  const domain = (textMember(input, 'DomainName') ?? '').toLowerCase()
  note(domain)
  const names = namesOf(acm, domain, input)
  const tags = mergeTags(new Map(), tagsMember(input))
  const remembered = recall(acm, region, input)
  if (remembered !== undefined) return { CertificateArn: remembered }
  requireQuota(acm, region)
  const certificate = newCertificate(acm, region, { domain, names, tags, input })
  acm.certificates.set(certificate.arn, certificate)
  countRequest(acm, region)
  remember(acm, region, input, certificate.arn)
  return { CertificateArn: certificate.arn }
}

function namesOf({ account }: Acm, domain: string, input: JsonObject): readonly string[] {
  requireDomain(domain, true)
  const others = (textsMember(input, 'SubjectAlternativeNames') ?? []).map(name =>
    name.toLowerCase()
  )
  for (const name of others) requireDomain(name, false)
  const names = [...new Set([domain, ...others])]
  if (names.length <= account.quotas.namesPerCertificate) return names
  throw awsError('LimitExceededException', 'Certificate has too many domains.')
}

/** Tokens are per region; with other parameters a token is a new request. */
function recall(acm: Acm, region: string, input: JsonObject): string | undefined {
  const token = textMember(input, 'IdempotencyToken')
  if (token === undefined) return undefined
  requireToken(token)
  const found = acm.tokens.get(`${region} ${token} ${parametersOf(input)}`)
  const { clock, timings } = acm.account
  if (found === undefined || clock.now() - found.at >= timings.idempotency) return undefined
  const certificate = acm.certificates.get(found.arn)
  return certificate === undefined || certificate.deletedAt !== undefined ? undefined : found.arn
}

function remember(acm: Acm, region: string, input: JsonObject, arn: string): void {
  const token = textMember(input, 'IdempotencyToken')
  if (token === undefined) return
  const parameters = parametersOf(input)
  acm.tokens.set(`${region} ${token} ${parameters}`, {
    at: acm.account.clock.now(),
    parameters,
    arn
  })
}

function parametersOf(input: JsonObject): string {
  const { IdempotencyToken, ...parameters } = input
  return JSON.stringify(
    Object.entries(parameters).sort(([left], [right]) => (left < right ? -1 : 1))
  )
}

function requireQuota(acm: Acm, region: string): void {
  const { quotas, clock } = acm.account
  const recent = (acm.requests.get(region) ?? []).filter(at => clock.now() - at < year)
  if (recent.length >= quotas.certificatesPerYear) {
    throw awsError(
      'LimitExceededException',
      `Error: you have reached your limit of ${quotas.certificatesPerYear} certificates in the last year.`
    )
  }
  if (existingIn(acm, region).length < quotas.certificates) return
  throw awsError(
    'LimitExceededException',
    `Error: you have reached your limit of ${quotas.certificates} certificates.`
  )
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
    history: [{ at: now, status: 'PENDING_VALIDATION' }],
    ...defined({ failure })
  }
}
