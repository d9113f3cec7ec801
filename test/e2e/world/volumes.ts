import { asList, asObject, type JsonObject } from '../../../simulator/api-store/objects.ts'
import type { Kubectl } from './kubectl.ts'

/** The spec of a pod, and where it is. A pod that exists has a name and a UID. */
export type PodToRender = { namespace: string; spec: JsonObject; name?: string; uid?: string }

type Files = readonly (readonly [path: string, text: string])[]

/** The files of a volume. @throws if it is of a kind that is not implemented here */
export async function volumeFiles(
  kubectl: Kubectl,
  pod: PodToRender,
  volume: JsonObject
): Promise<Files> {
  const { secret, projected, emptyDir } = volume
  if (emptyDir !== undefined) return []
  if (secret !== undefined)
    return entries(await dataOf(kubectl, 'secret', pod.namespace, nameIn(secret, 'secretName')))
  if (projected === undefined) throw new Error(`volume ${JSON.stringify(volume)} is not known here`)
  const sources = asList(asObject(projected).sources).map(asObject)
  const files = await Promise.all(sources.map(source => projectedFiles(kubectl, pod, source)))
  return files.flat()
}

/** What one source of a projected volume writes. */
async function projectedFiles(
  kubectl: Kubectl,
  pod: PodToRender,
  { serviceAccountToken, configMap, downwardAPI, ...unknown }: JsonObject
): Promise<Files> {
  if (serviceAccountToken !== undefined) {
    const wanted = asObject(serviceAccountToken)
    return [[String(wanted.path), await boundToken(kubectl, pod, wanted)]]
  }
  if (configMap !== undefined)
    return entries(await dataOf(kubectl, 'configmap', pod.namespace, nameIn(configMap, 'name')))
  // The admission of pods asks for one field only: the namespace.
  if (downwardAPI !== undefined) return [['namespace', pod.namespace]]
  throw new Error(`projected: ${Object.keys(unknown)} is not known here`)
}

/** A token of the TokenRequest API. If the pod exists, the token is valid as long as it does. */
async function boundToken(
  kubectl: Kubectl,
  { namespace, spec, name = '', uid = '' }: PodToRender,
  { expirationSeconds = 3600, audience }: JsonObject
): Promise<string> {
  const pod = ['--bound-object-kind=Pod', `--bound-object-name=${name}`]
  const bound = uid === '' ? [] : [...pod, `--bound-object-uid=${uid}`]
  const words = [...bound, `--duration=${expirationSeconds}s`]
  if (audience !== undefined) words.push(`--audience=${audience}`)
  const account = String(spec.serviceAccountName ?? 'default')
  return (await kubectl.run(['create', 'token', account, '-n', namespace, ...words])).trim()
}

function nameIn(source: unknown, field: string): string {
  return String(asObject(source)[field])
}

function entries(data: Record<string, string>): Files {
  return Object.entries(data)
}

/** The data of a ConfigMap, or the decoded data of a Secret. */
export async function dataOf(kubectl: Kubectl, kind: string, namespace: string, name: string) {
  const [object] = await kubectl.get(kind, '-n', namespace, name)
  const { data = {} } = (object ?? {}) as { data?: Record<string, string> }
  if (kind === 'configmap') return data
  const decoded = Object.entries(data).map(([key, value]) => [
    key,
    Buffer.from(value, 'base64').toString()
  ])
  return Object.fromEntries(decoded) as Record<string, string>
}
