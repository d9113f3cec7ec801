import type { TakeEvents } from '../../hooks/events/decide/new-event.ts'
import { createEventServer, type EventServer, queueTo } from './event-server.ts'
import { createFlowWorld, type FlowWorld } from './flow-world.ts'

type Arguments = Parameters<typeof createFlowWorld>

/**
 * A flow world whose hooks send their events to a server.
 * @param world - options of the world: AWS, cluster
 */
export function createEventfulWorld(...[aws, cluster, hooks]: Arguments): {
  world: FlowWorld
  server: EventServer
} {
  const server = createEventServer()
  const world: FlowWorld = createFlowWorld(aws, cluster, { ...hooks, takeEvents: lateQueue })
  return { world, server }

  /** The world, and so its clock, is made after its hooks. */
  function lateQueue(): TakeEvents {
    let take: TakeEvents | undefined
    return events => {
      take ??= queueTo(server, world.clock).take
      take(events)
    }
  }
}
