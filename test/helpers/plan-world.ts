import type { Applier } from '../../hooks/commands/cluster/applier.ts'
import type { ReadObject } from '../../hooks/commands/cluster/cluster-reader.ts'
import { makePlan } from '../../hooks/commands/plan/make-plan.ts'
import type { Plan } from '../../hooks/commands/plan/planned.ts'
import { createApiStore } from '../../simulator/api-store/api-store.ts'
import type { KubeObject } from '../../simulator/api-store/objects.ts'
import { installed } from '../../simulator/cluster/cluster.ts'
import type { FlowWorld } from './flow-world.ts'
import { readerOfAll } from './hostname-world.ts'

/**
 * The server-side dry run of a simulated cluster: the object is applied to a store of its own, in
 * which the namespaces and the former version of the object are.
 */
export function applierOf(world: FlowWorld): Applier {
  return {
    dryRun: async object => {
      const { crds, policies } = installed()
      const store = createApiStore({ crds, policies, clock: world.clock })
      const manager = { manager: 'kubectl' }
      const { kind = '', metadata } = object
      const isFormer = (each: KubeObject) =>
        each.metadata.name === metadata.name && each.metadata.namespace === metadata.namespace
      const former = kind === 'Namespace' ? [] : world.list(kind).filter(isFormer)
      for (const { apiVersion, kind, metadata, spec } of [...world.list('Namespace'), ...former]) {
        const { name, namespace, labels } = metadata
        const own = { name, ...(namespace && { namespace }), ...(labels && { labels }) }
        store.apply({ apiVersion, kind, metadata: own, spec } as unknown as KubeObject, manager)
      }
      try {
        const applied = store.apply(object as unknown as KubeObject, manager)
        return { ok: true, object: applied as unknown as ReadObject }
      } catch (error) {
        return { ok: false, why: (error as Error).message }
      } finally {
        store.close()
      }
    }
  }
}

/** Plans a manifest on a simulated cluster, with its hooks. */
export async function planOf(world: FlowWorld, manifest: readonly KubeObject[]): Promise<Plan> {
  let plan: Plan | undefined
  let failure: unknown
  const tools = {
    reader: readerOfAll(world),
    applier: applierOf(world),
    askHooks: async (path: string, body: object) => {
      const signal = AbortSignal.timeout(60_000)
      const reply = await world.hooks.call(`http://hooks${path}`, JSON.stringify(body), {
        headers: {},
        timeoutSeconds: 30,
        signal
      })
      return { ok: true, value: reply } as const
    },
    clock: world.clock,
    settings: { region: 'eu-central-1' }
  }
  void makePlan(tools, manifest as unknown as ReadObject[]).then(
    made => {
      plan = made
    },
    error => {
      failure = error
    }
  )
  await world.until(() => plan !== undefined || failure !== undefined, 60)
  if (plan === undefined) throw failure ?? new Error('the plan does not end')
  return plan
}
