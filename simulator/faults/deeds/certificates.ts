import type { FailureReason } from '../../aws/faults.ts'
import type { FaultWorld } from '../world.ts'

/** All certificates of a hostname disappear. */
export function vanishCertificates(hostname: string, world: FaultWorld): boolean {
  const { cloud, people, truth } = world
  const isSeen = truth
    .claims()
    .some(({ spec, metadata }) => spec.hostname === hostname && !metadata.deletionTimestamp)
  const arns = destroyedARNs(hostname, world)
  for (const arn of arns) cloud.certificates.vanish(arn)
  if (arns.length > 0 && !isSeen) people.unseenRemovals.add(hostname)
  return arns.length > 0
}

/** All certificates of a hostname expire now. */
export function expireCertificates(hostname: string, world: FaultWorld): boolean {
  const arns = destroyedARNs(hostname, world)
  for (const arn of arns) world.cloud.certificates.expire(arn)
  return arns.length > 0
}

/** Notes that people destroy the certificates of a hostname, and returns the ARNs. */
function destroyedARNs(hostname: string, world: FaultWorld): readonly string[] {
  const { cloud, people } = world
  const found = cloud.certificates.list().filter(({ domain }) => domain === hostname)
  if (found.length > 0) people.disturb(hostname)
  noteDestroyed(hostname, found.length, world)
  return found.map(({ arn }) => arn)
}

function noteDestroyed(hostname: string, count: number, { people }: FaultWorld): void {
  const before = people.destroyedCertificates.get(hostname) ?? 0
  if (count > 0) people.destroyedCertificates.set(hostname, before + count)
}

/**
 * The most certificates that may fail for a hostname until people mend the cause. The hooks request
 * a new certificate for each one that failed.
 */
const failuresUntilMended = 5

/** From now on certificates for the hostname fail. */
export function failCertificates(
  hostname: string,
  reason: FailureReason,
  world: FaultWorld
): boolean {
  noteDestroyed(hostname, failuresUntilMended, world)
  world.people.disturb(hostname)
  world.cloud.faults.failCertificates(hostname, reason)
  return true
}

/** From now on certificates for the hostname are issued again. */
export function mendCertificates(hostname: string, { cloud }: FaultWorld): boolean {
  cloud.faults.mendCertificates(hostname)
  return true
}

/** Somebody else in the AWS account requests a certificate with the same validation record. */
export function requestForeignCertificate(
  hostname: string,
  inRegion: string,
  { cloud }: FaultWorld
): boolean {
  const credential = `AKIAOTHER/20260101/${inRegion}/acm/aws4_request`
  const answer = cloud.handle({
    method: 'POST',
    path: '/',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'CertificateManager.RequestCertificate',
      authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0`
    },
    body: JSON.stringify({ DomainName: hostname, ValidationMethod: 'DNS' })
  })
  // A fault may strike this call too. Then no certificate is requested, which is no error.
  answer.catch(() => undefined)
  return true
}
