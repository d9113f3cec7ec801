import { join } from 'node:path'
import t, { type Test } from 'tap'
import { startRegistry } from '../helpers/registry.ts'
import { chartLife } from './scenarios/chart-life.ts'
import { findTools } from './tools/find-tool.ts'
import { missingMetacontroller, usualRunner } from './world/controllers.ts'
import { createHelm } from './world/helm.ts'
import { missingBasics } from './world/install.ts'
import { byManifests } from './world/install-ours.ts'
import { pushReleases } from './world/releases.ts'
import { startRollOut } from './world/roll-out.ts'
import { startWorld } from './world/world.ts'

type HelmVersion = 'helm-3' | 'helm-4'

/** With which further words each version takes over what others have applied. */
const takingOver: Record<HelmVersion, readonly string[]> = {
  'helm-3': [],
  'helm-4': ['--force-conflicts']
}

const programs = ['crane', 'helm-3', 'helm-4'] as const
type Paths = Record<(typeof programs)[number], string>

const runner = usualRunner()

async function findPrograms(): Promise<{ paths: Paths } | { missing: string }> {
  const missing =
    missingBasics() ?? (runner === 'metacontroller' ? missingMetacontroller() : undefined)
  return missing === undefined ? findTools(programs) : { missing }
}

async function live(t: Test, version: HelmVersion, paths: Paths): Promise<void> {
  const world = await startWorld(runner, { installer: byManifests })
  if ('missing' in world) throw new Error(world.missing)
  t.teardown(world.stop)
  const registry = await startRegistry(paths.crane)
  t.teardown(registry.stop)
  const folder = join(world.plane.folder, 'charts')
  const releases = await pushReleases(paths[version], registry.host, folder)
  const rollOut = startRollOut(world)
  t.teardown(rollOut.stop)
  const helm = createHelm(paths[version], world.plane)
  await chartLife(t, { world, helm, takingOver: takingOver[version], rollOut, ...releases })
}

const found = await findPrograms()
const names = ['helm-3', 'helm-4'] as const
t.jobs = names.length
for (const version of names) {
  const name = `${runner}: the life of an installation with ${version}`
  if ('missing' in found) t.test(name, { skip: found.missing }, async () => undefined)
  else t.test(name, { buffered: true }, t => live(t, version, found.paths))
}
