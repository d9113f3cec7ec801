import type { Test } from 'tap'
import { nameOf, read, untilField, untilReady, untilReason } from '../world/awaits.ts'
import { makePlace } from '../world/place.ts'
import type { World } from '../world/world.ts'
import { certificateRequests } from './repairs.ts'

/** Two teams want one hostname; the second gets it when the first has given it up. */
export async function handOver(t: Test, world: World): Promise<void> {
  const { admin, cloud } = world
  const place = await makePlace(world, 'handover', { releaseGraceSeconds: 5 })
  const first = place.request(await place.team('first'), 'contested')
  const second = place.request(await place.team('second'), 'contested')
  await admin.apply(first)
  await untilReady(admin, first)
  await admin.apply(second)
  await untilReason(admin, second, 'HostnameTaken')
  await admin.run(['delete', ...nameOf(first)])
  await untilReady(admin, second)
  const claim = await read(admin, 'domainclaim', place.hostname('contested'))
  t.match(claim.spec?.requestRef, { namespace: second.metadata.namespace }, 'the claim is theirs')
  const found = cloud.certificates.list().filter(({ domain }) => domain.startsWith('contested.'))
  t.equal(found.length, 1, 'one certificate is there')
}

/** A request that is made again within the grace goes on with its certificate and its records. */
export async function madeAgain(t: Test, world: World): Promise<void> {
  const { admin, cloud } = world
  const place = await makePlace(world, 'again', { releaseGraceSeconds: 600 })
  const request = place.request(await place.team('a'), 'kept')
  const hostname = place.hostname('kept')
  await admin.apply(request)
  await untilReady(admin, request)
  const before = await read(admin, 'domainclaim', hostname)
  await admin.run(['delete', ...nameOf(request)])
  await untilField(admin, [`domainclaim/${hostname}`], '{.spec.releasedAt}')
  t.ok(cloud.zones.resolve(hostname, 'A'), 'the hostname still resolves')
  await admin.apply(request)
  await untilReady(admin, request)
  const after = await read(admin, 'domainclaim', hostname)
  t.equal(after.metadata.uid, before.metadata.uid, 'it is the same claim')
  t.notOk(after.spec?.releasedAt, 'the claim is not released any more')
  t.same(after.status?.certificate, before.status?.certificate, 'with the same certificate')
  t.equal(certificateRequests(cloud, hostname), 1, 'no certificate was requested anew')
  t.ok(cloud.zones.resolve(hostname, 'A'), 'the hostname resolves')
}
