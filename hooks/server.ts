import closeWithGrace from 'close-with-grace'
import { type DestinationStream, pino } from 'pino'
import { createApp } from './app.ts'
import { createAWS } from './aws/aws.ts'
import { systemClock } from './clock.ts'
import type { Config } from './config.ts'
import { createHooks } from './create-hooks.ts'
import { tokenFrom } from './token.ts'

/** Beside the time that a call may take; Kubernetes waits 30 s before it kills, unless told otherwise. */
const graceSeconds = 5

/**
 * Runs the service until SIGTERM or SIGINT; then it takes no new request and finishes what is in flight.
 * @returns the address it listens on
 */
export async function serve(
  config: Config,
  logTo: DestinationStream = pino.destination(1)
): Promise<string> {
  const logger = pino({ level: config.logLevel, base: { cluster: config.clusterID } }, logTo)
  const clock = systemClock
  const fenceTimes = {
    sendWithinSeconds: config.sendWithinSeconds,
    callTimeoutSeconds: config.callTimeoutSeconds
  }
  const aws = createAWS({
    region: config.region,
    clock,
    fenceTimes,
    certificatesPerYear: config.certificatesPerYear
  })
  const hooks = createHooks({
    aws,
    clock,
    cluster: config.clusterID,
    certificateRegions: config.certificateRegions,
    fenceTimes,
    defaultRegion: config.region
  })
  const app = createApp({
    hooks,
    logger,
    ...(config.hookTokenFile === undefined ? {} : { isAuthorized: tokenFrom(config.hookTokenFile) })
  })
  warnOfOtherEndpoints(process.env, fields =>
    logger.warn(fields, 'AWS is not AWS: another endpoint is set')
  )
  const delay = (config.sendWithinSeconds + config.callTimeoutSeconds + graceSeconds) * 1000
  // A process that ends by itself has failed to listen: that must not become a success.
  closeWithGrace({ delay, logger, skip: ['beforeExit'] }, async ({ signal, err }) => {
    if (err !== undefined) logger.error({ err }, 'closing after an error')
    else logger.info({ signal }, 'closing')
    await app.close()
  })
  return app.listen({ host: config.host, port: config.port })
}

/** An endpoint of the environment other than AWS's own is meant for trials; in production it should be seen. */
function warnOfOtherEndpoints(env: NodeJS.ProcessEnv, warn: (fields: object) => void): void {
  for (const name of ['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_ACM', 'AWS_ENDPOINT_URL_ROUTE_53']) {
    if (env[name]) warn({ variable: name, endpoint: env[name] })
  }
}
