import type { DomainClaim } from '../../api/domain-claim.ts'
import { type AWSFailure, classify } from '../../aws/failure.ts'
import type { Action } from '../facts/outcome.ts'
import { orMissing, type Tools } from '../observe/tools.ts'

/** What became of an action. */
export type Result =
  | { action: Action; ok: true; arn?: string; changeID?: string }
  | { action: Action; ok: false; failure: AWSFailure }

/**
 * Carries out actions, one after another. Those decided together do not rest on one another, so a failure
 * ends none of the others: a certificate that cannot be deleted must not keep an alias from being mended.
 */
export async function act(
  claim: DomainClaim,
  actions: readonly Action[],
  tools: Tools
): Promise<readonly Result[]> {
  const results: Result[] = []
  for (const action of actions) {
    results.push(await actOnce(claim, action, tools))
  }
  return results
}

async function actOnce(claim: DomainClaim, action: Action, tools: Tools): Promise<Result> {
  try {
    return { action, ok: true, ...(await carryOut(claim, action, tools)) }
  } catch (error) {
    return { action, ok: false, failure: classify(action.do, error) }
  }
}

async function carryOut(
  claim: DomainClaim,
  action: Action,
  { aws, clock, fence }: Tools
): Promise<{ arn?: string; changeID?: string }> {
  const { region } = claim.spec
  switch (action.do) {
    case 'requestCertificate': {
      const { hostname, token, tags } = action
      const arn = await aws.acm(region).requestCertificate({ hostname, token, tags }, fence)
      const summary = {
        arn,
        domainName: hostname,
        names: [hostname],
        status: 'PENDING_VALIDATION',
        inUse: false,
        createdAt: clock.now()
      }
      aws.inventory(region).noteAdded(summary)
      aws.noteTags(arn, tags)
      return { arn }
    }
    case 'deleteCertificate':
      await orMissing(aws.acm(region).deleteCertificate(action.arn, fence))
      await noteIfGone(region, action.arn, { aws, fence })
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

/**
 * A deletion has an answer without content, as an empty page of a proxy has: only a certificate that ACM
 * no longer knows is gone. If it knows it still, the next sync sees it and tries again.
 */
async function noteIfGone(
  region: string,
  arn: string,
  { aws, fence }: Pick<Tools, 'aws' | 'fence'>
): Promise<void> {
  if ((await orMissing(aws.acm(region).describeCertificate(arn, fence))) !== undefined) return
  aws.inventory(region).noteRemoved(arn)
  aws.noteTags(arn, undefined)
}
