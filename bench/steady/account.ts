import { ACMClient, RequestCertificateCommand } from '@aws-sdk/client-acm'
import type { DomainClaim } from '../../hooks/api/domain-claim.ts'
import { systemClock } from '../../hooks/clock.ts'
import { createEmbeddedAws, type EmbeddedAws } from '../../simulator/aws/embedded-aws.ts'
import { instantTimings } from '../../simulator/aws/timings.ts'
import { domain, region, zoneID } from '../engine/manifests.ts'
import type { Capture } from './capture.ts'
import { copyFor } from './grow.ts'

/** An AWS account in which all hostnames are Ready, and the claims of these hostnames. */
export type Account = { cloud: EmbeddedAws; claims: readonly DomainClaim[] }

const credentials = { accessKeyId: 'AKIAEMBEDDED', secretAccessKey: 'embedded' }

/** Fills an embedded AWS with all that the given number of groups has in the steady state. */
export async function fillAccount(capture: Capture, groups: number): Promise<Account> {
  const cloud = createEmbeddedAws({
    clock: systemClock,
    quotas: 'none',
    timings: instantTimings,
    say: () => undefined
  })
  cloud.zones.create(domain, { id: zoneID })
  for (let group = 0; group < groups; group++) {
    for (const record of capture.records)
      cloud.zones.put(zoneID, JSON.parse(copyFor(JSON.stringify(record), group, capture.copying)))
  }
  const claims: DomainClaim[] = []
  const acm = new ACMClient({
    region,
    credentials,
    maxAttempts: 1,
    requestHandler: cloud.requestHandler()
  })
  for (const claim of claimsOf(capture, groups))
    claims.push(await withCertificate(claim, acm, cloud))
  const balancer = cloud.loadBalancers.create({ name: 'bench', region })
  const arns = cloud.certificates.list().map(({ arn }) => arn)
  cloud.loadBalancers.setCertificates(balancer.arn, arns)
  return { cloud, claims }
}

function claimsOf({ pool, copying }: Capture, groups: number): DomainClaim[] {
  const ofOneGroup =
    Object.entries(pool.children).find(([kind]) => kind.startsWith('DomainClaim.'))?.[1] ?? {}
  return Array.from({ length: groups }, (_, group) =>
    Object.values(ofOneGroup).map(
      claim => JSON.parse(copyFor(JSON.stringify(claim), group, copying)) as DomainClaim
    )
  ).flat()
}

/** Requests the certificate of a claim. ACM chooses the ARN, so the claim gets the new ARN. */
async function withCertificate(
  claim: DomainClaim,
  acm: ACMClient,
  cloud: EmbeddedAws
): Promise<DomainClaim> {
  const command = new RequestCertificateCommand({
    DomainName: claim.spec.hostname,
    ValidationMethod: 'DNS'
  })
  const { CertificateArn = '' } = await acm.send(command)
  cloud.certificates.setStatus(CertificateArn, 'ISSUED')
  const old = claim.status?.certificate?.arn ?? ''
  return JSON.parse(JSON.stringify(claim).replaceAll(old, CertificateArn)) as DomainClaim
}
