import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { asObject, type JsonObject } from '../../../simulator/api-store/objects.ts'
import { parseManifests } from '../../charts/chart.ts'
import type { ControlPlane } from '../control-plane/control-plane.ts'
import { findTool } from '../tools/find-tool.ts'
import { hooksNamespace } from './install.ts'

const run = promisify(execFile)

/** The spec of the pod of each Job of the installed chart, by the name of the Job. */
export async function podsOfJobs({ folder }: ControlPlane): Promise<Record<string, JsonObject>> {
  const helm = await findTool('helm-4')
  if ('missing' in helm) throw new Error(helm.missing)
  const where = ['-n', hooksNamespace, '--kubeconfig', join(folder, 'admin.kubeconfig')]
  const { stdout } = await run(helm.path, ['get', 'hooks', hooksNamespace, ...where])
  const jobs = parseManifests(stdout).filter(({ kind }) => kind === 'Job')
  const specs = jobs.map(({ metadata, spec }) => {
    const template = asObject(asObject(spec).template)
    return [metadata.name, asObject(template.spec)] as const
  })
  return Object.fromEntries(specs)
}
