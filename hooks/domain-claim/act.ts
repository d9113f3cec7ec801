import type { DomainClaim } from '../api/domain-claim.ts'
import { AWSFailure, classify } from '../aws/failure.ts'
import type { Action } from './outcome.ts'
import type { Tools } from './tools.ts'

/** What became of an action. */
export type Result =
  | { action: Action; ok: true; arn?: string; changeID?: string }
  | { action: Action; ok: false; failure: AWSFailure }

/**
 * Carries out actions, one after another. Those decided together do not rest on one another, so a failure
 * ends none of the others: a certificate that cannot be deleted must not keep an alias from being mended.
 */
export async function act(claim: DomainClaim, actions: readonly Action[], tools: Tools): Promise<readonly Result[]> {
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
      await ignoreMissing(aws.acm(region).deleteCertificate(action.arn, fence))
      aws.inventory(region).noteRemoved(action.arn)
      aws.noteTags(action.arn, undefined)
      return {}
    case 'removeTags':
      await ignoreMissing(removeTags(claim, action.arn, action.keys, { aws, fence }))
      aws.noteTags(action.arn, undefined)
      return {}
    case 'changeRecords':
      return { changeID: await aws.submitChange(action.zoneID)(action.change, fence) }
    default:
      return action satisfies never
  }
}

/** ACM takes tags off by key and value, or by key alone; the key is enough. */
async function removeTags(
  claim: DomainClaim,
  arn: string,
  keys: readonly string[],
  { aws, fence }: Pick<Tools, 'aws' | 'fence'>
) {
  await aws.acm(claim.spec.region).removeTags(arn, keys, fence)
}

async function ignoreMissing(call: Promise<void>): Promise<void> {
  try {
    await call
  } catch (error) {
    if (!(error instanceof AWSFailure && error.kind === 'notFound')) throw error
  }
}
