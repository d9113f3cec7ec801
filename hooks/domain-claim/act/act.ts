import type { DomainClaim } from '../../api/domain-claim.ts'
import { type AWSFailure, classify, isMissingTarget, orMissing } from '../../aws/failure.ts'
import { withoutAliasCopies } from '../../dns/copies.ts'
import { type RecordChange, withoutRepeats } from '../../dns/records.ts'
import type { Action, StepAction } from '../facts/action.ts'
import type { AWSAccess } from '../observe/aws-access.ts'

/** How an action ended. */
export type Result =
  | ({ action: StepAction; ok: true } & Made)
  | { action: StepAction; ok: false; failure: AWSFailure }

/**
 * What AWS answers to an action: the ARN of a new certificate, or the id of a change, with the
 * change that Route 53 has taken.
 */
type Made = { arn?: string; changeID?: string; change?: RecordChange }

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
    const { change, ...made } = await carryOut(claim, action, access)
    const isOther = action.do === 'changeRecords' && change !== undefined
    return { action: isOther ? { ...action, change } : action, ok: true, ...made }
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
      await deleteCertificate(region, action.arn, access)
      return {}
    case 'removeTags':
      await orMissing(aws.acm(region).removeTags(action.arn, action.keys, fence))
      aws.noteTags(action.arn, undefined)
      return {}
    case 'changeRecords':
      return changeRecords(action, access)
    default:
      return action satisfies never
  }
}

/**
 * Changes records. If Route 53 refuses an alias because its load balancer is gone, the same change
 * is made without the aliases among the copies of a wildcard's records, or without the records that
 * it only writes again as they are. Otherwise the load balancer of somebody else would stop the
 * certificate, or the claim could never be deleted.
 */
async function changeRecords(
  { zone, change }: Extract<Action, { do: 'changeRecords' }>,
  { aws, fence }: AWSAccess
): Promise<Made> {
  const submit = aws.submitChange(zone)
  try {
    return { change, changeID: await submit(change, fence) }
  } catch (error) {
    const rest = isMissingTarget(error) ? withoutDeadAliases(change) : undefined
    if (rest === undefined) throw error
    if (rest.create.length + rest.remove.length === 0) return { change: rest }
    return { change: rest, changeID: await submit(rest, fence) }
  }
}

function withoutDeadAliases(change: RecordChange): RecordChange | undefined {
  return withoutAliasCopies(change) ?? withoutRepeats(change)
}

/**
 * ACM's listings show a new certificate only after a while. So the inventory and the cached tags of
 * this process are told of the new certificate now.
 */
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
 * ACM's answer to a deletion is empty. The empty page of a proxy looks the same, although nothing
 * was deleted. So the answer alone does not make the certificate count as gone: a listing that
 * began after the answer does, or ACM's word that it does not know the certificate.
 */
async function deleteCertificate(
  region: string,
  arn: string,
  { aws, fence }: AWSAccess
): Promise<void> {
  const acm = aws.acm(region)
  const isAnswered = await orMissing(acm.deleteCertificate(arn, fence).then(() => true))
  if (isAnswered) return
  if ((await orMissing(acm.describeCertificate(arn, fence))) !== undefined) return
  aws.inventory(region).noteRemoved(arn)
  aws.noteTags(arn, undefined)
}
