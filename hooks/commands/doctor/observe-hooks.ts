import type { ReadObject } from '../cluster/cluster-reader.ts'
import { pathOf, readObject } from '../cluster/cluster-reader.ts'
import type { HookReply, HooksClient, HooksService } from '../cluster/hooks-client.ts'
import { listAt, textAt } from '../cluster/objects.ts'
import { ReadFailure } from '../cluster/read-failure.ts'
import { type Reading, readValue, tryToRead } from '../cluster/reading.ts'
import { dryRunRequest, emptyPoolRequest } from './dry-run-claim.ts'
import type { DryRun, HooksSeen, SecretRef, ZoneToTry } from './evidence.ts'
import type { Tools } from './tools.ts'

type Controllers = Reading<readonly ReadObject[]>

function controllerNamed(controllers: Controllers, name: string): ReadObject | undefined {
  return readValue(controllers)?.find(({ metadata }) => metadata.name === name)
}

/** The Service that the webhook of the CompositeController of pools names. */
export function serviceOf(controllers: Controllers): HooksService | undefined {
  const controller = controllerNamed(controllers, 'gateway-pools')
  const url = textAt(controller, 'spec', 'hooks', 'sync', 'webhook', 'url') ?? ''
  const pattern = /^http:\/\/([a-z0-9-]+)\.([a-z0-9-]+)(?:\.svc[a-z.]*)?(?::(\d+))?\//
  const [, name, namespace, port = '80'] = pattern.exec(url) ?? []
  if (name === undefined || namespace === undefined) return undefined
  return { name, namespace, port: Number(port) }
}

/** The Secret that Metacontroller takes the token from (`endpointConfigs`). */
export function secretOf(controllers: Controllers): SecretRef | undefined {
  const controller = controllerNamed(controllers, 'gateway-pools')
  for (const config of listAt(controller, 'spec', 'endpointConfigs')) {
    const ref = ['authorization', 'secretRef']
    const name = textAt(config, ...ref, 'name')
    const namespace = textAt(config, ...ref, 'namespace')
    const key = textAt(config, ...ref, 'key') ?? 'token'
    if (name !== undefined && namespace !== undefined) return { name, namespace, key }
  }
  return undefined
}

/**
 * Hooks that do not answer a call are not called again: each call would take its whole time.
 */
export function callUntilSilent(client: HooksClient | undefined): HooksClient | undefined {
  if (client === undefined) return undefined
  let failure: ReadFailure | undefined
  return {
    ...client,
    post: async (...call) => {
      if (failure !== undefined) throw failure
      try {
        return await client.post(...call)
      } catch (error) {
        if (error instanceof ReadFailure && error.kind === 'unreachable') failure = error
        throw error
      }
    }
  }
}

/** Calls the hooks in ways that change nothing, and notes what they answer. */
export async function observeHooks(
  tools: Tools,
  client: HooksClient | undefined,
  controllers: Controllers
): Promise<HooksSeen> {
  const secret = secretOf(controllers)
  const token = await observeToken(tools, secret)
  const controller = controllerNamed(controllers, 'gateway-pools')
  const customize = (sent?: string) =>
    tryToRead(() => {
      if (controller === undefined) throw noController()
      return clientOf(client).post('/gateway-pool/customize', emptyPoolRequest(controller), sent)
    })
  return {
    service: serviceOf(controllers),
    secret,
    token,
    ready: await tryToRead(() => clientOf(client).ready()),
    withoutToken: await customize(),
    withToken: token?.ok ? await customize(token.value) : undefined
  }
}

function clientOf(client: HooksClient | undefined): HooksClient {
  if (client !== undefined) return client
  throw new ReadFailure('missing', 'no CompositeController names the Service of the hooks')
}

function noController(): ReadFailure {
  return new ReadFailure('missing', 'there is no CompositeController of that kind')
}

/**
 * The token to call the hooks with: what the process was given, else what is in the Secret.
 * `undefined` if the hooks need none, as far as the CompositeControllers say.
 */
export async function observeToken(
  { reader, token }: Pick<Tools, 'reader' | 'token'>,
  secret: SecretRef | undefined
): Promise<Reading<string> | undefined> {
  if (token !== undefined) return { ok: true, value: token }
  if (secret === undefined) return undefined
  const { namespace, name, key } = secret
  return tryToRead(async () => {
    const object = await readObject(reader, pathOf('v1', 'secrets', { namespace, name }))
    const encoded = textAt(object, 'data', key)
    if (encoded === undefined)
      throw new ReadFailure('missing', `Secret ${namespace}/${name} has no key ${key}`)
    return atob(encoded).trim()
  })
}

export type DryRunCalls = {
  tools: Tools
  client: HooksClient | undefined
  hooks: HooksSeen
  controllers: Controllers
}

/** Has the claim hook say what it would do for one hostname in each zone. */
export async function dryRuns(
  { tools, client, hooks, controllers }: DryRunCalls,
  zones: readonly ZoneToTry[],
  regionOf: (pool: string) => string
): Promise<readonly DryRun[]> {
  const controller = controllerNamed(controllers, 'domain-claims')
  const token = hooks.token && readValue(hooks.token)
  const found: DryRun[] = []
  for (const each of withoutRepeats(zones)) {
    const answer = await tryToRead<HookReply>(async () => {
      if (controller === undefined) throw noController()
      const body = dryRunRequest(controller, each, regionOf(each.pool), tools.clock.now())
      return clientOf(client).post('/domain-claim/sync?dryRun=true', body, token)
    })
    found.push({ ...each, answer })
  }
  return found
}

/** One domain for each zone of each pool: the zone is what is looked at. */
function withoutRepeats(zones: readonly ZoneToTry[]): readonly ZoneToTry[] {
  const keyOf = ({ pool, zone, validationZone }: ZoneToTry) => [pool, zone, validationZone].join()
  return [...Map.groupBy(zones, keyOf).values()].flatMap(([first]) => first ?? [])
}
