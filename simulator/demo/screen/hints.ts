import { projectFolder } from '../../cluster/manifests.ts'
import { loopback } from '../hooks-process.ts'
import type { DemoWorld } from '../world.ts'

/** What a reader may want to try next. */
export const nextSteps: readonly string[] = [
  'npm run demo -- my-request.yaml          your own YAML',
  'npm run demo -- --hostnames 60 --fast    more hostnames than one load balancer holds',
  'npm run demo -- --keep                   stay up, and ask the hooks and the embedded AWS yourself',
  'npm run -s demo -- --json | jq           the same as data',
  'npm run demo -- --real-time              with the waits that AWS really has'
]

/** Commands that reach what runs, while it runs. */
export function commandsFor({ hooks, awsURL, cloud, region }: DemoWorld): readonly string[] {
  const payload = projectFolder('examples/hooks/domain-claim-sync.json')
  const post = "-H 'content-type: application/json' -d"
  const zone = cloud.zones.list()[0]?.id ?? 'ZONE'
  return [
    '# The hooks: how they are, and what they would do about a claim (dryRun touches nothing)',
    `curl -s ${hooks.url}/readyz`,
    `curl -s '${hooks.url}/domain-claim/sync?dryRun=true' ${post} @${payload}`,
    '# The embedded AWS, through the AWS CLI',
    `export AWS_DEFAULT_REGION=${region} AWS_ACCESS_KEY_ID=embedded AWS_SECRET_ACCESS_KEY=embedded AWS_PAGER=`,
    `aws --endpoint-url ${awsURL} acm list-certificates`,
    `aws --endpoint-url ${awsURL} route53 list-hosted-zones`,
    `aws --endpoint-url ${awsURL} route53 list-resource-record-sets --hosted-zone-id ${zone}`
  ]
}

/** Where everything listens. */
export function addressesOf({ hooks, awsURL }: DemoWorld): string {
  return `hooks on ${hooks.url} (pid ${hooks.pid}), embedded AWS on ${awsURL}; both on ${loopback} only`
}
