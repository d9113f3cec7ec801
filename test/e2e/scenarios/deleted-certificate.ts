import type { Test } from 'tap'
import { waitUntil } from '../control-plane/wait-until.ts'
import { untilReady } from '../world/awaits.ts'
import { gatewayClass } from '../world/install.ts'
import { createPerson } from '../world/person.ts'
import { makePlace } from '../world/place.ts'
import type { World } from '../world/world.ts'
import { certificateRequests, claimOf, conditionOf, secondsFrom, type Tell } from './repairs.ts'

/**
 * A person deletes a certificate that no load balancer uses yet: the GatewayClass of its Gateway is
 * missing. The claim notices it soon after the class is there.
 */
export async function deletedCertificate(t: Test, world: World, tell: Tell): Promise<void> {
  const { admin, cloud } = world
  const person = createPerson(cloud.url)
  t.teardown(person.close)
  const place = await makePlace(world, 'unused', { gatewayClassName: 'later' })
  const request = place.request(await place.team('a'), 'kept')
  const hostname = place.hostname('kept')
  await admin.apply(request)
  const issued = async () => {
    const [claim] = await admin.get('domainclaim', hostname, '--ignore-not-found')
    return claim && conditionOf(claim, 'CertificateIssued')?.status === 'True' && claim
  }
  const { status } = await waitUntil('a certificate', issued, { within: 180_000, every: 1000 })
  const { arn = '' } = (status?.certificate ?? {}) as { arn?: string }
  await person.deleteCertificate(arn)
  t.equal(conditionOf(await claimOf(admin, hostname), 'Ready')?.status, 'False', 'it waits')
  await admin.apply({ ...gatewayClass, metadata: { name: 'later' } })
  const began = Date.now()
  const isAsked = () => certificateRequests(cloud, hostname) === 2
  // A listing of the last minute may be old enough to have the certificate.
  await waitUntil('a second certificate', isAsked, { within: 120_000 })
  const back = `requested ${secondsFrom(began)} after its Gateway was taken up`
  await untilReady(admin, request)
  tell({ deleted: 'the certificate, not in use', back, ready: `${secondsFrom(began)}` })
  t.equal(certificateRequests(cloud, hostname), 2, 'one more certificate, and no third')
  const left = cloud.certificates.list().filter(({ domain }) => domain === hostname)
  t.equal(left.length, 1, 'one certificate is there')
  t.not(left[0]?.arn, arn, 'it is the new one')
}
