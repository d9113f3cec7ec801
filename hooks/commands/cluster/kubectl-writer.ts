import type { ReadObject } from './cluster-reader.ts'
import type { ClusterWriter } from './cluster-writer.ts'
import { createKubectl, type Kubectl, type KubectlOptions } from './kubectl.ts'

/** How many names one command gets, so that it does not become too long. */
const mostNames = 100

/** Deletes by kubectl, as the user. */
export function kubectlWriter(options: KubectlOptions): ClusterWriter {
  const kubectl = createKubectl(options)
  return {
    remove: async ({ resource, objects }) => {
      const refusals: string[] = []
      const groups = Map.groupBy(objects, ({ metadata: { namespace } }) => namespace)
      for (const [namespace, ofNamespace] of groups)
        for (const batch of batches(ofNamespace))
          refusals.push(...(await removeBatch(kubectl, resource, namespace, batch)))
      return refusals
    }
  }
}

function batches(objects: readonly ReadObject[]): ReadObject[][] {
  const count = Math.ceil(objects.length / mostNames)
  return Array.from({ length: count }, (_, index) =>
    objects.slice(index * mostNames, (index + 1) * mostNames)
  )
}

async function removeBatch(
  kubectl: Kubectl,
  resource: string,
  namespace: string | undefined,
  objects: readonly ReadObject[]
): Promise<readonly string[]> {
  const place = namespace === undefined ? [] : ['--namespace', namespace]
  const options = ['--ignore-not-found', '--wait=false', '--cascade=background']
  const names = objects.map(({ metadata }) => metadata.name)
  const { status, stderr } = await kubectl(['delete', resource, ...place, ...options, ...names])
  if (status === 0) return []
  const lines = stderr.trim().split('\n')
  return lines.filter(line => line !== '' && !line.startsWith('Warning:'))
}
