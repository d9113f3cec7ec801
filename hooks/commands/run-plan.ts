import { systemClock } from '../clock.ts'
import { defined } from '../defined.ts'
import { packageVersion } from '../version.ts'
import { kubectlApplier } from './cluster/applier.ts'
import { chooseNamespace } from './cluster/choose-namespace.ts'
import { chooseReader } from './cluster/choose-reader.ts'
import type { ReadObject } from './cluster/cluster-reader.ts'
import { directHooks, kubectlHooks } from './cluster/hooks-client.ts'
import { differingVersions } from './cluster/hooks-version.ts'
import { readManifests } from './cluster/read-manifests.ts'
import { readValue } from './cluster/reading.ts'
import type { CommandContext } from './context.ts'
import type { ObjectFormat } from './flags.ts'
import { findHooks } from './hostnames/ask-hooks.ts'
import { hooksEnvironment } from './hostnames/hooks-settings.ts'
import { makePlan } from './plan/make-plan.ts'
import type { Plan } from './plan/planned.ts'
import { planText } from './plan/text.ts'
import { CommandEnd, exitCodes } from './terminal/command-end.ts'
import { forPrograms } from './terminal/formats.ts'
import { screenOf } from './terminal/screen.ts'

export type PlanFlags = {
  filename: readonly string[]
  namespace?: string
  context?: string
  output?: ObjectFormat
  hooks?: string
}

/** Says what a manifest will get. */
export async function runPlan(this: CommandContext, flags: PlanFlags) {
  const { stdout, stdin, env } = this.process
  const reader = await chooseReader({ context: flags.context, env })
  const { context } = reader
  const namespace = await chooseNamespace({ ...flags, env })
  const objects = await readManifests(flags.filename, stdin)
  const access = await findHooks(
    reader,
    service => {
      if (flags.hooks !== undefined) return directHooks(flags.hooks)
      return service && kubectlHooks(reader, service, { context, env })
    },
    undefined
  )
  const { AWS_REGION: region, CERTIFICATES_PER_YEAR: perYear } = await hooksEnvironment(
    reader,
    access.service
  )
  const certificatesPerYear = perYear === undefined ? undefined : Number(perYear)
  const tools = {
    reader,
    applier: kubectlApplier({ context, env }),
    namespace,
    askHooks: access.ask,
    clock: systemClock,
    settings: defined({ region, certificatesPerYear })
  }
  try {
    const placed = objects.map(object => inNamespace(object, namespace))
    const made = await makePlan(tools, placed)
    const ready = readValue(await access.ready())
    const plan = { ...made, ...defined({ versions: differingVersions(ready, packageVersion()) }) }
    stdout.write(forPrograms(flags.output, plan) ?? planText(plan, screenOf(stdout, env)))
    return endOf(plan)
  } finally {
    access.close()
  }
}

/** Kinds without a namespace that a manifest for hostnames may have. */
const clusterScoped: readonly unknown[] = ['Namespace', 'GatewayPool', 'GatewayClass']

/** kubectl puts an object without a namespace into the one of the user. */
function inNamespace(object: ReadObject, namespace: string): ReadObject {
  if (clusterScoped.includes(object.kind) || object.metadata.namespace !== undefined) return object
  return { ...object, metadata: { ...object.metadata, namespace } }
}

function endOf({ hostnames }: Plan): CommandEnd | undefined {
  if (hostnames.length === 0)
    return new CommandEnd(exitCodes.notFound, 'There is no GatewayHostnameRequest in it.')
  const others = hostnames.filter(({ outcome }) => outcome !== 'served')
  if (others.length === 0) return undefined
  const names = others.map(({ request }) => request).join(', ')
  return new CommandEnd(exitCodes.stuck, `Not served: ${names}`)
}
