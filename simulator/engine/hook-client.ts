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

/** Calls the hooks of one controller. */
export type HookClient = {
  has: (hook: HookName) => boolean
  /** Whether JSON.stringify in this process writes the answers. */
  isWithinProcess: boolean
  /** Returns the body of the answer. */
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

const hookNames = ['sync', 'finalize', 'customize'] as const

/** Makes a client. URLs and secrets are read now, once: a rotated secret is not noticed. */
export function createHookClient(options: HookClientOptions): HookClient {
  const { controller, call, clock, policy, secrets } = options
  const endpoints = new Map<HookName, Endpoint>()
  for (const name of hookNames)
    if (controller.spec.hooks[name] !== undefined)
      endpoints.set(name, endpointOf(controller, name, secrets))
  return {
    has: name => endpoints.has(name),
    isWithinProcess: call.takesObjects === true,
    call: async (hook, parent, request) => {
      const endpoint = endpoints.get(hook)
      if (endpoint === undefined) throw new Error(`${hook} hook is not defined`)
      const object = { controller, ...request }
      const content = call.takesObjects
        ? { body: '', object: freeze(object) }
        : { body: JSON.stringify(object) }
      const fault = policy.hookFault?.({ controller: controller.metadata.name, hook, parent })
      return post({ ...endpoint, ...content, fault }, call, clock)
    }
  }
}

function endpointOf(
  controller: CompositeController,
  name: HookName,
  secrets: EngineOptions['secrets']
): Endpoint {
  const { hooks, endpointConfigs } = controller.spec
  const subject = `${controller.metadata.name}: ${name}`
  const hook = hooks[name]
  if (hook?.version !== 'v2')
    throw new Error(`${subject}: the engine runs hooks of version v2 only`)
  const { webhook } = hook
  const url = webhookURL(webhook)
  const hosts = hostsOf(new URL(url))
  const config = endpointConfigs?.find(({ host }) => hosts.includes(host.toLowerCase()))
  const authorization = webhook.authorization ?? config?.authorization
  const headers: Endpoint['headers'] = { 'content-type': 'application/json' }
  if (authorization !== undefined)
    headers.authorization = authorizationHeader(authorization, secrets, subject)
  return { url, headers, timeoutSeconds: webhookTimeoutSeconds(webhook) }
}

/** The ways to write the host of a URL: as the URL has it, with its port, and without a port. */
function hostsOf({ host, hostname, port, protocol }: URL): readonly string[] {
  return [host, `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`, hostname]
}

function authorizationHeader(
  authorization: Authorization,
  secrets: EngineOptions['secrets'],
  subject: string
): string {
  const { namespace, name, key } = authorization.secretRef
  const value = secrets?.[`${namespace}/${name}`]?.[key]
  if (value !== undefined) return `${authorization.type ?? 'Bearer'} ${value}`
  const missing = `no secret ${namespace}/${name} with ${key}`
  throw new Error(`${subject}: can't resolve authorization: ${missing}`)
}
