import { writeFileSync } from 'node:fs'
import { loadBalancerGroup } from '../api/load-balancer-api.ts'
import { systemClock } from '../clock.ts'
import { packageVersion } from '../version.ts'
import { chooseReader } from './cluster/choose-reader.ts'
import { type ClusterReader, listAll, pathOf, type ReadObject } from './cluster/cluster-reader.ts'
import type { HooksService } from './cluster/hooks-client.ts'
import { kubectlLogs } from './cluster/kubectl-logs.ts'
import { ReadFailure } from './cluster/read-failure.ts'
import { type Reading, tryToRead } from './cluster/reading.ts'
import type { CommandContext } from './context.ts'
import { diagnose } from './doctor/diagnose.ts'
import { observe } from './doctor/observe.ts'
import { unreached } from './doctor/unreached.ts'
import { doctorTools } from './doctor-tools.ts'
import { isOfHooks } from './hostnames/hooks-settings.ts'
import { paths } from './hostnames/resources.ts'
import { bundleOf } from './support/bundle.ts'
import { asJSON } from './terminal/formats.ts'

export type SupportFlags = { context?: string; file?: string; hooks?: string }

/** Writes what somebody else needs to help, without secrets, into a file. */
export async function runSupport(this: CommandContext, flags: SupportFlags): Promise<void> {
  const { stdout, env } = this.process
  const takenAt = new Date(systemClock.now()).toISOString()
  const reader = await chooseReader({ context: flags.context, env })
  const evidence = await observe(await doctorTools(flags, env))
  const why = unreached(evidence)
  if (why !== undefined) throw new ReadFailure('unreachable', `There is nothing to write: ${why}`)
  const { service } = evidence.hooks
  const logsOf = kubectlLogs({ context: reader.context, env })
  const bundle = bundleOf({
    takenAt,
    version: packageVersion(),
    target: reader.target,
    checks: diagnose(evidence),
    lists: await readLists(reader, service),
    logs: await readLogs(logsOf, service)
  })
  const text = asJSON(bundle)
  if (flags.file === '-') return void stdout.write(text)
  const file = flags.file ?? `gateway-orchestrator-support-${takenAt.replace(/[:.]/g, '-')}.json`
  // Nobody but the person may read it, and a file that is there stays as it is.
  writeFileSync(file, text, { mode: 0o600, flag: 'wx' })
  stdout.write(
    `Wrote ${file} (${Math.ceil(text.length / 1024)} KiB). Secrets are left out as far as they ` +
      'can be recognised. It has hostnames, namespaces and ARNs: read it before you send it.\n'
  )
}

/** Kinds of which the namespace of the hooks can have others, which are nobody's business. */
const workloads: readonly string[] = ['deployments', 'pods']

async function readLists(reader: ClusterReader, service: HooksService | undefined) {
  const gateway = 'gateway.networking.k8s.io/v1'
  const namespace = service?.namespace ?? 'gateway-orchestrator'
  const ofLBC = `${loadBalancerGroup}/v1beta1`
  const all: Record<string, string> = {
    gatewayhostnamerequests: paths.requests(),
    domainclaims: paths.claims(),
    hostnamedenials: paths.denials(),
    gatewaypools: paths.pools(),
    compositecontrollers: pathOf('metacontroller.k8s.io/v1alpha1', 'compositecontrollers'),
    gatewayclasses: pathOf(gateway, 'gatewayclasses'),
    gateways: paths.gateways(),
    httproutes: paths.httpRoutes(),
    grpcroutes: paths.grpcRoutes(),
    loadbalancerconfigurations: pathOf(ofLBC, 'loadbalancerconfigurations'),
    targetgroupconfigurations: pathOf(ofLBC, 'targetgroupconfigurations'),
    deployments: pathOf('apps/v1', 'deployments', { namespace }),
    pods: pathOf('v1', 'pods', { namespace }),
    events: pathOf('v1', 'events', { namespace })
  }
  const read = Object.entries(all).map(async ([plural, path]) => [
    plural,
    await tryToRead(async () => {
      const objects = await listAll(reader, path)
      return workloads.includes(plural) ? objects.filter(isOfHooks) : objects
    })
  ])
  return Object.fromEntries(await Promise.all(read)) as Record<
    string,
    Reading<readonly ReadObject[]>
  >
}

/** The logs of the hooks. Those of Metacontroller say what it could not write. */
async function readLogs(
  logsOf: ReturnType<typeof kubectlLogs>,
  service: HooksService | undefined
): Promise<Record<string, Reading<string>>> {
  const withLogs = [
    [service?.namespace ?? 'gateway-orchestrator', `deployment/${service?.name ?? 'hooks'}`],
    ['metacontroller', 'statefulset/metacontroller']
  ] as const
  const read = withLogs.map(async ([namespace, workload]) => [
    `${namespace} ${workload}`,
    await tryToRead(() => logsOf(namespace, workload))
  ])
  return Object.fromEntries(await Promise.all(read)) as Record<string, Reading<string>>
}
