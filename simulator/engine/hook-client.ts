import type { Clock } from '../../hooks/clock.ts'
import type { KubeObject } from '../api-store/objects.ts'
import type { Call, CompositeController, EngineOptions, FaultPolicy, Hook, HookName } from './types.ts'
import { post, webhookTimeoutSeconds, webhookURL } from './webhook.ts'

/** Calls the hooks of one controller; returns the body of the answer. */
export type HookClient = {
  has: (hook: HookName) => boolean
  call: (hook: HookName, parent: KubeObject, request: object) => Promise<string>
}

type Endpoint = { url: string; headers: { [name: string]: string }; timeoutSeconds: number }

export type HookClientOptions = {
  controller: CompositeController
  call: Call
  clock: Clock
  policy: FaultPolicy
  secrets: EngineOptions['secrets']
}

/** Makes a client. Urls and secrets are read now and not again, so that a rotated secret is not noticed. */
export function createHookClient({ controller, call, clock, policy, secrets }: HookClientOptions): HookClient {
  const endpoints = new Map<HookName, Endpoint>()
  for (const name of ['sync', 'finalize', 'customize'] as const) {
    const hook = controller.spec.hooks[name]
    if (hook !== undefined) endpoints.set(name, endpointOf(hook, secrets, `${controller.metadata.name}: ${name}`))
  }
  return {
    has: name => endpoints.has(name),
    call: async (hook, parent, request) => {
      const endpoint = endpoints.get(hook)
      if (endpoint === undefined) throw new Error(`${hook} hook is not defined`)
      const body = JSON.stringify({ controller, ...request })
      const fault = policy.hookFault?.({ controller: controller.metadata.name, hook, parent })
      return post({ ...endpoint, body, fault }, call, clock)
    }
  }
}

function endpointOf(hook: Hook, secrets: EngineOptions['secrets'], what: string): Endpoint {
  if (hook.version !== 'v2') throw new Error(`${what}: the engine runs hooks of version v2 only`)
  const headers: Endpoint['headers'] = { 'content-type': 'application/json' }
  const authorization = hook.webhook.authorization
  if (authorization !== undefined) {
    const { namespace, name, key } = authorization.secretRef
    const value = secrets?.[`${namespace}/${name}`]?.[key]
    if (value === undefined)
      throw new Error(`${what}: can't resolve authorization: no secret ${namespace}/${name} with ${key}`)
    headers.authorization = `${authorization.type ?? 'Bearer'} ${value}`
  }
  return { url: webhookURL(hook.webhook), headers, timeoutSeconds: webhookTimeoutSeconds(hook.webhook) }
}
