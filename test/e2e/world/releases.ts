import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectFolder } from '../../../simulator/cluster/manifests.ts'
import { runProgram } from '../../charts/chart.ts'

/** Words of Helm that name a version of the chart in a registry. */
export type Release = readonly string[]

/** The field that the CRDs of the older version do not have. */
export const newField = 'healthCheckPath'

/**
 * Packages our chart twice, as an older version, whose CRDs lack a field, and as a newer one, and
 * pushes both to a registry.
 */
export async function pushReleases(
  helm: string,
  registry: string,
  folder: string
): Promise<{ older: Release; newer: Release }> {
  const source = join(folder, 'gateway-orchestrator')
  mkdirSync(folder, { recursive: true })
  cpSync(projectFolder('charts/gateway-orchestrator'), source, { recursive: true })
  const newer = await push(helm, { registry, folder, source, version: '1.1.0' })
  const crds = join(source, 'templates/crds.yaml')
  writeFileSync(crds, withoutField(readFileSync(crds, 'utf8')))
  const older = await push(helm, { registry, folder, source, version: '1.0.0' })
  return { older, newer }
}

type Pushed = { registry: string; folder: string; source: string; version: string }

async function push(helm: string, { registry, folder, source, version }: Pushed): Promise<Release> {
  const versions = ['--version', version, '--app-version', version]
  await run(helm, ['package', source, ...versions, '--destination', folder])
  const file = join(folder, `gateway-orchestrator-${version}.tgz`)
  await run(helm, ['push', file, `oci://${registry}/charts`, '--plain-http'])
  const chart = `oci://${registry}/charts/gateway-orchestrator`
  return [chart, '--version', version, '--plain-http']
}

async function run(helm: string, words: string[]): Promise<void> {
  const { status, stderr } = await runProgram(helm, words)
  if (status !== 0) throw new Error(`helm ${words.join(' ')}: ${stderr}`)
}

/** The text of the CRDs without a field and all that is indented below it. */
function withoutField(crds: string): string {
  const field = new RegExp(`^( +)${newField}:\\n(?:\\1 +.*\\n)+`, 'gm')
  const changed = crds.replace(field, '')
  if (changed === crds) throw new Error(`the CRDs have no field ${newField}`)
  return changed
}
