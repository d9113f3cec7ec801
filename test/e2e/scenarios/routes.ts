import type { Test } from 'tap'
import { aRoute } from '../../helpers/flow-objects.ts'
import { read, untilField, untilReady } from '../world/awaits.ts'
import { makePlace } from '../world/place.ts'
import type { World } from '../world/world.ts'

/** A listener admits the routes of the namespace that has its hostname, and no other. */
export async function routesOfOthers(t: Test, world: World): Promise<void> {
  const { admin } = world
  const place = await makePlace(world, 'routes')
  const [owner, other] = [await place.team('owner'), await place.team('other')]
  const request = place.request(owner, 'shop')
  await admin.apply(request)
  await untilReady(admin, request)
  const { status } = await read(admin, 'ghr', '-n', owner, 'shop')
  const spec = { parentRefs: [status?.parentRef], rules: [{}] }
  await admin.apply(aRoute(owner, 'own', spec), aRoute(other, 'foreign', spec))
  const reason = '{.status.parents[0].conditions[?(@.type=="Accepted")].reason}'
  await untilField(admin, ['httproute/own', '-n', owner], `${reason}=Accepted`)
  await untilField(admin, ['httproute/foreign', '-n', other], `${reason}=NotAllowedByListeners`)
  t.pass('the route of the owner is accepted, and the route of another team is not')
  await admin.run(['delete', 'httproute', '-n', owner, 'own'])
  await admin.run(['delete', 'httproute', '-n', other, 'foreign'])
}

/** A pool adds a Gateway when the others are full. */
export async function spillOver(t: Test, world: World): Promise<void> {
  const { admin, cloud } = world
  const place = await makePlace(world, 'spill', { capacity: { maxHostnamesPerGateway: 2 } })
  const team = await place.team('a')
  const requests = ['a', 'b', 'c'].map(label => place.request(team, label))
  await admin.apply(...requests)
  for (const request of requests) await untilReady(admin, request)
  const gateways = await admin.get('gateways', '-n', place.edge)
  const hostnames = gateways.map(({ spec }) => {
    const listeners = spec?.listeners as readonly { hostname?: string }[]
    return listeners.filter(({ hostname }) => hostname?.endsWith('.spill.test')).length
  })
  t.same(hostnames.toSorted(), [1, 2], 'two Gateways have the three hostnames')
  const balancers = cloud.loadBalancers.list().filter(({ name }) => name.includes('spill'))
  t.equal(balancers.length, 2, 'each Gateway has a load balancer')
}
