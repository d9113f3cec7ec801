import type { Versions } from '../cluster/hooks-version.ts'
import { printableValue } from '../terminal/printable.ts'
import { type Screen, wrapped } from '../terminal/screen.ts'
import type { Plan, PlannedHostname } from './planned.ts'

/** A plan as text. */
export function planText(plan: Plan, screen: Screen): string {
  const { hostnames, ignored, versions } = printableValue(plan)
  const blocks = hostnames.map(hostname => blockOf(hostname, screen).join('\n'))
  const served = hostnames.filter(({ outcome }) => outcome === 'served').length
  const end = [
    ...ignored.flatMap(object => wrapped(screen, `Not looked at: ${object}`)),
    ...(versions === undefined ? [] : wrapped(screen, screen.palette.yellow(warning(versions)))),
    ...wrapped(
      screen,
      `${served} of ${hostnames.length} will be served${limits(hostnames)}. Nothing was applied.`
    )
  ]
  return `${[...blocks, end.join('\n')].join('\n\n')}\n`
}

function warning({ hooks, own }: Versions): string {
  return (
    `Warning: the hooks are of version ${hooks}, and this plan is made by version ${own}, which ` +
    `may decide otherwise. Use version ${hooks} of this program.`
  )
}

/** A hostname of which nobody has looked at AWS can still fail there. */
function limits(hostnames: readonly PlannedHostname[]): string {
  const isUnknown = hostnames.some(each => isNew(each) && !each.aws.asked)
  return isUnknown ? ', as far as the cluster shows: AWS was not looked at' : ''
}

function isNew({ outcome, change }: PlannedHostname): boolean {
  return outcome !== 'refused' && outcome !== 'invalid' && change === 'new'
}

function blockOf(planned: PlannedHostname, screen: Screen): string[] {
  const { palette } = screen
  const { request, hostname, outcome, advice } = planned
  const colour = outcome === 'served' ? palette.green : palette.red
  const title = `${palette.bold(hostname)}  ${colour(outcome)}  (${request})`
  const item = (name: string, text: string) =>
    wrapped(screen, text, '              ').map((line, index) =>
      index === 0 ? `  ${name.padEnd(12)}${line.trimStart()}` : line
    )
  return [
    title,
    ...(advice === undefined
      ? []
      : [...item('why', `${advice.reason}: ${advice.fact}`), ...item('what to do', advice.todo)]),
    ...item('pool', planned.pool),
    ...(planned.change === undefined ? [] : item('hostname', planned.change)),
    ...(planned.gateway === undefined ? [] : item('Gateway', gatewayWords(planned))),
    ...(planned.certificate === undefined ? [] : item('certificate', planned.certificate)),
    ...planned.records.flatMap((record, index) => item(index === 0 ? 'records' : '', record)),
    ...planned.concerns.flatMap((concern, index) => item(index === 0 ? 'note' : '', concern)),
    ...awsLines(planned, item)
  ]
}

function gatewayWords({ gateway, isNewGateway }: PlannedHostname): string {
  return isNewGateway ? `${gateway}, which is made, with a load balancer of its own` : `${gateway}`
}

function awsLines(
  planned: PlannedHostname,
  item: (name: string, text: string) => string[]
): string[] {
  if (!isNew(planned)) return []
  const { asked, says } = planned.aws
  if (!asked) return item('AWS', `not looked at: ${says.join('; ')}`)
  return item('AWS', says.length === 0 ? 'nothing to do now' : `first: ${says.join('; ')}`)
}
