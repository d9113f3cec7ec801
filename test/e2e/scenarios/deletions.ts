import type { Test } from 'tap'
import { read, untilGone, untilReady } from '../world/awaits.ts'
import { makePlace } from '../world/place.ts'
import type { World } from '../world/world.ts'

/** `kubectl delete namespace` takes the requests, their routes, and in the end their hostnames. */
export async function namespaceDeleted(t: Test, world: World): Promise<void> {
  const { admin, cloud } = world
  const place = await makePlace(world, 'whole')
  const team = await place.team('a')
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: team },
    spec: { selector: { app: 'web' }, ports: [{ port: 80 }] }
  }
  const route = { backendRef: { name: 'web', port: 80 } }
  const requests = [place.request(team, 'plain'), place.request(team, 'routed', { route })]
  await admin.apply(service, ...requests)
  for (const request of requests) await untilReady(admin, request)
  t.equal((await admin.get('httproutes', '-n', team)).length, 1, 'the route is there')
  await admin.run(['delete', 'namespace', team, '--timeout=120s'])
  for (const label of ['plain', 'routed']) {
    await untilGone(admin, `domainclaim/${place.hostname(label)}`)
    t.notOk(cloud.zones.resolve(place.hostname(label), 'A'), `${label} has no record`)
  }
  const left = cloud.certificates.list().filter(({ domain }) => domain.endsWith('.whole.test'))
  t.same(left, [], 'no certificate is left')
}

/** A pool in use cannot be deleted, in the foreground or otherwise. */
export async function poolInUse(t: Test, world: World): Promise<void> {
  const { admin } = world
  const place = await makePlace(world, 'inuse')
  const request = place.request(await place.team('a'), 'shop')
  await admin.apply(request)
  await untilReady(admin, request)
  const refuses = async (cascade: string, reason: RegExp) => {
    const flags = [`--cascade=${cascade}`, '--wait=false']
    const { status, stderr } = await admin.try(['delete', 'gatewaypool', place.pool, ...flags])
    t.not(status, 0, `${cascade}: the deletion is refused`)
    t.match(stderr, reason, `${cascade}: with the reason`)
  }
  for (const cascade of ['foreground', 'orphan', 'background'])
    await refuses(cascade, /1 hostnames? held/)
  const permission = 'gateway-orchestrator.io/allow-delete'
  await admin.run(['annotate', 'gatewaypool', place.pool, `${permission}=true`])
  for (const cascade of ['foreground', 'orphan'])
    await refuses(cascade, /background propagation only/)
  await admin.run(['annotate', 'gatewaypool', place.pool, `${permission}-`])
  const claim = await admin.try(['delete', 'domainclaim', place.hostname('shop'), '--wait=false'])
  t.match(claim.stderr, 'holds a hostname in use', 'the claim cannot be deleted either')
  const pool = await read(admin, 'gatewaypool', place.pool)
  t.notOk(pool.metadata.deletionTimestamp, 'the pool is not Terminating')
  await untilReady(admin, request)
}
