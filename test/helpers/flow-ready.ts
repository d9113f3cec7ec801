import type { KubeObject } from '../../simulator/api-store/objects.ts'
import { aNamespace, aPlatform, aRequest } from './flow-objects.ts'
import { createFlowWorld, type FlowWorld } from './flow-world.ts'

/** The hostname of the request `shop/web`. */
export const webHostname = 'web.apps.example.com'

/**
 * Brings the request `shop/web` for web.apps.example.com to Ready.
 * @param world - may have zones of its own
 * @throws if the request does not become Ready
 */
export async function readyWeb(
  platform: readonly KubeObject[] = aPlatform(),
  world = createFlowWorld()
): Promise<FlowWorld> {
  world.apply(...platform, aNamespace('shop'), aRequest('shop', 'web', webHostname))
  return whenReady(world, 'web')
}

/**
 * Applies the first three examples, and brings their request `shop/shop` to Ready.
 * @throws if the request does not become Ready
 */
export async function readyExamples(): Promise<FlowWorld> {
  const world = createFlowWorld()
  world.applyExamples('01-gateway-class.yaml', '02-pool.yaml', '03-first-request.yaml')
  return whenReady(world, 'shop')
}

async function whenReady(world: FlowWorld, name: string): Promise<FlowWorld> {
  if (await world.untilReady('shop', name, 900)) return world
  throw new Error(`the request ${name} does not become Ready: ${world.ready('shop', name)}`)
}
