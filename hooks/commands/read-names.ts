import { chooseNamespace } from './cluster/choose-namespace.ts'
import { listAll } from './cluster/cluster-reader.ts'
import { kubectlReader } from './cluster/kubectl.ts'
import { readValue, tryToRead } from './cluster/reading.ts'
import { paths } from './hostnames/resources.ts'

/** Names of the requests in the namespace of the context; none if they cannot be read. */
export async function readNames(
  env: Readonly<Record<string, string | undefined>>
): Promise<string[]> {
  const read = await tryToRead(async () => {
    const [reader, namespace] = await Promise.all([
      kubectlReader({ env }),
      chooseNamespace({ env })
    ])
    return listAll(reader, paths.requests({ namespace }))
  })
  return (readValue(read) ?? []).map(({ metadata }) => metadata.name)
}
