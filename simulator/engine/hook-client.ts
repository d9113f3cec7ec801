import type { Clock } from '../../hooks/clock.ts'
import { freeze, type KubeObject } from '../api-store/objects.ts'
import type {
  Authorization,
  Call,
  CompositeController,
  EngineOptions,
  FaultPolicy,
  HookName
} from './types.ts'
import { post, webhookTimeoutSeconds, webhookURL } from './webhook.ts'

/** Calls the hooks of one controller; returns the body of the answer. */
export type HookClient = {
  has: (hook: HookName) => boolean
  /** Whether answers are written by JSON.stringify in this process. */
  isWithinProcess: boolean
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
export function createHookClient({
  controller,
  call,
  clock,
  policy,
  secrets
}: HookClientOptions): HookClient {
  const endpoints = new Map<HookName, Endpoint>()
  for (const name of ['sync', 'finalize', 'customize'] as const) {
    if (controller.spec.hooks[name] !== undefined)
      endpoints.set(name, endpointOf(controller, name, secrets))
  }
  return {
    has: name => endpoints.has(name),
    isWithinProcess: call.takesObjects === true,
    call: async (hook, parent, request) => {
      const endpoint = endpoints.get(hook)
      if (endpoint === undefined) throw new Error(`${hook} hook is not defined`)
      const object = { controller, ...request }
      const sent = call.takesObjects
        ? { body: '', object: freeze(object) }
        : { body: JSON.stringify(object) }
      const fault = policy.hookFault?.({ controller: controller.metadata.name, hook, parent })
      return post({ ...endpoint, ...sent, fault }, call, clock)
    }
  }
}

function endpointOf(
  controller: CompositeController,
  name: HookName,
  secrets: EngineOptions['secrets']
): Endpoint {
  const what = `${controller.metadata.name}: ${name}`
  const hook = controller.spec.hooks[name]
  if (hook?.version !== 'v2') throw new Error(`${what}: the engine runs hooks of version v2 only`)
  const url = webhookURL(hook.webhook)
  const headers: Endpoint['headers'] = { 'content-type': 'application/json' }
  const shared = controller.spec.endpointConfigs?.find(({ host }) =>
    hostsOf(new URL(url)).includes(host.toLowerCase())
  )
  const authorization = hook.webhook.authorization ?? shared?.authorization
  if (authorization !== undefined)
    headers.authorization = authorizationOf(authorization, secrets, what)
  return { url, headers, timeoutSeconds: webhookTimeoutSeconds(hook.webhook) }
}

/** A url's host as it is written, with its port, and without. */
function hostsOf({ host, hostname, port, protocol }: URL): readonly string[] {
  return [host, `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`, hostname]
}

function authorizationOf(
  authorization: Authorization,
  secrets: EngineOptions['secrets'],
  what: string
): string {
  const { namespace, name, key } = authorization.secretRef
  const value = secrets?.[`${namespace}/${name}`]?.[key]
  if (value !== undefined) return `${authorization.type ?? 'Bearer'} ${value}`
  throw new Error(
    `${what}: can't resolve authorization: no secret ${namespace}/${name} with ${key}`
  )
}
