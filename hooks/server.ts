import closeWithGrace from 'close-with-grace'
import { type DestinationStream, pino } from 'pino'
import { createApp } from './app.ts'
import { createAWS } from './aws/aws.ts'
import { withoutSecrets } from './aws/without-secrets.ts'
import { systemClock } from './clock.ts'
import type { Config } from './config.ts'
import { createHooks, type HookPath } from './create-hooks.ts'
import { defined } from './defined.ts'
import type { EventQueue } from './events/send/event-queue.ts'
import { startEvents } from './events/start-events.ts'
import type { Hook } from './hook.ts'
import { createMetrics, type Metrics } from './metrics/metrics.ts'
import { createMetricsServer } from './metrics/metrics-server.ts'
import { textOf } from './text/text-of.ts'
import { tokenFrom } from './token.ts'
import { startTracing } from './tracing/start-tracing.ts'
import { packageVersion } from './version.ts'

/**
 * After SIGTERM, the service has this many seconds more than the AWS calls of one hook may take.
 * The sum is at most the 30 s that Kubernetes by default waits before it kills the process.
 */
const graceSeconds = 5

/**
 * Starts the service. It runs until SIGTERM or SIGINT. Then it takes no new requests, and finishes
 * the requests that are being answered.
 * @returns the address that the service listens on
 */
export async function serve(
  config: Config,
  logTo: DestinationStream = pino.destination(1)
): Promise<string> {
  const { logLevel: level, clusterID: cluster, hookTokenFile, bodyLimitMiB } = config
  const logger = pino({ level, base: { cluster }, serializers: { err: errorFields } }, logTo)
  const tracing = await startTracing({ env: process.env, clock: systemClock, log: logger, cluster })
  const isAuthorized = hookTokenFile === undefined ? undefined : tokenFrom(hookTokenFile)
  const metrics = createMetrics({ clock: systemClock, version: packageVersion() })
  metrics.addProcess()
  const events = config.events
    ? startEvents({ ...inPod(config), clock: systemClock, log: logger })
    : undefined
  const hooks = hooksFor(config, metrics, events)
  const { responded } = metrics
  const app = createApp({ hooks, logger, bodyLimitMiB, responded, ...defined({ isAuthorized }) })
  const metricsServer = createMetricsServer(metrics)
  if (isAuthorized === undefined)
    logger.warn('no HOOK_TOKEN_FILE: every program that reaches the hooks can change DNS records')
  for (const fields of customEndpoints(process.env))
    logger.warn(fields, 'AWS calls go to a custom endpoint')
  const delay = (config.sendWithinSeconds + config.callTimeoutSeconds + graceSeconds) * 1000
  // If the service cannot listen, its process ends without a signal. If `beforeExit` were not
  // skipped, the process would then end with status 0.
  closeWithGrace({ delay, logger, skip: ['beforeExit'] }, async ({ signal, err }) => {
    if (err !== undefined) logger.error({ err }, 'closing after an error')
    else logger.info({ signal }, 'closing')
    await app.close()
    await metricsServer.close()
    await Promise.all([events?.stop(), tracing?.stop()])
  })
  // The metrics listen first: if their port is taken, the process ends before it answers any hook.
  const { host, port, metricsPort } = config
  const metricsURL = `${await metricsServer.listen({ host, port: metricsPort })}/metrics`
  logger.info({ metricsURL }, 'Prometheus can ask for metrics')
  return app.listen({ host, port }).catch(async error => {
    // A server that listens would keep the process alive.
    await metricsServer.close()
    throw error
  })
}

/**
 * What the log has of an error. The serializer of pino also shows all fields of the error. An error
 * of the AWS SDK may have its whole request there, with the session token among the headers.
 */
function errorFields(error: unknown): object {
  if (!(error instanceof Error)) return { message: withoutSecrets(textOf(error)) }
  const { name, message, stack = '' } = error
  return { type: name, message: withoutSecrets(message), stack: withoutSecrets(stack) }
}

/** How the hooks reach the API server of the cluster that they run in. */
function inPod({ eventsTokenFolder: folder }: Config) {
  return { folder, env: process.env }
}

function hooksFor(
  config: Config,
  metrics: Metrics,
  events: EventQueue | undefined
): Record<HookPath, Hook> {
  const clock = systemClock
  const { region, certificatesPerYear, certificateRegions } = config
  const { sendWithinSeconds, callTimeoutSeconds } = config
  const fenceTimes = { sendWithinSeconds, callTimeoutSeconds }
  const { observer } = metrics
  const aws = createAWS({ region, clock, fenceTimes, certificatesPerYear, observer })
  metrics.readAWSFrom(aws.figures)
  const hooks = createHooks({
    aws,
    clock,
    cluster: config.clusterID,
    certificateRegions,
    fenceTimes,
    defaultRegion: region,
    certificatesPerYear,
    ...defined({ takeEvents: events?.take })
  })
  return metrics.watch(hooks)
}

/**
 * The endpoints that the environment sets instead of those of AWS. They are meant for tests. The
 * service logs a warning, so that they are noticed in production.
 */
function customEndpoints(env: NodeJS.ProcessEnv): { variable: string; endpoint: string }[] {
  const variables = ['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_ACM', 'AWS_ENDPOINT_URL_ROUTE_53']
  return variables
    .map(variable => ({ variable, endpoint: env[variable] ?? '' }))
    .filter(({ endpoint }) => endpoint !== '')
}
