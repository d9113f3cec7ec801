import { type Application, buildApplication, buildRouteMap, text_en } from '@stricli/core'
import type { CommandContext } from './context.ts'
import { doctorCommand } from './doctor.ts'
import { drainCommand } from './drain.ts'
import { policyCommand } from './iam-policy.ts'
import { serveCommand } from './serve.ts'

export type ApplicationOptions = {
  /** The part of the help text that lists the environment of the service. */
  environment: string
  /** What an error says on the command line. */
  describe: (error: unknown) => string
}

/** The command line: all commands, with their help texts. */
export function createApplication(options: ApplicationOptions): Application<CommandContext> {
  const { environment, describe } = options
  const root = buildRouteMap({
    routes: {
      serve: serveCommand(environment),
      doctor: doctorCommand,
      drain: drainCommand,
      'iam-policy': policyCommand
    },
    docs: {
      brief: 'Public hostnames with certificates on AWS EKS',
      fullDescription: `Public hostnames with certificates on AWS EKS.\n\n${environment}`
    }
  })
  return buildApplication(root, {
    name: 'gateway-orchestrator',
    scanner: { caseStyle: 'allow-kebab-for-camel', allowArgumentEscapeSequence: true },
    documentation: { disableAnsiColor: true },
    determineExitCode: () => 1,
    localization: {
      text: {
        ...text_en,
        exceptionWhileRunningCommand: describe,
        commandErrorResult: ({ message }) => message
      }
    }
  })
}
