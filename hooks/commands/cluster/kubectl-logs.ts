import { createKubectl, firstLine, type KubectlOptions, kindOf } from './kubectl.ts'
import { ReadFailure } from './read-failure.ts'

/** How many lines of each log are read. */
const tail = 2000

/**
 * Reads the last lines of the log of a Deployment or a StatefulSet.
 * @throws {ReadFailure} by the returned function
 */
export function kubectlLogs(options: KubectlOptions) {
  const kubectl = createKubectl(options)
  return async (namespace: string, workload: string): Promise<string> => {
    const args = ['logs', '-n', namespace, workload, '--all-containers', `--tail=${tail}`]
    const { status, stdout, stderr } = await kubectl(args)
    if (status !== 0) throw new ReadFailure(kindOf(stderr), firstLine(stderr))
    return stdout
  }
}
