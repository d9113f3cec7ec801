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

const known = new Set(settingsByName.map(([, { variable }]) => variable as string))

/**
 * The settings of the hooks, from their Deployment and its ConfigMap. Only variables that are
 * settings are read: an environment can have secrets in it. What cannot be read is left out.
 */
export async function hooksEnvironment(
  reader: ClusterReader,
  service: HooksService | undefined
): Promise<HooksEnvironment> {
  if (service === undefined) return {}
  const { namespace } = service
  const deployments = readValue(
    await tryToRead(() => listAll(reader, pathOf('apps/v1', 'deployments', { namespace })))
  )
  const containers = (deployments ?? []).flatMap(containersOf)
  const found: Record<string, string> = {}
  for (const container of containers) {
    for (const source of listAt(container, 'envFrom')) {
      const name = textAt(source, 'configMapRef', 'name')
      if (name === undefined) continue
      const path = pathOf('v1', 'configmaps', { namespace, name })
      const data = at(readValue(await tryToRead(() => readObject(reader, path))), 'data')
      Object.assign(found, settingsIn(Object.entries(data ?? {})))
    }
    const env = listAt(container, 'env').map(each => [`${at(each, 'name')}`, at(each, 'value')])
    Object.assign(found, settingsIn(env as [string, unknown][]))
  }
  return found
}

function containersOf(deployment: ReadObject): readonly unknown[] {
  const containers = listAt(deployment, 'spec', 'template', 'spec', 'containers')
  return containers.filter(container => /gateway-orchestrator/.test(`${at(container, 'image')}`))
}

function settingsIn(entries: readonly (readonly [string, unknown])[]): Record<string, string> {
  const own = entries.filter(([name, value]) => known.has(name) && typeof value === 'string')
  return Object.fromEntries(own) as Record<string, string>
}
