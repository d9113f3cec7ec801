import { projectFolder } from '../../cluster/manifests.ts'
import { loopback } from '../world/hooks-process.ts'
import { describeTempo, type Tempo } from '../world/pace.ts'
import type { DemoWorld } from '../world/world.ts'
import type { Screen } from './screen.ts'

/** Shows which waits are shorter than in reality, and the notes about changes of the input. */
export function showSetting(screen: Screen, tempo: Tempo, notes: readonly string[]): void {
  const changes = describeTempo(tempo)
  const isShortened = changes.length > 0
  const heading = isShortened
    ? 'Waits, shortened for the demo'
    : 'Nothing is shortened: the waits are those of AWS'
  screen.heading(heading)
  for (const change of changes) screen.line(`  ${change}`)
  if (isShortened) {
    screen.line('  The polling of the hooks and the quotas of AWS are as in production.')
    screen.line('  With --real-time nothing is shortened.')
  }
  for (const note of notes) screen.line(screen.palette.yellow(note))
}

/** Shows where the hooks and the embedded AWS listen, and where the log is. */
export function showWorld(screen: Screen, world: DemoWorld, logFile: string | undefined): void {
  const { hooks, awsURL } = world
  const addresses = `hooks on ${hooks.url} (pid ${hooks.pid}), embedded AWS on ${awsURL}`
  screen.line(`Running: ${addresses}; both on ${loopback} only`)
  if (logFile !== undefined) screen.line(`The log of the hooks: ${logFile}`)
}

/** Shows the commands that reach the hooks and the embedded AWS while the demo stays up. */
export function showCommands(screen: Screen, world: DemoWorld): void {
  screen.heading(`The demo stays up until Ctrl-C or kill ${process.pid}. In another terminal:`)
  for (const command of commandsFor(world)) screen.command(command)
}

function commandsFor({ hooks, awsURL, cloud, region }: DemoWorld): readonly string[] {
  const payload = projectFolder('examples/hooks/domain-claim-sync.json')
  const post = "-H 'content-type: application/json' -d"
  const zone = cloud.zones.list()[0]?.id ?? 'ZONE'
  const keys = 'AWS_ACCESS_KEY_ID=embedded AWS_SECRET_ACCESS_KEY=embedded'
  const aws = `aws --endpoint-url ${awsURL}`
  return [
    '# The hooks: whether they are ready, and what they would do for a claim (dryRun)',
    `curl -s ${hooks.url}/readyz`,
    `curl -s '${hooks.url}/domain-claim/sync?dryRun=true' ${post} @${payload}`,
    '# The embedded AWS, through the AWS CLI',
    `export AWS_DEFAULT_REGION=${region} ${keys} AWS_PAGER=`,
    `${aws} acm list-certificates`,
    `${aws} route53 list-hosted-zones`,
    `${aws} route53 list-resource-record-sets --hosted-zone-id ${zone}`
  ]
}
