import { pino } from 'pino'
import { apiVersion } from '../../hooks/api/schema.ts'
import { createApp } from '../../hooks/app.ts'
import { createAWS } from '../../hooks/aws/aws.ts'
import { isTrue } from '../../hooks/conditions/conditions.ts'
import { readConditions } from '../../hooks/conditions/read-conditions.ts'
import { createHooks, type HookPath } from '../../hooks/create-hooks.ts'
import { createMetrics } from '../../hooks/metrics/metrics.ts'
import { createMetricsServer } from '../../hooks/metrics/metrics-server.ts'
import type { KubeObject } from '../../simulator/api-store/objects.ts'
import { createEmbeddedAws } from '../../simulator/aws/embedded-aws.ts'
import { startCluster } from '../../simulator/cluster/cluster.ts'
import { inProcessCall } from '../../simulator/engine/transports.ts'
import { createVirtualClock } from '../../simulator/virtual-clock.ts'

const region = 'eu-central-1'
const account = '111122223333'
const fenceTimes = { sendWithinSeconds: 10, callTimeoutSeconds: 5 }
const credentials = {
  accessKeyId: 'AKIAEMBEDDED',
  secretAccessKey: 'embedded',
  accountId: account
}
const silence = { info: () => undefined, warn: () => undefined, error: () => undefined }

/**
 * The demo on virtual time: AWS, load balancers, Metacontroller and the hooks, with the metrics of
 * the hooks on a port of this machine. The hooks also answer over HTTP, to requests that the engine
 * has sent before.
 * @param start - the time at the start (ms)
 */
export async function createDemoWorld(start: number) {
  const clock = createVirtualClock(start)
  const cloud = createEmbeddedAws({ clock, aliasTargets: 'existing' })
  const metrics = createMetrics({ clock, version: '1.2.3' })
  metrics.addProcess()
  const { observer, responded } = metrics
  const sdk = { credentials, requestHandler: cloud.requestHandler() }
  const aws = createAWS({ region, clock, fenceTimes, observer, ...sdk })
  metrics.readAWSFrom(aws.figures)
  const common = { clock, cluster: 'demo', certificateRegions: [], fenceTimes }
  const hooks = metrics.watch(createHooks({ ...common, aws, defaultRegion: region }))
  const sent = new Map<string, string>()
  const call = inProcessCall(async ({ path, body, signal }) => {
    sent.set(path, body)
    const answer = await hooks[path as HookPath](JSON.parse(body), {
      signal,
      dryRun: false,
      log: silence
    })
    const { status, headers = {} } = answer
    return { status, headers, body: JSON.stringify(answer.body) }
  })
  const cluster = startCluster({ clock, cloud, call, region })
  const ready = new Set<string>()
  cluster.store.watch(
    ({ type, object }) => {
      const isReady = type !== 'DELETED' && isTrue(readConditions(object.status), 'Ready')
      ready[isReady ? 'add' : 'delete'](object.metadata.uid)
    },
    { apiVersion, kind: 'GatewayHostnameRequest' }
  )
  const app = createApp({ hooks, responded, logger: pino({ level: 'silent' }) })
  const server = createMetricsServer(metrics)
  const target = (await server.listen({ host: '127.0.0.1', port: 0 })).replace('http://', '')
  return {
    clock,
    cloud,
    cluster,
    metrics,
    target,
    /** How many requests are Ready now. */
    readyCount: () => ready.size,
    apply: (...objects: readonly KubeObject[]) => {
      for (const object of objects) cluster.store.apply(object, { manager: 'kubectl' })
    },
    /** Sends the last request of each hook again, over HTTP. */
    async sendAgain() {
      for (const [url, payload] of sent) {
        const headers = { 'content-type': 'application/json' }
        await app.inject({ method: 'POST', url, headers, payload })
      }
    },
    async stop() {
      await Promise.all([cluster.stop(), clock.advance(60_000)])
      await server.close()
      await app.close()
    }
  }
}

export type DemoWorld = Awaited<ReturnType<typeof createDemoWorld>>
