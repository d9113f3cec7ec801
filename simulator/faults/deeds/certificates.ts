import type { FailureReason } from '../../aws/faults.ts'
import type { FaultWorld } from '../world.ts'

/** All certificates of a hostname are taken away, or end now. */
export function destroyCertificates(
  hostname: string,
  how: 'vanishCertificate' | 'expireCertificate',
  world: FaultWorld
): boolean {
  const { certificates } = world.cloud
  const isWatched = world.sight
    .claims()
    .some(
      ({ spec, metadata }) => spec.hostname === hostname && metadata.deletionTimestamp === undefined
    )
  const found = certificates.list().filter(({ domain }) => domain === hostname)
  for (const { arn } of found) {
    world.people.disturb(hostname)
    count(hostname, 1, world)
    if (how === 'vanishCertificate') certificates.vanish(arn)
    else certificates.expire(arn)
  }
  if (found.length > 0 && how === 'vanishCertificate' && !isWatched)
    world.people.unwatched.add(hostname)
  return found.length > 0
}

/** From now on ACM refuses the hostname. */
export function failCertificates(
  hostname: string,
  reason: FailureReason,
  world: FaultWorld
): boolean {
  count(hostname, 5, world)
  world.people.disturb(hostname)
  world.cloud.faults.failCertificates(hostname, reason)
  return true
}

/** ACM takes the hostname again. */
export function mendCertificates(hostname: string, { cloud }: FaultWorld): boolean {
  cloud.faults.mendCertificates(hostname)
  return true
}

function count(hostname: string, more: number, { people }: FaultWorld): void {
  people.destroyed.set(hostname, (people.destroyed.get(hostname) ?? 0) + more)
}

/** Somebody else in the account asks for a certificate of the same name, which rests on the same validation record. */
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
  // whoever asks at a bad moment gets none
  answer.catch(() => undefined)
  return true
}
