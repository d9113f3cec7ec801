import { aliasReasons } from '../../hooks/conditions/reasons/alias.ts'
import { answersOfPoolReasons } from '../../hooks/conditions/reasons/answers-of-pool.ts'
import { awsReasons } from '../../hooks/conditions/reasons/aws.ts'
import { certificateReasons } from '../../hooks/conditions/reasons/certificate.ts'
import type { ReasonEntries, ReasonEntry } from '../../hooks/conditions/reasons/entry.ts'
import { givingUpReasons } from '../../hooks/conditions/reasons/giving-up.ts'
import { loadBalancerReasons } from '../../hooks/conditions/reasons/load-balancer.ts'
import { poolReasons } from '../../hooks/conditions/reasons/pool.ts'
import { routeReasons } from '../../hooks/conditions/reasons/route.ts'
import { successReasons } from '../../hooks/conditions/reasons/success.ts'
import { generatedFrom, prose, type ReferencePage } from './markdown.ts'

/** The parts of the catalogue, in the order in which a request meets them. */
const parts: readonly (readonly [string, ReasonEntries])[] = [
  ['All is well', successReasons],
  ['The answer of the pool', answersOfPoolReasons],
  ['The certificate', certificateReasons],
  ['The load balancer', loadBalancerReasons],
  ['The DNS records', aliasReasons],
  ['The route', routeReasons],
  ['Errors of AWS', awsReasons],
  ['A hostname is given up', givingUpReasons],
  ['Pools', poolReasons]
]

const introduction = [
  'Each condition of a request, a claim or a pool has a reason, and a message that says what is ' +
    'awaited, from whom, and what to do. `kubectl describe` shows both.',
  'A reason that *stalls* stays until a person acts. All other reasons end by themselves, ' +
    'usually within minutes. [Helm, Flux and Argo CD](../gitops.md) go by this.'
].join('\n\n')

/** The reference of all reasons. Each has a heading, so that other texts can link to it. */
export function reasonsPage(): ReferencePage {
  const sections = parts.flatMap(([title, reasons]) => [
    `## ${title}`,
    ...Object.entries(reasons).flatMap(([reason, entry]) => reasonSection(reason, entry))
  ])
  const source = 'hooks/conditions/reasons'
  const text = ['# Reasons', generatedFrom(source), introduction, ...sections].join('\n\n')
  return { file: 'reasons.md', text: `${text}\n` }
}

function reasonSection(reason: string, { means, todo, stalls }: ReasonEntry): string[] {
  const heading = [`### ${reason}`, prose(means)]
  if (todo === 'Nothing.') return heading
  const lasts = stalls ? 'It stalls.' : 'It ends by itself.'
  return [...heading, `What to do: ${prose(todo)}`, lasts]
}
