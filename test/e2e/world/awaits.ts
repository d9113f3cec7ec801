import type { KubeObject } from '../../../simulator/api-store/objects.ts'
import type { Kubectl } from './kubectl.ts'

/** How long anything may take here: most takes half a minute. */
const limit = '--timeout=180s'

/** `kubectl wait` until a request is Ready. */
export async function untilReady(kubectl: Kubectl, request: KubeObject): Promise<void> {
  await kubectl.run(['wait', ...nameOf(request), '--for=condition=Ready', limit])
}

/** `kubectl wait` until Ready of a request has a reason. */
export async function untilReason(kubectl: Kubectl, request: KubeObject, reason: string) {
  const path = `{.status.conditions[?(@.type=="Ready")].reason}=${reason}`
  await kubectl.run(['wait', ...nameOf(request), `--for=jsonpath=${path}`, limit])
}

/** `kubectl wait` until a field is there, or until it has a value. */
export async function untilField(kubectl: Kubectl, what: readonly string[], path: string) {
  await kubectl.run(['wait', ...what, `--for=jsonpath=${path}`, limit])
}

/** `kubectl wait` until objects are gone. */
export async function untilGone(kubectl: Kubectl, ...what: string[]): Promise<void> {
  await kubectl.run(['wait', ...what, '--for=delete', limit])
}

/**
 * Deletes pools that hold no hostnames any more. A pool says so a moment after its last claim is
 * gone, and until then the API server refuses to delete it.
 * @param which the name of a pool, or `--all`
 * @param withinSeconds how long the deletion may take
 */
export async function deletePool(
  kubectl: Kubectl,
  which: string,
  withinSeconds = 60
): Promise<void> {
  await kubectl.run(['wait', 'gatewaypool', which, '--for=jsonpath={.status.hostnames}=0', limit])
  await kubectl.run(['delete', 'gatewaypool', which, `--timeout=${withinSeconds}s`])
}

/** The words with which kubectl names a request. */
export function nameOf({ metadata }: KubeObject): readonly string[] {
  return [`ghr/${metadata.name}`, '-n', metadata.namespace ?? '']
}

/** The live object that kubectl finds. @throws if there is none */
export async function read(kubectl: Kubectl, ...what: string[]): Promise<KubeObject> {
  const [object] = await kubectl.get(...what)
  if (object === undefined) throw new Error(`kubectl get ${what.join(' ')} finds nothing`)
  return object
}
