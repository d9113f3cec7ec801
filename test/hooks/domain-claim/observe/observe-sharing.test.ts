import t from 'tap'
import type { DomainClaim } from '../../../../hooks/api/domain-claim.ts'
import { AWSFailure } from '../../../../hooks/aws/failure.ts'
import { seeSharing } from '../../../../hooks/domain-claim/observe/observe-sharing.ts'
import { createEdge, region } from '../../aws/edge.ts'

t.test('a claim whose question waits in the queue learns when to come back', async t => {
  const { clock, createAWS, finish, newFence } = createEdge({ quotas: 'none' })
  const aws = createAWS()
  const hostname = 'shop.example.com'
  const wanted = { hostname, token: 'one', tags: {} }
  await finish(aws.acm(region).requestCertificate(wanted, newFence()))
  await clock.advance(120_000)
  const asked = Array.from({ length: 300 }, (_, i) =>
    aws
      .acm(region)
      .describeCertificate('arn:x', { ...newFence(), callerID: `caller-${i}`, namespace: 'shop' })
      .catch(() => undefined)
  )
  await finish(Promise.all(asked))
  const claim = { spec: { hostname, region } } as DomainClaim
  const access = {
    aws,
    clock,
    began: clock.now(),
    cluster: 'test',
    otherRegions: [],
    fence: { ...newFence(), callerID: 'claim', namespace: 'shop' },
    descriptions: new Map()
  }
  const failure = await finish(
    seeSharing(claim, [], clock.now(), access).catch((error: unknown) => error)
  )
  if (!(failure instanceof AWSFailure)) throw new Error('it was not sent to the queue')
  t.equal(failure.operation, `DescribeCertificate in ${region}`)
  t.ok(Number(failure.retryAfterSeconds) > 10, `${failure.retryAfterSeconds} s`)
})
