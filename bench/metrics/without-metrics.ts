import { pino } from 'pino'
import { createApp } from '../../hooks/app.ts'
import { createAWS } from '../../hooks/aws/aws.ts'
import { systemClock } from '../../hooks/clock.ts'
import { readConfig } from '../../hooks/config.ts'
import { createHooks } from '../../hooks/create-hooks.ts'

/** The service as `hooks/server.ts` starts it, but without metrics: what memory is compared with. */
const config = readConfig(process.env)
const { region, certificateRegions, sendWithinSeconds, callTimeoutSeconds } = config
const fenceTimes = { sendWithinSeconds, callTimeoutSeconds }
const clock = systemClock
const hooks = createHooks({
  aws: createAWS({ region, clock, fenceTimes }),
  clock,
  cluster: config.clusterID,
  certificateRegions,
  fenceTimes,
  defaultRegion: region
})
const app = createApp({ hooks, logger: pino({ level: config.logLevel }) })
process.once('SIGTERM', () => void app.close())
await app.listen({ host: config.host, port: config.port })
