import type { Test } from 'tap'
import { untilField, untilReady, untilReason } from '../world/awaits.ts'
import { makePlace } from '../world/place.ts'
import type { World } from '../world/world.ts'

/** Children that lost their owner, as after a restore from a backup, are adopted again. */
export async function adoption(t: Test, world: World): Promise<void> {
  const { admin } = world
  const place = await makePlace(world, 'adopt')
  const team = await place.team('a')
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: team },
    spec: { selector: { app: 'web' }, ports: [{ port: 80 }] }
  }
  const route = { backendRef: { name: 'web', port: 80 }, healthCheckPath: '/up' }
  const request = place.request(team, 'shop', { route })
  const denied = place.request(await place.team('b'), 'shop')
  await admin.apply(service, request)
  await untilReady(admin, request)
  await admin.apply(denied)
  await untilReason(admin, denied, 'HostnameTaken')
  const kinds = ['gateways', 'httproutes', 'loadbalancerconfigurations']
  const children = [
    ...(await admin.get('domainclaims', place.hostname('shop'))),
    ...(await admin.get('hostnamedenials')).filter(({ spec }) => spec?.poolName === place.pool),
    ...(await Promise.all(kinds.map(kind => admin.get(kind, '-n', place.edge)))).flat(),
    ...(await admin.get('httproutes', '-n', team)),
    ...(await admin.get('targetgroupconfigurations', '--all-namespaces')).filter(
      ({ metadata }) => metadata.namespace === team || metadata.namespace === place.edge
    )
  ]
  const orphan = '[{"op":"remove","path":"/metadata/ownerReferences"}]'
  for (const { kind, metadata } of children) {
    const words = [`${kind}/${metadata.name}`]
    if (metadata.namespace !== undefined) words.push('-n', metadata.namespace)
    await admin.run(['patch', ...words, '--type=json', '-p', orphan])
    const owner = metadata.ownerReferences?.[0]?.uid
    await untilField(admin, words, `{.metadata.ownerReferences[0].uid}=${owner}`)
    t.pass(`${kind} ${metadata.name} is adopted`)
  }
  await untilReady(admin, request)
}
