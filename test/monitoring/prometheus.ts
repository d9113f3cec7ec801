import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { stringify } from 'yaml'
import { freePort } from '../helpers/loopback.ts'

/** One series of an answer of Prometheus. */
export type Series = { labels: Record<string, string>; value: number }

/** A real Prometheus that scrapes one target of this machine. */
export type Prometheus = {
  /** The value of a query now. @throws with what Prometheus says if the query is wrong */
  query: (expr: string) => Promise<readonly Series[]>
  /** The states of all rules: `ok`, or what is wrong. */
  ruleHealth: () => Promise<readonly { name: string; health: string; lastError?: string }[]>
  /** Waits until a scrape that began after now has ended. @throws after half a minute */
  untilScraped: () => Promise<void>
  stop: () => Promise<void>
}

type Options = {
  /** A folder that is empty. */
  folder: string
  /** Host and port of the target. */
  target: string
  rules: string
}

const startLimitMs = 60_000

/** Starts Prometheus on loopback, and waits until it answers. */
export async function startPrometheus({ folder, target, rules }: Options): Promise<Prometheus> {
  const port = await freePort()
  const scrape = {
    job_name: 'hooks',
    scrape_interval: '1s',
    scrape_timeout: '1s',
    static_configs: [{ targets: [target] }]
  }
  const config = {
    global: { evaluation_interval: '1s' },
    rule_files: ['rules.yaml'],
    scrape_configs: [scrape]
  }
  writeFileSync(`${folder}/rules.yaml`, rules)
  writeFileSync(`${folder}/prometheus.yaml`, stringify(config))
  const child = spawn(
    'prometheus',
    [
      `--config.file=${folder}/prometheus.yaml`,
      `--storage.tsdb.path=${folder}/data`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=error'
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] }
  )
  const ended = once(child, 'exit')
  const kill = () => void child.kill('SIGKILL')
  process.once('exit', kill)
  const url = `http://127.0.0.1:${port}`
  const stop = async () => {
    process.off('exit', kill)
    child.kill('SIGTERM')
    await ended
  }
  await untilReady(url).catch(async error => {
    await stop()
    throw error
  })
  return { ...clientOf(url), stop }
}

function clientOf(url: string): Omit<Prometheus, 'stop'> {
  async function query(expr: string): Promise<readonly Series[]> {
    const { result } = await ask(url, `query?query=${encodeURIComponent(expr)}`)
    return (result as { metric: Record<string, string>; value: [number, string] }[]).map(
      ({ metric, value: [, value] }) => ({ labels: metric, value: Number(value) })
    )
  }
  async function lastScrape(): Promise<number> {
    const { activeTargets } = await ask(url, 'targets')
    const [target] = activeTargets as { health: string; lastScrape: string }[]
    return target?.health === 'up' ? Date.parse(target.lastScrape) : 0
  }
  return {
    query,
    async ruleHealth() {
      const { groups } = await ask(url, 'rules')
      type Rule = { name: string; health: string; lastError?: string }
      return (groups as { rules: Rule[] }[]).flatMap(({ rules }) => rules)
    },
    async untilScraped() {
      const from = Date.now()
      for (let tries = 0; tries < 150; tries++) {
        if ((await lastScrape()) > from) return
        await sleep(200)
      }
      throw new Error('Prometheus does not scrape the metrics')
    }
  }
}

async function ask(url: string, path: string): Promise<Record<string, unknown>> {
  const answer = await fetch(`${url}/api/v1/${path}`)
  const { status, data, error } = (await answer.json()) as {
    status: string
    data: Record<string, unknown>
    error?: string
  }
  if (status !== 'success') throw new Error(`${path}: ${error}`)
  return data
}

async function untilReady(url: string): Promise<void> {
  const end = Date.now() + startLimitMs
  while (Date.now() < end) {
    if (
      await fetch(`${url}/-/ready`).then(
        ({ ok }) => ok,
        () => false
      )
    )
      return
    await sleep(100)
  }
  throw new Error('Prometheus does not start')
}
