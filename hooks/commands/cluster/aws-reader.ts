import type { CertificateSummary } from '../../aws/acm.ts'
import type { AWS } from '../../aws/aws.ts'
import { createAWS } from '../../aws/aws.ts'
import type { ClientOptions } from '../../aws/client-settings.ts'
import { AWSFailure, describeFailure } from '../../aws/failure.ts'
import { type Fence, fenceFrom } from '../../aws/fence.ts'
import type { Clock } from '../../clock.ts'
import { ownedName } from '../../dns/ownership.ts'
import type { RecordSet } from '../../dns/records.ts'
import type { Reading } from './reading.ts'

/** How long one reading may take. A zone of 10,000 records, or tags of 1,000 certificates. */
const limitSeconds = 300

type Certificate = {
  arn: string
  domainName: string
  status: string
  inUse: boolean
  tags: Readonly<Record<string, string>>
}

/**
 * Reads AWS with the credentials of the person, within the budgets of the hooks, so that the hooks
 * of the same account are not throttled.
 */
export function awsReader(options: Omit<ClientOptions, 'fenceTimes'>) {
  const fenceTimes = { sendWithinSeconds: limitSeconds, callTimeoutSeconds: 10 }
  const aws = createAWS({ ...options, fenceTimes })
  const fence = () => fenceFrom(options.clock, fenceTimes)
  return {
    records: (zone: string) =>
      reading(options.clock, () => ownedRecords(aws, zone, options.clock.now(), fence())),
    certificates: (region: string, isWanted: (name: string) => boolean) =>
      reading(options.clock, async () => {
        const listed = await listAllNames(aws, region, fence)
        const wanted = listed.filter(({ names }) => names.some(isWanted))
        const certificates: Certificate[] = []
        for (const { arn, domainName, status, inUse } of wanted) {
          const tags = await tagsOf(aws, region, arn, fence)
          if (tags !== undefined) certificates.push({ arn, domainName, status, inUse, tags })
        }
        const names = [...new Set(listed.flatMap(each => each.names))]
        return { certificates, names }
      })
  }
}

/** The TXT records of a zone, and all records at the names that ownership records own. */
async function ownedRecords(
  aws: AWS,
  zone: string,
  since: number,
  fence: Fence
): Promise<readonly RecordSet[]> {
  const records = aws.records({ id: zone })
  await records.list(since, fence)
  const texts = records.texts()
  const owned = texts.flatMap(({ name }) => ownedName(name) ?? [])
  const { recordsAt } = await records.inZone(owned, since, fence)
  return [...texts, ...owned.flatMap(recordsAt).filter(({ type }) => type !== 'TXT')]
}

/**
 * The certificates of a region, with all their names. The listing of ACM shows at most 100 names of
 * a certificate, so ACM is asked for certificates with more. One that is gone meanwhile keeps the
 * names that were listed.
 */
async function listAllNames(aws: AWS, region: string, fence: () => Fence) {
  const listed = await aws.acm(region).listCertificates(fence())
  const complete: CertificateSummary[] = []
  for (const each of listed) {
    const names = each.hasMoreNames && (await aws.names(region, each.arn, fence()))
    complete.push(names ? { ...each, names } : each)
  }
  return complete
}

/** Tags of a certificate; `undefined` if it is gone meanwhile. */
async function tagsOf(aws: AWS, region: string, arn: string, fence: () => Fence) {
  try {
    return await aws.acm(region).listTags(arn, fence())
  } catch (error) {
    if (error instanceof AWSFailure && error.kind === 'notFound') return undefined
    throw error
  }
}

/** How often a throttled reading is repeated, and after how many milliseconds. */
const mostTries = 6
const pauseMs = 2000

/** The hooks call AWS too, so a call can be throttled for a moment. */
async function reading<T>(clock: Clock, read: () => Promise<T>): Promise<Reading<T>> {
  for (let attempt = 1; ; attempt++) {
    try {
      return { ok: true, value: await read() }
    } catch (error) {
      if (!(error instanceof AWSFailure)) throw error
      if (error.kind !== 'throttled' || attempt === mostTries) {
        const kind = error.kind === 'denied' ? 'denied' : 'unreachable'
        return { ok: false, kind, why: describeFailure(error) }
      }
      await clock.sleep(pauseMs * attempt)
    }
  }
}
