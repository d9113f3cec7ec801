import { settingsByName } from '../../config/settings.ts'
import {
  type ClusterReader,
  listAll,
  pathOf,
  type ReadObject,
  readObject
} from '../cluster/cluster-reader.ts'
import type { HooksService } from '../cluster/hooks-client.ts'
import { at, listAt, textAt } from '../cluster/objects.ts'
import { readValue, tryToRead } from '../cluster/reading.ts'

/** The environment of the hooks, by the names of their variables. */
export type HooksEnvironment = Readonly<Record<string, string>>

/** The settings of the hooks that were found, and whether these are all. */
export type HooksSettings = { found: HooksEnvironment; isComplete: boolean }

const known = new Set(settingsByName.map(([, { variable }]) => variable as string))

/**
 * The settings of the hooks, from their Deployment and its ConfigMap. Only variables that are
 * settings are read: an environment can have secrets in it. What cannot be read is left out.
 */
export async function hooksEnvironment(
  reader: ClusterReader,
  service: HooksService | undefined
): Promise<HooksEnvironment> {
  return (await readHooksSettings(reader, service)).found
}

/** The settings of the hooks, with whether there may be more that could not be read. */
export async function readHooksSettings(
  reader: ClusterReader,
  service: HooksService | undefined
): Promise<HooksSettings> {
  if (service === undefined) return { found: {}, isComplete: false }
  const { namespace } = service
  const deployments = readValue(
    await tryToRead(() => listAll(reader, pathOf('apps/v1', 'deployments', { namespace })))
  )
  const containers = (deployments ?? []).flatMap(containersOf)
  const found: Record<string, string> = {}
  let isComplete = containers.length > 0
  for (const container of containers) {
    for (const source of listAt(container, 'envFrom')) {
      const name = textAt(source, 'configMapRef', 'name')
      if (name === undefined) {
        isComplete = false
        continue
      }
      const path = pathOf('v1', 'configmaps', { namespace, name })
      const reading = await tryToRead(() => readObject(reader, path))
      if (!reading.ok) isComplete = false
      Object.assign(found, settingsIn(Object.entries(at(readValue(reading), 'data') ?? {})))
    }
    const env = listAt(container, 'env').map(each => [`${at(each, 'name')}`, at(each, 'value')])
    // A setting whose value is elsewhere, such as in a Secret, is not read.
    const isElsewhere = env.some(([name, value]) => known.has(`${name}`) && value === undefined)
    if (isElsewhere) isComplete = false
    Object.assign(found, settingsIn(env as [string, unknown][]))
  }
  return { found, isComplete }
}

/** The value of `app.kubernetes.io/name` of what belongs to the hooks; checks have a suffix. */
const labelled = /^gateway-orchestrator(?:-|$)/
/** The container of the hooks, in the chart and in metacontroller/hooks.yaml. */
const containerName = 'hooks'

/**
 * Whether a Deployment or a pod is of the Gateway Orchestrator: by the label of the chart, else by
 * the image of a container. A mirror of a registry can have another name for the image.
 */
export function isOfHooks(object: ReadObject): boolean {
  if (isLabelled(object)) return true
  const ofPod = listAt(object, 'spec', 'containers')
  return [...ofPod, ...listAt(object, 'spec', 'template', 'spec', 'containers')].some(hasImage)
}

function isLabelled({ metadata: { labels } }: ReadObject): boolean {
  return labelled.test(`${labels?.['app.kubernetes.io/name']}`)
}

/** Whether the last part of the image's path is ours, whatever its registry, tag and digest are. */
function hasImage(container: unknown): boolean {
  return /(?:^|\/)gateway-orchestrator(?::[^/]*)?(?:@[^/]*)?$/.test(`${at(container, 'image')}`)
}

/** The containers of the hooks: a pod can have others, such as of a service mesh. */
function containersOf(deployment: ReadObject): readonly unknown[] {
  const containers = listAt(deployment, 'spec', 'template', 'spec', 'containers')
  const isNamed = (container: unknown) =>
    isLabelled(deployment) && textAt(container, 'name') === containerName
  return containers.filter(container => hasImage(container) || isNamed(container))
}

function settingsIn(entries: readonly (readonly [string, unknown])[]): Record<string, string> {
  const own = entries.filter(([name, value]) => known.has(name) && typeof value === 'string')
  return Object.fromEntries(own) as Record<string, string>
}
