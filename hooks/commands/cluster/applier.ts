import type { ReadObject } from './cluster-reader.ts'
import { createKubectl, firstLine, type KubectlOptions } from './kubectl.ts'

/** What the API server would store, or why it refuses the object, in its words. */
export type Applied = { ok: true; object: ReadObject } | { ok: false; why: string }

/** Has the API server check objects, with its policies and defaults. Nothing is stored. */
export type Applier = { dryRun: (object: ReadObject) => Promise<Applied> }

/** Checks objects by `kubectl apply --dry-run=server`, as the user. */
export function kubectlApplier(options: KubectlOptions): Applier {
  const kubectl = createKubectl(options)
  return {
    dryRun: async object => {
      const args = ['apply', '--dry-run=server', '-o', 'json', '-f', '-']
      const { status, stdout, stderr } = await kubectl(args, JSON.stringify(object))
      if (status !== 0) return { ok: false, why: refusalIn(stderr) }
      return { ok: true, object: JSON.parse(stdout) as ReadObject }
    }
  }
}

/** The part of kubectl's message that is about the object. */
function refusalIn(stderr: string): string {
  return firstLine(stderr).replace(/^error when \w+ "STDIN": /, '')
}
