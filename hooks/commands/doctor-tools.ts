import { Resolver } from 'node:dns/promises'
import { readFileSync } from 'node:fs'
import { systemClock } from '../clock.ts'
import { isInCluster } from '../kubernetes/service-account.ts'
import { packageVersion } from '../version.ts'
import { chooseReader } from './cluster/choose-reader.ts'
import { addressOf, directHooks, kubectlHooks } from './cluster/hooks-client.ts'
import type { CommandContext } from './context.ts'
import type { Tools } from './doctor/tools.ts'

/** Where the doctor looks. */
export type DoctorChoice = {
  context?: string
  inCluster?: boolean
  metacontrollerNamespace?: string
  hooks?: string
}

/** How long one request to the API server may take (ms). An API server that works needs less. */
const limitMs = 15_000

/** What the doctor looks with: kubectl, or the service account of the pod; DNS; the hooks. */
export async function doctorTools(
  flags: DoctorChoice,
  env: CommandContext['process']['env']
): Promise<Tools> {
  const { context, inCluster, hooks, metacontrollerNamespace } = flags
  const reader = await chooseReader({ context, inCluster, env, limitMs })
  const isPod = context === undefined && isInCluster({ env })
  return {
    reader,
    hooks: service => {
      if (hooks !== undefined) return directHooks(hooks)
      if (service === undefined) return undefined
      if (isPod) return directHooks(addressOf(service))
      return kubectlHooks(reader, service, { context: reader.context, env })
    },
    dns: publicDNS(),
    clock: systemClock,
    version: packageVersion(),
    token: tokenIn(env.HOOK_TOKEN_FILE),
    metacontrollerNamespace,
    region: env.AWS_REGION
  }
}

/** DNS as this machine sees it. A server that does not answer is asked twice. */
function publicDNS(): Tools['dns'] {
  const resolver = new Resolver({ timeout: 2000, tries: 2 })
  return { ns: name => resolver.resolveNs(name), txt: name => resolver.resolveTxt(name) }
}

/** The token that the pod has mounted, if it has one. */
function tokenIn(file: string | undefined): string | undefined {
  return file === undefined || file === '' ? undefined : readFileSync(file, 'utf8').trim()
}
