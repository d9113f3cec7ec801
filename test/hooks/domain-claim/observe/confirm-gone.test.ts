import t from 'tap'
import type { AWS } from '../../../../hooks/aws/aws.ts'
import type { ZoneRef } from '../../../../hooks/dns/zone-ref.ts'
import { confirmGone } from '../../../../hooks/domain-claim/observe/confirm-gone.ts'
import { arn, claimWith, cluster } from '../../../helpers/claim-observation.ts'
import { createEdge } from '../../aws/edge.ts'

/** ACM does not know a certificate, and Route 53 knows the zone. @returns what is concluded */
async function conclude(zone: ZoneRef): Promise<string> {
  const edge = createEdge()
  const { id } = edge.cloud.zones.create('example.com')
  const aws = edge.createAWS()
  const knowing: AWS = { ...aws, records: () => aws.records({ id }) }
  const tools = {
    aws: knowing,
    clock: edge.clock,
    cluster,
    otherRegions: [],
    fence: edge.newFence(),
    descriptions: new Map(),
    began: 0
  }
  const denial = { arn: arn('gone'), asOf: edge.clock.now(), zone }
  return edge.outcome(confirmGone(claimWith(), denial, tools))
}

t.test(
  'a zone that Route 53 knows in the account of ACM confirms that a certificate is gone',
  async t => {
    t.equal(await conclude({ id: 'Z1' }), 'ok')
  }
)

t.test(
  'a zone of another account says nothing about the account that ACM was asked in',
  async t => {
    t.equal(
      await conclude({ id: 'Z1', account: '210987654321' }),
      'denied ResourceNotFoundException'
    )
  }
)
