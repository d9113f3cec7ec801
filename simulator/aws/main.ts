import { parseArgs } from 'node:util'
import { systemClock } from '../../hooks/clock.ts'
import { createEmbeddedAws } from './embedded-aws.ts'
import { awsTimings, scaleWaits } from './timings.ts'

/**
 * `node simulator/aws/main.ts [--port 4566] [--zone example.com]… [--speed 10]` runs an embedded
 * AWS on loopback until it is interrupted. It prints `export` commands for `eval`. They set the
 * environment variables with which an SDK or the AWS CLI calls this server.
 */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    zone: { type: 'string', multiple: true, default: [] },
    speed: { type: 'string', default: '1' }
  }
})
const timings = scaleWaits(awsTimings, 1 / Number(values.speed))
const aws = createEmbeddedAws({ clock: systemClock, timings })
const { url, close } = await aws.listen(Number(values.port))
for (const name of values.zone) aws.zones.create(name)

const credentials = 'AWS_ACCESS_KEY_ID=embedded AWS_SECRET_ACCESS_KEY=embedded'
const lines = [
  `export AWS_ENDPOINT_URL_ACM=${url}`,
  `export AWS_ENDPOINT_URL_ROUTE_53=${url}`,
  `export ${credentials} AWS_EC2_METADATA_DISABLED=true`,
  ...aws.zones.list().map(zone => `# zone ${zone.name} is ${zone.id}`)
]
process.stdout.write(`${lines.join('\n')}\n`)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void close())
