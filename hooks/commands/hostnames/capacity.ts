import { conditionOf } from '../../conditions/conditions.ts'
import { readConditions } from '../../conditions/read-conditions.ts'
import { defined } from '../../defined.ts'
import { readConfiguration } from '../../gateway-pool/observe/read-gateways.ts'
import type { ReadObject } from '../cluster/cluster-reader.ts'
import { at, knownNumberAt, listAt, numberAt, textAt } from '../cluster/objects.ts'
import { tableOf } from '../terminal/table.ts'

/** How full one Gateway is. A number that is not known is absent. */
export type GatewayCapacity = {
  name: string
  ready: boolean
  hostnames: number
  certificates?: number
  /** Rules of the load balancer, by its routes: those of teams, and those of the pool. */
  rules?: number
}

/** How full a pool is. */
export type PoolCapacity = {
  pool: string
  ready: string
  /** Numbers of the status; absent while nothing has answered for the pool. */
  hostnames?: number
  waiting?: number
  free?: number
  maxGateways: number
  /** The most hostnames on a Gateway. Each takes a certificate. */
  maxHostnamesPerGateway: number
  gateways: readonly GatewayCapacity[]
  message?: string
}

/** The quota of rules of an ALB (Elastic Load Balancing, "Quotas for your Application LBs"). */
export const rulesOfALB = 100

/** What a capacity is made of. Lists that could not be read are `undefined`. */
export type CapacitySources = {
  pools: readonly ReadObject[]
  configurations: readonly ReadObject[] | undefined
  /** HTTPRoutes and GRPCRoutes. */
  routes: readonly ReadObject[] | undefined
}

/** How full the pools are. It is a pure function. */
export function capacityOf({ pools, configurations, routes }: CapacitySources): PoolCapacity[] {
  return pools.map(pool => {
    const namespace = textAt(pool, 'spec', 'gatewayNamespace') ?? ''
    const ready = conditionOf(readConditions(pool.status), 'Ready')
    const gateways = listAt(pool, 'status', 'gateways').map(gateway => {
      const name = textAt(gateway, 'name') ?? ''
      const configuration = configurations?.find(
        ({ metadata }) => metadata.namespace === namespace && metadata.name === name
      )
      return {
        name,
        ready: at(gateway, 'ready') === true,
        hostnames: numberAt(gateway, 'hostnames'),
        ...defined({
          certificates: configuration && certificatesOf(configuration),
          rules: routes && rulesOf(routes, namespace, name)
        })
      }
    })
    return {
      pool: pool.metadata.name,
      ready: ready === undefined ? 'Unknown' : `${ready.status} ${ready.reason}`,
      ...defined({
        hostnames: knownNumberAt(pool, 'status', 'hostnames'),
        waiting: knownNumberAt(pool, 'status', 'waiting'),
        free: knownNumberAt(pool, 'status', 'free')
      }),
      maxGateways: numberAt(pool, 'spec', 'capacity', 'maxGateways'),
      maxHostnamesPerGateway: numberAt(pool, 'spec', 'capacity', 'maxHostnamesPerGateway'),
      gateways,
      ...(ready !== undefined && ready.status !== 'True' && { message: ready.message })
    }
  })
}

function certificatesOf(configuration: ReadObject): number {
  return readConfiguration(configuration as never).arns.length
}

/** The load balancer controller makes a rule for each match of each rule of a route. */
function rulesOf(routes: readonly ReadObject[], namespace: string, name: string): number {
  const attached = routes.filter(route =>
    listAt(route, 'spec', 'parentRefs').some(
      ref =>
        textAt(ref, 'name') === name &&
        (textAt(ref, 'namespace') ?? route.metadata.namespace) === namespace
    )
  )
  const rules = attached.flatMap(route => listAt(route, 'spec', 'rules'))
  return rules.reduce<number>((sum, rule) => sum + Math.max(1, listAt(rule, 'matches').length), 0)
}

/** Capacities as a table: a line for each pool, and one for each of its Gateways. */
export function capacityTable(pools: readonly PoolCapacity[]): string {
  const head = ['POOL', 'GATEWAY', 'HOSTNAMES', 'CERTIFICATES', 'RULES', 'READY']
  const part = (used: number | undefined, most: number) => `${used ?? '?'}/${most}`
  const rows = pools.flatMap(each => {
    const { pool, gateways, maxGateways, maxHostnamesPerGateway: most } = each
    const [all, waiting, free] = [each.hostnames, each.waiting, each.free].map(n => n ?? '?')
    const total = `${all} (+${waiting}, ${free} free)`
    return [
      [pool, part(gateways.length, maxGateways), total, '', '', each.ready],
      ...gateways.map(({ name, hostnames, certificates, rules, ready }) => [
        '',
        name,
        part(hostnames, most),
        part(certificates, most),
        part(rules, rulesOfALB),
        ready ? 'True' : 'False'
      ])
    ]
  })
  return tableOf(head, rows)
}
