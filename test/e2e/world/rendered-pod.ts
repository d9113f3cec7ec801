import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { asList, asObject, type JsonObject } from '../../../simulator/api-store/objects.ts'
import type { Kubectl } from './kubectl.ts'
import { dataOf, type PodToRender, volumeFiles } from './volumes.ts'

/** What a kubelet would start: arguments, environment, and files below a folder. */
export type RenderedPod = {
  args: readonly string[]
  env: Record<string, string>
  /** The folder in the place of each mount path. */
  mounts: ReadonlyMap<string, string>
}

type Source = { name?: string; key?: string }

/** As `renderPodSpec`, for the pods of a Deployment. */
export async function renderPod(
  kubectl: Kubectl,
  { namespace, name }: { namespace: string; name: string },
  folder: string
): Promise<RenderedPod> {
  const [deployment] = await kubectl.get('deployment', '-n', namespace, name)
  const spec = asObject(asObject(deployment?.spec?.template).spec)
  return renderPodSpec(kubectl, { namespace, spec }, folder)
}

/**
 * Does for the first container of a pod what a kubelet does: reads its ConfigMaps and Secrets, and
 * writes its volumes. Paths of volumes in the environment are changed to the folder.
 * @throws if an object or a key is missing, or a field is used that is not implemented here
 */
export async function renderPodSpec(
  kubectl: Kubectl,
  pod: PodToRender,
  folder: string
): Promise<RenderedPod> {
  const container = asObject(asList(pod.spec.containers)[0])
  const read = (kind: string, { name = '' }: Source) => dataOf(kubectl, kind, pod.namespace, name)
  const env: Record<string, string> = {}
  for (const source of asList(container.envFrom).map(asObject))
    Object.assign(env, await fromSource(source, read))
  for (const entry of asList(container.env).map(asObject))
    env[String(entry.name)] = await envValue(entry, read)
  const mounts = await writeVolumes(kubectl, pod, container, folder)
  for (const [variable, value] of Object.entries(env)) env[variable] = mounted(value, mounts)
  return { args: asList(container.args).map(String), env, mounts }
}

type Read = (kind: string, source: Source) => Promise<Record<string, string>>

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

/** Writes the volumes that the container mounts. @returns the folder of each by its mount path */
async function writeVolumes(
  kubectl: Kubectl,
  pod: PodToRender,
  container: JsonObject,
  folder: string
): Promise<Map<string, string>> {
  const mounts = new Map<string, string>()
  for (const { name, mountPath } of asList(container.volumeMounts).map(asObject)) {
    const volume = asList(pod.spec.volumes)
      .map(asObject)
      .find(found => found.name === name)
    const target = join(folder, 'volumes', String(name))
    mkdirSync(target, { recursive: true })
    for (const [path, text] of await volumeFiles(kubectl, pod, asObject(volume)))
      writeFileSync(join(target, path), text, { mode: 0o600 })
    mounts.set(String(mountPath), target)
  }
  return mounts
}

function mounted(value: string, mounts: ReadonlyMap<string, string>): string {
  for (const [mountPath, target] of mounts)
    if (value === mountPath || value.startsWith(`${mountPath}/`))
      return target + value.slice(mountPath.length)
  return value
}
