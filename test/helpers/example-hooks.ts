import { readFileSync } from 'node:fs'
import { createAWS } from '../../hooks/aws/aws.ts'
import { createHooks, type HookPath } from '../../hooks/create-hooks.ts'
import { createEmbeddedAws } from '../../simulator/aws/embedded-aws.ts'
import { projectFolder } from '../../simulator/cluster/manifests.ts'
import { createVirtualClock } from '../../simulator/virtual-clock.ts'
import { silentLog } from './claim-world.ts'

const region = 'eu-central-1'
const fenceTimes = { sendWithinSeconds: 10, callTimeoutSeconds: 5 }

type Groups = Record<string, object>

/** A hook request in `examples/hooks`. */
export type ExampleRequest = {
  parent: Record<string, unknown>
  children: Groups
  related: Groups
}

/** Reads a hook request in `examples/hooks`. */
export function exampleRequest(file: string): ExampleRequest {
  return JSON.parse(readFileSync(`${projectFolder('examples/hooks')}/${file}`, 'utf8'))
}

/** The same groups of objects, without any object. */
export function emptied(groups: Groups): Groups {
  return Object.fromEntries(Object.keys(groups).map(group => [group, {}]))
}

/** All hooks of one process, for requests of `examples/hooks`. */
export function createExampleHooks() {
  const clock = createVirtualClock()
  const cloud = createEmbeddedAws({ clock })
  const aws = createAWS({
    region,
    clock,
    fenceTimes,
    credentials: { accessKeyId: 'embedded', secretAccessKey: 'embedded' },
    requestHandler: cloud.requestHandler()
  })
  const options = { aws, clock, cluster: 'demo', certificateRegions: [], fenceTimes }
  const hooks = createHooks({ ...options, defaultRegion: region })
  const call = (path: HookPath, body: object, dryRun = false) =>
    hooks[path](body, { dryRun, log: silentLog })
  const { parent, related, ...rest } = exampleRequest('hostname-request-sync.json')
  const { status: _, ...fresh } = parent
  const creationTimestamp = new Date(clock.now()).toISOString()
  const metadata = { ...(fresh.metadata as object), creationTimestamp }
  const request = { ...rest, parent: { ...fresh, metadata }, related: emptied(related) }
  return {
    call,
    /** For how long (s) a new request of the examples' pool waits until it asks again. */
    newRequestAsksAfter: async () =>
      Number((await call('/hostname-request/sync', request)).headers?.['retry-after'])
  }
}
