import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { pino } from 'pino'
import { createApp } from '../../hooks/app.ts'
import { createAWS } from '../../hooks/aws/aws.ts'
import { createHooks } from '../../hooks/create-hooks.ts'
import { createEmbeddedAws } from '../aws/embedded-aws.ts'
import { instantTimings } from '../aws/timings.ts'
import { createDraw } from '../faults/draw.ts'
import { createVirtualClock, type VirtualClock } from '../virtual-clock.ts'
import { type Captured, captureRequests } from './capture.ts'
import { judge, type Reply } from './judge.ts'
import { mutate } from './mutate.ts'

export type FuzzOptions = {
  /** The first seed. Each seed makes one changed request. */
  from: number
  /** How many changed requests are sent. `Infinity` if only the time is limited. */
  requests: number
  /** No further request is sent after this time (real seconds). */
  seconds: number
}

export type FuzzTotals = {
  requests: number
  /** How many answers had each status. */
  statuses: ReadonlyMap<number, number>
  findings: number
  /** Memory in use after the run beyond the memory in use after the first requests, in MiB. */
  growthMiB: number
}

/** More memory than this after a run means that requests leave something behind. */
export const mostGrowthMiB = 32
/** The findings that are shown; the rest is only counted. */
const mostShown = 10
const warmUpRequests = 500
const region = 'eu-central-1'

/**
 * Sends changed requests to the service, and looks at each answer.
 * @param say writes one line
 */
export async function fuzz(options: FuzzOptions, say: (line: string) => void): Promise<FuzzTotals> {
  const captured = await captureRequests()
  const service = startService()
  const originals: (Captured & { reply: Reply })[] = []
  for (const request of captured) originals.push({ ...request, reply: await service.post(request) })
  const statuses = new Map<number, number>()
  let findings = 0
  let requests = 0
  let warmMiB = 0
  const end = performance.now() + options.seconds * 1000
  while (requests < options.requests && performance.now() < end) {
    const seed = options.from + requests
    const draw = createDraw(seed, 'fuzz')
    const original = originals[draw.between(0, originals.length - 1)]
    if (original === undefined) throw new Error('no request was captured')
    const mutant = mutate(original.body, draw)
    const reply = await service.post({ path: original.path, body: mutant.text })
    statuses.set(reply.status, (statuses.get(reply.status) ?? 0) + 1)
    const problem = judge(original, mutant, reply)
    requests++
    if (requests === warmUpRequests) warmMiB = usedMiB()
    if (problem === undefined) continue
    findings++
    const where = `${original.path}, ${mutant.path.join(' › ') || 'the text'} ${mutant.change}`
    if (findings <= mostShown) say(`seed ${seed}: ${where}: ${problem}`)
  }
  const growthMiB = requests > warmUpRequests ? usedMiB() - warmMiB : 0
  await service.close()
  return { requests, statuses, findings, growthMiB }
}

/** The service within this process, with an embedded AWS and with time that passes as needed. */
function startService() {
  const clock = createVirtualClock()
  const cloud = createEmbeddedAws({ clock, timings: instantTimings })
  const fenceTimes = { sendWithinSeconds: 10, callTimeoutSeconds: 5 }
  const credentials = { accessKeyId: 'embedded', secretAccessKey: 'embedded' }
  const requestHandler = cloud.requestHandler()
  const aws = createAWS({ region, clock, fenceTimes, credentials, requestHandler })
  const hooks = createHooks({
    aws,
    clock,
    cluster: 'fuzz',
    certificateRegions: [],
    fenceTimes,
    defaultRegion: region
  })
  const app = createApp({ hooks, logger: pino({ level: 'silent' }) })
  const post = async ({ path, body }: Captured): Promise<Reply> => {
    const headers = { 'content-type': 'application/json' }
    const answer = app.inject({ method: 'POST', url: path, headers, payload: body })
    const { statusCode, payload, headers: answered } = await settle(clock, answer)
    return { status: statusCode, body: payload, contentType: `${answered['content-type']}` }
  }
  return { post, close: () => app.close() }
}

/** Lets virtual time pass until the answer is there. */
async function settle<T>(clock: VirtualClock, answer: Promise<T>): Promise<T> {
  let isAnswered = false
  const done = () => {
    isAnswered = true
  }
  answer.then(done, done)
  await clock.runUntil(() => isAnswered, { within: 60_000 })
  return answer
}

/** The memory in use after a garbage collection, in MiB. */
function usedMiB(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  return process.memoryUsage().heapUsed / 2 ** 20
}
