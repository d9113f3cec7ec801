import type { DomainClaim } from '../../api/domain-claim.ts'
import { type AWSFailure, classify, orMissing } from '../../aws/failure.ts'
import type { Action, StepAction } from '../facts/action.ts'
import type { AWSAccess } from '../observe/aws-access.ts'

/** How an action ended. */
export type Result =
  | ({ action: StepAction; ok: true } & Made)
  | { action: StepAction; ok: false; failure: AWSFailure }

/** What AWS answers to an action: the ARN of a new certificate, or the id of a change. */
type Made = { arn?: string; changeID?: string }

/**
 * Carries out actions, one after another. Actions of one decision do not depend on each other, so a
 * failure does not stop the rest: a certificate that cannot be deleted must not delay the repair of
 * an alias.
 */
export async function act(
  claim: DomainClaim,
  actions: readonly StepAction[],
  access: AWSAccess
): Promise<readonly Result[]> {
  const results: Result[] = []
  for (const action of actions) {
    results.push(await actOnce(claim, action, access))
  }
  return results
}

async function actOnce(claim: DomainClaim, action: StepAction, access: AWSAccess): Promise<Result> {
  try {
    return { action, ok: true, ...(await carryOut(claim, action, access)) }
  } catch (error) {
    return { action, ok: false, failure: classify(action.do, error) }
  }
}

async function carryOut(claim: DomainClaim, action: Action, access: AWSAccess): Promise<Made> {
  const { aws, fence } = access
  const { region } = claim.spec
  switch (action.do) {
    case 'requestCertificate':
      return requestCertificate(region, action, access)
    case 'deleteCertificate':
      await orMissing(aws.acm(region).deleteCertificate(action.arn, fence))
      await noteIfGone(region, action.arn, access)
      return {}
    case 'removeTags':
      await orMissing(aws.acm(region).removeTags(action.arn, action.keys, fence))
      aws.noteTags(action.arn, undefined)
      return {}
    case 'changeRecords':
      return { changeID: await aws.submitChange(action.zone)(action.change, fence) }
    default:
      return action satisfies never
  }
}

/** Listings show a new certificate only later, so inventory and cached tags are told of it now. */
async function requestCertificate(
  region: string,
  { hostname, token, tags }: Extract<Action, { do: 'requestCertificate' }>,
  { aws, clock, fence }: AWSAccess
): Promise<Made> {
  const arn = await aws.acm(region).requestCertificate({ hostname, token, tags }, fence)
  aws.inventory(region).noteAdded({
    arn,
    domainName: hostname,
    names: [hostname],
    status: 'PENDING_VALIDATION',
    inUse: false,
    createdAt: clock.now()
  })
  aws.noteTags(arn, tags)
  return { arn }
}

/**
 * The answer to a deletion has no content, and neither has an empty page of a proxy. So a
 * certificate counts as gone only when ACM no longer knows it. If ACM still knows it, the next sync
 * tries again.
 */
async function noteIfGone(
  region: string,
  arn: string,
  { aws, fence }: Pick<AWSAccess, 'aws' | 'fence'>
): Promise<void> {
  if ((await orMissing(aws.acm(region).describeCertificate(arn, fence))) !== undefined) return
  aws.inventory(region).noteRemoved(arn)
  aws.noteTags(arn, undefined)
}
