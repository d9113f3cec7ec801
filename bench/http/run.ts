import type { DomainClaim } from '../../hooks/api/domain-claim.ts'
import type { SyncRequest } from '../../hooks/wire/metacontroller.ts'
import { clusterID, region } from '../engine/manifests.ts'
import { type Account, fillAccount } from '../steady/account.ts'
import type { Capture } from '../steady/capture.ts'
import { growPool } from '../steady/grow.ts'
import { load, post } from './load.ts'
import { type HookFigures, type HookLoad, measureHook, type Rounds } from './measure-hooks.ts'
import { type Service, startService } from './processes.ts'

export type MemoryFigures = {
  hostnames: number
  afterStart: number
  afterAll: number
  highest: number
}

export type HTTPFigures = { hooks: readonly HookFigures[]; memory: MemoryFigures | undefined }

const hostnames = 1000

/** Measures the service in its own process, against an AWS account with 1,000 hostnames. */
export async function runHTTP(
  capture: Capture,
  rounds: Rounds,
  say: (line: string) => void
): Promise<HTTPFigures> {
  const groups = hostnames / capture.copying.perGroup
  const { cloud, claims } = await fillAccount(capture, groups)
  const aws = await cloud.listen()
  const services: Service[] = []
  try {
    const hooks = await startService(['hooks/cli.ts', 'serve'], environment(aws.url))
    services.push(hooks)
    const echo = await startService(['bench/http/echo.ts'], {})
    services.push(echo)
    const start = hooks.memory()
    const figures: HookFigures[] = []
    const quiet = await quietClaims(hooks.url, capture, { cloud, claims })
    for (const hook of hookLoads(capture, quiet)) {
      say(hook.name)
      await checkSteady(hooks.url + hook.path, hook)
      figures.push(await measureHook(hook, { hooks: hooks.url, echo: echo.url }, rounds))
    }
    say(`memory at ${hostnames} hostnames`)
    await visitAll(hooks.url, capture, claims)
    return { hooks: figures, memory: memoryFigures(start, hooks.memory()) }
  } finally {
    await Promise.all(services.map(service => service.stop()))
    await aws.close()
  }
}

function environment(endpoint: string): Record<string, string> {
  return {
    CLUSTER_ID: clusterID,
    AWS_REGION: region,
    LOG_LEVEL: 'error',
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'AKIAEMBEDDED',
    AWS_SECRET_ACCESS_KEY: 'embedded',
    AWS_EC2_METADATA_DISABLED: 'true'
  }
}

function hookLoads(capture: Capture, claims: readonly DomainClaim[]): readonly HookLoad[] {
  const only = (body: object) => [Buffer.from(JSON.stringify(body))]
  const { perGroup } = capture.copying
  return [
    {
      name: 'GatewayPool customize',
      path: '/gateway-pool/customize',
      bodies: only(capture.poolCustomize)
    },
    {
      name: 'GatewayPool sync, 100 hostnames',
      path: '/gateway-pool/sync',
      bodies: only(poolOf(capture, 100 / perGroup))
    },
    { name: 'DomainClaim sync', path: '/domain-claim/sync', bodies: claimBodies(capture, claims) },
    {
      name: 'GatewayHostnameRequest customize',
      path: '/hostname-request/customize',
      bodies: only(capture.requestCustomize)
    },
    {
      name: 'GatewayHostnameRequest sync',
      path: '/hostname-request/sync',
      bodies: only(capture.request)
    }
  ]
}

function poolOf(capture: Capture, groups: number): SyncRequest {
  return growPool(capture.pool, groups, capture.copying)
}

function claimBodies({ claim }: Capture, claims: readonly DomainClaim[]): readonly Buffer[] {
  return claims.map(parent => Buffer.from(JSON.stringify({ ...claim, parent })))
}

/**
 * The claims for which a sync makes no DescribeCertificate call. A claim needs this call only once
 * in three days. But the benchmark syncs each claim far more often than every half hour. A claim
 * that needs the call now would wait for the quota of ACM, and the benchmark would measure the
 * wait.
 */
async function quietClaims(
  url: string,
  capture: Capture,
  { cloud, claims }: Account
): Promise<readonly DomainClaim[]> {
  const describeCalls = () => cloud.calls.counts().DescribeCertificate ?? 0
  const quiet: DomainClaim[] = []
  for (const claim of claims) {
    const callsBefore = describeCalls()
    for (const body of claimBodies(capture, [claim])) await post(`${url}/domain-claim/sync`, body)
    if (describeCalls() === callsBefore) quiet.push(claim)
  }
  return quiet
}

type Answered = { error?: string; status?: { conditions?: readonly { status: string }[] } }

/**
 * Checks the answer of a sync. A service that has answered for the object before answers that
 * nothing is new; the status is then that of the request.
 * @throws if a condition is not True, because that is no steady state
 */
async function checkSteady(url: string, { path, bodies }: HookLoad): Promise<void> {
  const [body = Buffer.alloc(0)] = bodies
  const answer = JSON.parse(await post(url, body)) as Answered
  const sent = JSON.parse(body.toString()) as { parent: Answered }
  const { status } = answer.error === 'no news' ? sent.parent : answer
  const isSteady = status?.conditions?.every(condition => condition.status === 'True')
  if (!path.endsWith('/sync') || isSteady) return
  throw new Error(`${url} is not in the steady state: ${JSON.stringify(answer)}`)
}

/** Syncs every claim once, and the whole pool several times, as in a periodic resync. */
async function visitAll(
  url: string,
  capture: Capture,
  claims: readonly DomainClaim[]
): Promise<void> {
  for (const body of claimBodies(capture, claims)) await post(`${url}/domain-claim/sync`, body)
  const pool = Buffer.from(JSON.stringify(poolOf(capture, hostnames / capture.copying.perGroup)))
  await load({ url: `${url}/gateway-pool/sync`, bodies: [pool], connections: 1, seconds: 5 })
}

function memoryFigures(
  start: ReturnType<Service['memory']>,
  end: ReturnType<Service['memory']>
): MemoryFigures | undefined {
  if (start === undefined || end === undefined) return undefined
  return { hostnames, afterStart: start.now, afterAll: end.now, highest: end.highest }
}
