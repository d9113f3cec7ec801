import { pino } from 'pino'
import t from 'tap'
import { type AppOptions, createApp } from '../../hooks/app.ts'
import type { Call, HookAnswer } from '../../hooks/hook.ts'

/** A hook request about a claim, and its parts. */
export const controller = {
  metadata: { name: 'domain-claim' },
  spec: {
    parentResource: { apiVersion: 'gateway-orchestrator.io/v1alpha1', resource: 'domainclaims' }
  }
}
export const parent = {
  apiVersion: 'gateway-orchestrator.io/v1alpha1',
  kind: 'DomainClaim',
  metadata: { name: 'shop', uid: 'u1' }
}
export const sync = { controller, parent, children: {}, related: {}, finalizing: false }
export const path = '/domain-claim/sync'
type HookOf = (body: unknown, call: Call) => Promise<HookAnswer>

/** An app with one hook. Keeps the calls of the hook, and the log lines. */
export function createWorld(
  hook: HookOf = async () => ({ status: 200, body: { children: [] } }),
  more: Partial<AppOptions> = {}
) {
  const lines: Record<string, unknown>[] = []
  const calls: { body: unknown; call: Call }[] = []
  const logger = pino({}, { write: line => void lines.push(JSON.parse(line)) })
  const spy: HookOf = (body, call) => {
    calls.push({ body, call })
    return hook(body, call)
  }
  const app = createApp({ hooks: { [path]: spy, '/gateway-pool/customize': spy }, logger, ...more })
  t.teardown(() => app.close())
  const post = (
    payload: unknown,
    { url = path, headers = {} }: { url?: string; headers?: object } = {}
  ) =>
    app.inject({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/json', ...headers },
      payload: typeof payload === 'string' ? payload : JSON.stringify(payload)
    })
  return { app, lines, calls, post }
}
