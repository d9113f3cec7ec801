import { join } from 'node:path'
import { runProgram } from '../../charts/chart.ts'
import type { ControlPlane } from '../control-plane/control-plane.ts'
import { hooksNamespace } from './install.ts'

/** Helm with the kubeconfig of the administrator. */
export type Helm = {
  /** Runs Helm in our namespace. @throws if it fails, or if it or the API server warns */
  run: (...words: string[]) => Promise<string>
  /** Runs Helm in our namespace. It may fail. @returns what it printed */
  try: (...words: string[]) => Promise<{ hasFailed: boolean; said: string }>
}

/** @param path - of the program */
export function createHelm(path: string, { folder }: ControlPlane): Helm {
  const where = ['-n', hooksNamespace, '--kubeconfig', join(folder, 'admin.kubeconfig')]
  const attempt: Helm['try'] = async (...words) => {
    const { status, stdout, stderr } = await runProgram(path, [...words, ...where])
    return { hasFailed: status !== 0, said: `${stdout}${stderr}` }
  }
  return {
    try: attempt,
    run: async (...words) => {
      const { hasFailed, said } = await attempt(...words)
      if (hasFailed || /warn/i.test(said)) throw new Error(`helm ${words.join(' ')}: ${said}`)
      return said
    }
  }
}
