import { buildCommand } from '@stricli/core'
import { readConfig } from '../config.ts'
import type { CommandContext } from './context.ts'

/**
 * The command that runs the service.
 * @param environment the part of the help text that lists the environment
 */
export function serveCommand(environment: string) {
  return buildCommand<object, [], CommandContext>({
    func: async function (this: CommandContext) {
      const config = readConfig(this.process.env)
      // Loading the server takes a second, because of the AWS SDK. It is loaded only here, so that
      // help texts, configuration errors and other commands do not wait for it.
      const { serve } = await import('../server.ts')
      await serve(config)
    },
    parameters: {},
    docs: {
      brief: "Answers Metacontroller's hooks",
      fullDescription:
        "Answers Metacontroller's hooks for GatewayPools, DomainClaims and " +
        `GatewayHostnameRequests.\n\n${environment}`
    }
  })
}
