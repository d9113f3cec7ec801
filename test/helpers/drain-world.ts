import type { ReadObject } from '../../hooks/commands/cluster/cluster-reader.ts'
import type { ClusterWriter } from '../../hooks/commands/cluster/cluster-writer.ts'
import { type Drained, drain } from '../../hooks/commands/drain/drain.ts'
import { readLeft, uidsOf } from '../../hooks/commands/drain/left.ts'
import { installed } from '../../simulator/cluster/cluster.ts'
import type { FlowWorld } from './flow-world.ts'
import { objectReader } from './object-reader.ts'

const kinds: Record<string, string> = {
  'gatewayhostnamerequests.gateway-orchestrator.io': 'GatewayHostnameRequest',
  'gatewaypools.gateway-orchestrator.io': 'GatewayPool'
}

/** Reads a simulated cluster as commands do. */
export function readerOf(world: FlowWorld) {
  return objectReader(() => {
    const ours = ['GatewayHostnameRequest', 'DomainClaim', 'GatewayPool'].flatMap(world.list)
    return [...installed().crds, ...ours] as unknown as ReadObject[]
  })
}

/** Deletes in a simulated cluster, as a user with all rights. Policies can refuse. */
function writerOf(world: FlowWorld): ClusterWriter {
  return {
    remove: async ({ resource, objects }) =>
      objects.flatMap(({ metadata: { name, namespace } }) => {
        try {
          world.remove(kinds[resource] ?? '', name, namespace)
          return []
        } catch (error) {
          return (error as Error).message
        }
      })
  }
}

/** A drain that has begun: what it says, how it ends, and how to interrupt it. */
export type Begun = {
  lines: string[]
  ended: () => Drained | undefined
  interrupt: () => void
}

/** Begins to drain a simulated cluster. What is there is agreed to. */
export async function beginDrain(world: FlowWorld): Promise<Begun> {
  const reader = readerOf(world)
  const agreed = uidsOf(await readLeft(reader))
  const lines: string[] = []
  const interruption = new AbortController()
  let ended: Drained | undefined
  const tools = {
    reader,
    writer: writerOf(world),
    clock: world.clock,
    say: (line: string) => void lines.push(line),
    signal: interruption.signal
  }
  void drain(tools, agreed).then(result => {
    ended = result
  })
  return { lines, ended: () => ended, interrupt: () => interruption.abort() }
}
