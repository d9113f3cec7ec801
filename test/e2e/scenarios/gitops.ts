import type { Test } from 'tap'
import { aNamespace } from '../../helpers/flow-objects.ts'
import { nameOf, read, untilGone, untilReady } from '../world/awaits.ts'
import { gatewayClass } from '../world/install.ts'
import { makePlace } from '../world/place.ts'
import type { World } from '../world/world.ts'

/** What Argo CD and Flux do: server-side apply, again and again, by a manager of their own. */
export async function gitOps(t: Test, world: World): Promise<void> {
  const { admin, cloud } = world
  const place = await makePlace(world, 'gitops')
  const team = await place.team('a')
  const request = place.request(team, 'shop')
  const [live] = await admin.get('gatewaypool', place.pool)
  const pool = { apiVersion: live?.apiVersion, kind: live?.kind, metadata: { name: place.pool } }
  const objects = [gatewayClass, aNamespace(place.edge), { ...pool, spec: live?.spec }, request]
  const apply = ['apply', '--server-side', '--field-manager=gitops', '--force-conflicts', '-f', '-']
  await admin.run(apply, objects)
  await untilReady(admin, request)
  const before = await read(admin, ...nameOf(request))
  const said = await admin.run(apply, objects)
  const after = await read(admin, ...nameOf(request))
  t.match(said, 'shop serverside-applied')
  t.equal(after.metadata.resourceVersion, before.metadata.resourceVersion, 'nothing changes')
  const diff = ['diff', '--server-side', '--field-manager=gitops', '--force-conflicts', '-f', '-']
  const { status, stdout } = await admin.try(diff, objects)
  t.equal(stdout, '', 'no difference is left to apply')
  t.equal(status, 0)
  // Argo CD prunes in the foreground.
  await admin.run(['delete', ...nameOf(request), '--cascade=foreground', '--timeout=60s'])
  await untilGone(admin, `domainclaim/${place.hostname('shop')}`)
  t.notOk(cloud.zones.resolve(place.hostname('shop'), 'A'), 'a pruned request has no record')
}
