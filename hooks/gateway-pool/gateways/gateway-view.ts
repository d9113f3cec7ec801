import type { Target } from '../../api/domain-claim.ts'
import type { Observation } from '../observe/observe.ts'
import type { UnreadableClaim } from '../observe/read-claims.ts'
import {
  addressOf,
  type Configuration,
  type Listener,
  listenersOf
} from '../observe/read-gateways.ts'
import { protectionOf } from './class-overrides.ts'
import { isFrozen, isHeldBack } from './configurations.ts'
import { type GatewayState, gatewayStateOf, patienceEndsAt } from './gateway-state.ts'
import { type Missed, missedFinder } from './missed-hostnames.ts'
import { regionOf, targetOf } from './target.ts'

/** One Gateway of the pool, with everything that the stages ask about it. */
export type GatewayView = {
  name: string
  exists: boolean
  /** It is being deleted. */
  terminating: boolean
  /** Its configuration is being deleted, so its certificates cannot change: see `isFrozen`. */
  frozen: boolean
  /** It cannot be created yet: see `isHeldBack`. */
  heldBack: boolean
  state: GatewayState
  /** DNS name of its load balancer; `undefined` while it has no load balancer. */
  address: string | undefined
  /** Region of its load balancer; `undefined` when the address does not tell. */
  region: string | undefined
  /**
   * Where aliases to this Gateway point; `undefined` while they cannot point to it: see `targetOf`.
   */
  target: Target | undefined
  listeners: readonly Listener[]
  /** Its LoadBalancerConfiguration; `undefined` while it has none. */
  configuration: Configuration | undefined
  /** Hostnames in service on it for which the observed lists have no claim. */
  missed: readonly Missed[]
  /** Claims on it that cannot be read. */
  unreadableClaims: readonly UnreadableClaim[]
  /** Hostnames of those claims on it that do not belong to this pool. */
  otherHostnames: readonly string[]
  /**
   * Until when the pool waits for an answer of the controller, in milliseconds since the epoch;
   * `undefined` if the pool does not wait.
   */
  patienceEndsAt: number | undefined
}

/** The pool's Gateways. */
export type GatewayViews = {
  /** The Gateways that exist. */
  existing: readonly GatewayView[]
  /** The view of a Gateway by name, whether or not the Gateway exists. */
  of: (name: string) => GatewayView
}

/** Builds the views of all Gateways, once for all stages. */
export function viewGateways(seen: Observation): GatewayViews {
  const onGateway = findByGateway(seen)
  const view = (name: string) => viewOf(name, seen, onGateway)
  const existing = [...seen.gateways.keys()].map(view)
  const byName = new Map(existing.map(gateway => [gateway.name, gateway]))
  return { existing, of: name => byName.get(name) ?? view(name) }
}

type OnGateway = ReturnType<typeof findByGateway>

/** Indexes the claims by Gateway, because a search of all claims for each Gateway would be slow. */
function findByGateway(seen: Observation) {
  const { gatewayNamespace } = seen.pool.spec
  const unreadable = Map.groupBy(seen.unreadableClaims, ({ gateway }) => gateway)
  const others = Map.groupBy(seen.otherClaims, ({ gateway }) => gateway)
  return {
    unreadableClaims: (name: string) => unreadable.get(name) ?? [],
    otherClaims: (name: string) => others.get(`${gatewayNamespace}/${name}`) ?? [],
    missed: missedFinder(seen)
  }
}

function viewOf(name: string, seen: Observation, onGateway: OnGateway): GatewayView {
  const object = seen.gateways.get(name)
  const configuration = seen.configurations.get(name)
  const frozen = isFrozen(object, configuration?.object)
  const heldBack = isHeldBack(object, configuration?.object)
  const listeners = listenersOf(object)
  const address = addressOf(object)
  const protection = protectionOf(seen, configuration)
  return {
    name,
    exists: object !== undefined,
    terminating: object?.metadata.deletionTimestamp !== undefined,
    frozen,
    heldBack,
    state: gatewayStateOf({ name, object, configuration: configuration?.object, protection }, seen),
    address,
    region: regionOf(address),
    target: targetOf(object, seen.pool),
    listeners,
    configuration,
    missed: onGateway.missed(listeners, configuration),
    unreadableClaims: onGateway.unreadableClaims(name),
    otherHostnames: onGateway.otherClaims(name).map(({ hostname }) => hostname),
    patienceEndsAt: patienceEndsAt(object, seen.now)
  }
}
