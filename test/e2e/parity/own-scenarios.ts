import type { KubeObject } from '../../../simulator/api-store/objects.ts'
import { aRoute } from '../../helpers/flow-objects.ts'
import { nameOf, read, untilField, untilGone, untilReady, untilReason } from '../world/awaits.ts'
import type { Place } from '../world/place.ts'
import type { World } from '../world/world.ts'

/** Where a scenario runs. */
export type Stage = { world: World; place: Place; team: string; other: string }

/** What somebody does, until what is reached. Then everything settles, and is compared. */
export type OwnStep = { says: string; act: (stage: Stage) => Promise<unknown> }

/** A scenario with our own hooks, in a pool of its own. `pool` is more of the spec of the pool. */
export type OwnScenario = { name: string; pool?: object; steps: readonly OwnStep[] }

const applied = async ({ world }: Stage, ...objects: object[]) => world.admin.apply(...objects)

const ready = (label: string, spec: object = {}): OwnStep => ({
  says: `${label} is Ready`,
  act: async stage => {
    const request = stage.place.request(stage.team, label, { ...spec })
    await applied(stage, request)
    await untilReady(stage.world.admin, request)
  }
})

const gone = (label: string): OwnStep => ({
  says: `${label} is gone`,
  act: async ({ world, place, team }) => {
    await world.admin.run(['delete', ...nameOf(place.request(team, label))])
    await untilGone(world.admin, `domainclaim/${place.hostname(label)}`)
  }
})

const refused = (label: string, reason: string): OwnStep => ({
  says: `${label} of another team: ${reason}`,
  act: async stage => {
    const request = stage.place.request(stage.other, label)
    await applied(stage, request)
    await untilReason(stage.world.admin, request, reason)
  }
})

const service: OwnStep = {
  says: 'a Service',
  act: stage =>
    applied(stage, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web', namespace: stage.team },
      spec: { selector: { app: 'web' }, ports: [{ port: 80 }] }
    })
}

const routed = (healthCheckPath: string): OwnStep => ({
  says: `with a route and the health check ${healthCheckPath}`,
  act: async stage => {
    const route = { backendRef: { name: 'web', port: 80 }, healthCheckPath }
    const request = stage.place.request(stage.team, 'shop', { route })
    await applied(stage, request)
    const { metadata } = await read(stage.world.admin, ...nameOf(request))
    const observed = `{.status.observedGeneration}=${metadata.generation}`
    await untilField(stage.world.admin, nameOf(request), observed)
    await untilReady(stage.world.admin, request)
  }
})

async function theGateway({ world, place }: Stage): Promise<KubeObject> {
  const [gateway] = await world.admin.get('gateways', '-n', place.edge)
  if (gateway === undefined) throw new Error(`${place.pool} has no Gateway`)
  return gateway
}

const patchGateway = (says: string, patch: object): OwnStep => ({
  says,
  act: async stage => {
    const { metadata } = await theGateway(stage)
    const words = ['patch', 'gateway', metadata.name, '-n', stage.place.edge, '--type=json']
    await stage.world.admin.run([...words, '-p', JSON.stringify([patch])])
  }
})

const setPool = (says: string, spec: object): OwnStep => ({
  says,
  act: async ({ world, place }) => {
    const patch = JSON.stringify({ spec })
    await world.admin.run(['patch', 'gatewaypool', place.pool, '--type=merge', '-p', patch])
  }
})

export const ownScenarios: readonly OwnScenario[] = [
  { name: 'a hostname comes and goes', steps: [ready('shop'), gone('shop')] },
  {
    name: 'a route, and another health check',
    steps: [service, routed('/up'), routed('/down'), gone('shop')]
  },
  { name: 'a conflict', steps: [ready('shop'), refused('shop', 'HostnameTaken')] },
  {
    name: 'a hand-over',
    steps: [ready('shop'), refused('shop', 'HostnameTaken'), handedOver()]
  },
  {
    name: 'made again within the grace',
    pool: { releaseGraceSeconds: 600 },
    steps: [ready('shop'), released('shop'), ready('shop')]
  },
  {
    name: 'a second Gateway',
    pool: { capacity: { maxHostnamesPerGateway: 1 } },
    steps: [ready('one'), ready('two'), gone('one')]
  },
  {
    name: 'a pool is full',
    pool: { capacity: { maxHostnamesPerGateway: 1, maxGateways: 1 } },
    steps: [ready('one'), refused('two', 'PoolFull')]
  },
  {
    name: 'somebody changes the Gateway',
    steps: [
      ready('shop'),
      patchGateway('a label', { op: 'add', path: '/metadata/labels/a', value: 'b' }),
      patchGateway('a port', { op: 'replace', path: '/spec/listeners/0/port', value: 8443 })
    ]
  },
  {
    name: 'somebody deletes the route of a request',
    steps: [service, routed('/up'), routeDeleted()]
  },
  {
    name: 'a route that no listener admits',
    steps: [ready('shop'), foreignRoute()]
  },
  {
    name: 'another grace, another idle timeout',
    steps: [
      ready('shop'),
      setPool('a grace', { releaseGraceSeconds: 7 }),
      setPool('a timeout', {
        loadBalancer: { attributes: [{ key: 'idle_timeout.timeout_seconds', value: '70' }] }
      })
    ]
  },
  {
    name: 'a pool without hostnames is deleted',
    steps: [
      {
        says: 'deleted',
        act: ({ world, place }) =>
          world.admin.run(['delete', 'gatewaypool', place.pool, '--timeout=60s'])
      }
    ]
  }
]

function handedOver(): OwnStep {
  return {
    says: 'the second team has it',
    act: async ({ world, place, team, other }) => {
      await world.admin.run(['delete', ...nameOf(place.request(team, 'shop'))])
      await untilReady(world.admin, place.request(other, 'shop'))
    }
  }
}

function released(label: string): OwnStep {
  return {
    says: `${label} is released`,
    act: async ({ world, place, team }) => {
      await world.admin.run(['delete', ...nameOf(place.request(team, label))])
      const claim = [`domainclaim/${place.hostname(label)}`]
      await untilField(world.admin, claim, '{.spec.releasedAt}')
    }
  }
}

function routeDeleted(): OwnStep {
  return {
    says: 'the route is deleted',
    act: ({ world, team }) => world.admin.run(['delete', 'httproutes', '--all', '-n', team])
  }
}

function foreignRoute(): OwnStep {
  return {
    says: 'a route of another team',
    act: async ({ world, place, team, other }) => {
      const { status } = await read(world.admin, 'ghr', '-n', team, 'shop')
      const spec = { parentRefs: [status?.parentRef], rules: [{}] }
      await applied({ world, place, team, other }, aRoute(other, 'foreign', spec))
    }
  }
}
