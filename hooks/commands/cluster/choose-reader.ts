import { isInCluster } from '../../kubernetes/service-account.ts'
import type { ClusterReader } from './cluster-reader.ts'
import { inClusterReader } from './in-cluster.ts'
import { kubectlReader } from './kubectl.ts'
import { ReadFailure } from './read-failure.ts'

export type ReaderChoice = {
  /** The user's kubectl context. If given, kubectl reads. */
  context?: string | undefined
  /** Whether the service account of the pod has to read. */
  inCluster?: boolean | undefined
  /** How long one request may take (ms); the reader's usual time if absent. */
  limitMs?: number | undefined
  env: Readonly<Record<string, string | undefined>>
  /** Where the files of the service account are; the usual folder if absent. */
  folder?: string | undefined
}

/**
 * Chooses by what the cluster is read: by the service account of the pod that this process runs in,
 * else by kubectl, so that contexts and credentials are the user's.
 * @throws {ReadFailure} if the pod's service account is asked for, and there is none
 */
export async function chooseReader(choice: ReaderChoice): Promise<ClusterReader> {
  const { context, env, inCluster, limitMs } = choice
  if (context === undefined && isInCluster(choice)) return inClusterReader(choice)
  if (inCluster) {
    const needs = '--in-cluster needs a pod with a service account token, and no --context'
    throw new ReadFailure('unreachable', needs)
  }
  return kubectlReader({ context, env, limitMs })
}
