import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { asList, asObject, type JsonObject } from '../../../simulator/api-store/objects.ts'
import type { Kubectl } from './kubectl.ts'

/** What a kubelet would start: arguments, environment, and files below a folder. */
export type RenderedPod = { args: readonly string[]; env: Record<string, string> }

type Source = { name?: string; key?: string }

/**
 * Does for the first container of a Deployment what a kubelet does: reads its ConfigMaps and
 * Secrets, and writes its Secret volumes. Paths of volumes in the environment are changed to the
 * folder.
 * @throws if an object or a key is missing, or a field is used that is not implemented here
 */
export async function renderPod(
  kubectl: Kubectl,
  { namespace, name }: { namespace: string; name: string },
  folder: string
): Promise<RenderedPod> {
  const [deployment] = await kubectl.get('deployment', '-n', namespace, name)
  const pod = asObject(asObject(deployment?.spec?.template).spec)
  const container = asObject(asList(pod.containers)[0])
  const read = (kind: string, { name = '' }: Source) => dataOf(kubectl, kind, namespace, name)
  const env: Record<string, string> = {}
  for (const source of asList(container.envFrom).map(asObject))
    Object.assign(env, await fromSource(source, read))
  for (const entry of asList(container.env).map(asObject))
    env[String(entry.name)] = await envValue(entry, read)
  const mounts = await writeVolumes(pod, container, read, folder)
  for (const [variable, value] of Object.entries(env)) env[variable] = mounted(value, mounts)
  return { args: asList(container.args).map(String), env }
}

type Read = (kind: string, source: Source) => Promise<Record<string, string>>

async function dataOf(kubectl: Kubectl, kind: string, namespace: string, name: string) {
  const [object] = await kubectl.get(kind, '-n', namespace, name)
  const { data = {} } = (object ?? {}) as { data?: Record<string, string> }
  if (kind === 'configmap') return data
  const decoded = Object.entries(data).map(([key, value]) => [
    key,
    Buffer.from(value, 'base64').toString()
  ])
  return Object.fromEntries(decoded) as Record<string, string>
}

function fromSource(source: JsonObject, read: Read): Promise<Record<string, string>> {
  if (source.configMapRef !== undefined) return read('configmap', asObject(source.configMapRef))
  if (source.secretRef !== undefined) return read('secret', asObject(source.secretRef))
  throw new Error(`envFrom: ${JSON.stringify(source)} is not known here`)
}

async function envValue({ value, valueFrom }: JsonObject, read: Read): Promise<string> {
  if (valueFrom === undefined) return String(value ?? '')
  const { configMapKeyRef, secretKeyRef } = asObject(valueFrom)
  const source = asObject(configMapKeyRef ?? secretKeyRef) as Source
  const data = await read(configMapKeyRef === undefined ? 'secret' : 'configmap', source)
  const found = data[source.key ?? '']
  if (found === undefined) throw new Error(`env: nothing is at ${JSON.stringify(valueFrom)}`)
  return found
}

/** Writes the Secret volumes. @returns the folder of each by its mount path */
async function writeVolumes(
  pod: JsonObject,
  container: JsonObject,
  read: Read,
  folder: string
): Promise<Map<string, string>> {
  const mounts = new Map<string, string>()
  for (const { name, mountPath } of asList(container.volumeMounts).map(asObject)) {
    const volume = asList(pod.volumes)
      .map(asObject)
      .find(found => found.name === name)
    const { secretName } = asObject(volume?.secret)
    if (typeof secretName !== 'string') continue
    const target = join(folder, 'volumes', String(name))
    mkdirSync(target, { recursive: true })
    for (const [key, value] of Object.entries(await read('secret', { name: secretName })))
      writeFileSync(join(target, key), value, { mode: 0o600 })
    mounts.set(String(mountPath), target)
  }
  return mounts
}

function mounted(value: string, mounts: ReadonlyMap<string, string>): string {
  for (const [mountPath, target] of mounts)
    if (value.startsWith(`${mountPath}/`)) return target + value.slice(mountPath.length)
  return value
}
