import { buildCommand } from '@stricli/core'
import type { CommandContext } from './context.ts'
import { diagnose } from './doctor/diagnose.ts'
import { observe } from './doctor/observe.ts'
import { count, reportJSON, reportText, sums } from './doctor/report.ts'
import { unreached } from './doctor/unreached.ts'
import { doctorTools } from './doctor-tools.ts'
import { contextFlag, hooksFlag, inClusterFlag, type OutputFormat, outputFlag } from './flags.ts'

type DoctorFlags = {
  output?: OutputFormat
  inCluster?: boolean
  context?: string
  metacontrollerNamespace?: string
  hooks?: string
}

/** The command that checks an installation. It only reads. */
export const doctorCommand = buildCommand<DoctorFlags, [], CommandContext>({
  func: async function (this: CommandContext, flags: DoctorFlags) {
    const { stdout, env } = this.process
    const evidence = await observe(await doctorTools(flags, env))
    const checks = diagnose(evidence)
    const why = unreached(evidence)
    const report = flags.output === 'json' ? reportJSON : reportText
    stdout.write(report(evidence.target, checks, why))
    if (why !== undefined)
      return new Error(
        `The API server could not be reached, so the cluster was not checked: ${why}`
      )
    if (count(checks, 'failed') === 0) return undefined
    return new Error(flags.output === 'json' ? sums(checks) : 'Not all is well.')
  },
  parameters: {
    flags: {
      output: outputFlag,
      inCluster: inClusterFlag,
      context: contextFlag,
      metacontrollerNamespace: {
        kind: 'parsed',
        parse: String,
        optional: true,
        brief: 'Namespace of Metacontroller (looked for in all)',
        placeholder: 'NAME'
      },
      hooks: hooksFlag
    },
    aliases: { o: 'output' }
  },
  docs: {
    brief: 'Checks an installation: cluster, Metacontroller, hooks, AWS, zones',
    fullDescription:
      'Checks Metacontroller and its flags, CRDs, policies, hooks and their token, AWS, and the ' +
      'zones and domains of each pool. It only reads: nothing is changed in Kubernetes or AWS. ' +
      'It says what it could not check, and why. The exit status is 1 if a check failed, ' +
      'or if the API server could not be reached.\n\n' +
      'From a shell it reads by kubectl; in a pod, by the service account of the pod.'
  }
})
