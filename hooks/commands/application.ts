import { type Application, buildApplication, buildRouteMap, text_en } from '@stricli/core'
import type { CommandContext } from './context.ts'
import { doctorCommand } from './doctor.ts'
import { drainCommand } from './drain.ts'
import { explainCommand } from './explain.ts'
import { getCommand } from './get.ts'
import { policyCommand } from './iam-policy.ts'
import { orphansCommand } from './orphans.ts'
import { planCommand } from './plan.ts'
import { serveCommand } from './serve.ts'
import { supportCommand } from './support.ts'
import { exitCodeOf } from './terminal/command-end.ts'
import { poolsCommand, treeCommand, whoCommand } from './views.ts'

/** The program of the image and of the npm package, and the plugin of kubectl. */
export type ProgramName = 'gateway-orchestrator' | 'kubectl hostname'

export type ApplicationOptions = {
  name: ProgramName
  /** The part of the help text that lists the environment of the service. */
  environment: string
  /** What an error says on the command line. */
  describe: (error: unknown) => string
}

/** Commands for people with a cluster: both programs have them. */
const forPeople = {
  get: getCommand,
  explain: explainCommand,
  plan: planCommand,
  tree: treeCommand,
  pools: poolsCommand,
  who: whoCommand,
  orphans: orphansCommand,
  support: supportCommand,
  doctor: doctorCommand,
  drain: drainCommand
}

/** The names of all commands of a program. */
export function commandNames(name: ProgramName): readonly string[] {
  return Object.keys(routesOf(name, ''))
}

/** The plugin has no command for the service: it runs where the user's kubectl is. */
function routesOf(name: ProgramName, environment: string) {
  if (name === 'kubectl hostname') return forPeople
  return { serve: serveCommand(environment), ...forPeople, 'iam-policy': policyCommand }
}

const briefs: Readonly<Record<ProgramName, string>> = {
  'gateway-orchestrator': 'Public hostnames with certificates on AWS EKS',
  'kubectl hostname': 'Looks at the public hostnames of the Gateway Orchestrator'
}

/** The command line: all commands of a program, with their help texts. */
export function createApplication(options: ApplicationOptions): Application<CommandContext> {
  const { name, environment, describe } = options
  const brief = briefs[name]
  const isService = name === 'gateway-orchestrator'
  const fullDescription = isService ? `${brief}.\n\n${environment}` : `${brief}.`
  const root = buildRouteMap<string, CommandContext>({
    routes: routesOf(name, environment),
    docs: { brief, fullDescription }
  })
  return buildApplication(root, {
    name,
    scanner: { caseStyle: 'allow-kebab-for-camel', allowArgumentEscapeSequence: true },
    documentation: { disableAnsiColor: true },
    determineExitCode: exitCodeOf,
    localization: {
      text: {
        ...text_en,
        exceptionWhileRunningCommand: describe,
        commandErrorResult: ({ message }) => message
      }
    }
  })
}
