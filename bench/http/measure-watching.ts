import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { median } from '../statistics.ts'
import { load } from './load.ts'
import type { HookLoad, Rounds } from './measure-hooks.ts'
import { type Service, startService } from './processes.ts'

/** What watching costs on one hook: requests per second of the watched service by the plain one. */
export type WatchingFigures = {
  name: string
  /** With events and the log on. */
  eventsAndLogs: number
  /** With all that, and a collector for all spans. */
  sampled: number
  /** With all that, and a collector that gets none, because no request is sampled. */
  notSampled: number
}

/** The plain service has no events, and logs errors only. */
type Services = Readonly<Record<'plain' | 'eventsAndLogs' | 'sampled' | 'notSampled', Service>>

/**
 * Measures some hooks on four services, in rounds that alternate, so that other work of the machine
 * slows all of them down.
 */
export async function measureWatching(
  env: Record<string, string>,
  hooks: readonly HookLoad[],
  rounds: Rounds
): Promise<readonly WatchingFigures[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-events-'))
  const collector = await startCollector()
  const started: Service[] = []
  try {
    const start = async (more: Record<string, string>) => {
      const service = await startService(['hooks/cli.ts', 'serve'], { ...env, ...more })
      started.push(service)
      return service
    }
    const watched = { LOG_LEVEL: 'info', ...eventsIn(folder) }
    const traced = { ...watched, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url }
    const services = {
      plain: await start({}),
      eventsAndLogs: await start(watched),
      sampled: await start(traced),
      notSampled: await start({ ...traced, OTEL_TRACES_SAMPLER: 'always_off' })
    }
    const figures: WatchingFigures[] = []
    for (const hook of hooks) figures.push(await measureOne(services, hook, rounds))
    return figures
  } finally {
    await Promise.all(started.map(service => service.stop()))
    collector.close()
    rmSync(folder, { recursive: true })
  }
}

/** A token of a service account. In the steady state no event is sent, so nothing listens there. */
function eventsIn(folder: string): Record<string, string> {
  for (const name of ['token', 'ca.crt']) writeFileSync(join(folder, name), 'for the benchmark')
  const address = { KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: '9' }
  return { EVENTS: 'true', EVENTS_TOKEN_FOLDER: folder, ...address }
}

async function startCollector(): Promise<{ url: string; close: () => void }> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.end('{}'))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const close = () => {
    server.close()
    server.closeAllConnections()
  }
  return { url: `http://127.0.0.1:${port}`, close }
}

async function measureOne(
  services: Services,
  { name, path, bodies }: HookLoad,
  { pairs, seconds, connections }: Rounds
): Promise<WatchingFigures> {
  const run = async ({ url }: Service, time: number) =>
    (await load({ url: url + path, bodies, connections, seconds: time })).perSecond
  const watched = ['eventsAndLogs', 'sampled', 'notSampled'] as const
  const ratios = { eventsAndLogs: [], sampled: [], notSampled: [] } as Record<string, number[]>
  for (const service of Object.values(services)) await run(service, seconds)
  for (let pair = 0; pair < pairs; pair++)
    for (const which of watched) {
      const plain = await run(services.plain, seconds)
      ratios[which]?.push((await run(services[which], seconds)) / plain)
    }
  const of = (which: string) => median(ratios[which] ?? [])
  return {
    name,
    eventsAndLogs: of('eventsAndLogs'),
    sampled: of('sampled'),
    notSampled: of('notSampled')
  }
}
