import { createMetrics } from '../../hooks/metrics/metrics.ts'
import { createFlowWorld, type FlowWorld } from './flow-world.ts'
import { totalOf } from './samples.ts'

/** A flow world whose hooks have metrics. */
export type MetricsWorld = FlowWorld & {
  /** All metrics as Prometheus would get them now. */
  scrape: () => Promise<string>
  /** The sum of a metric's samples now: see `totalOf`. */
  total: (name: string, labels?: Record<string, string>) => Promise<number | undefined>
}

/** Makes a flow world with the same options. */
export function createMetricsWorld(...[aws, cluster, hooks]: Parameters<typeof createFlowWorld>) {
  const world = createFlowWorld(aws, cluster, {
    ...hooks,
    createMetrics: clock => createMetrics({ clock, version: '1.2.3' })
  })
  const scrape = async () => (await world.hooks.metrics()?.text()) ?? ''
  const made: MetricsWorld = {
    ...world,
    scrape,
    total: async (name, labels) => totalOf(await scrape(), name, labels)
  }
  return made
}
