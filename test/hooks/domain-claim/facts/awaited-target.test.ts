import t from 'tap'
import { awaitedForTarget } from '../../../../hooks/domain-claim/facts/awaited-target.ts'
import { claimWithoutTarget } from '../../../helpers/claim-observation.ts'

const told = (ready: boolean, reason: string, message: string) =>
  claimWithoutTarget({ spec: { gatewayStatus: { ready, reason, message } } })

for (const [given, claim, reason, message] of [
  [
    'the pool says nothing',
    claimWithoutTarget(),
    'WaitingForGateway',
    /has no address, or does not carry/
  ],
  [
    'the Gateway has no address',
    told(false, 'GatewayHasNoAddress', 'none yet'),
    'GatewayHasNoAddress',
    /^none yet$/
  ],
  [
    'its controller refuses it',
    told(false, 'GatewayBlocked', 'a bad route'),
    'GatewayBlocked',
    /^a bad route$/
  ],
  [
    'its listener is not there',
    told(false, 'WaitingForGateway', 'no listener'),
    'WaitingForGateway',
    /^no listener$/
  ],
  [
    'a reason that nobody could look up',
    told(false, 'toString', 'hm'),
    'WaitingForGateway',
    /^hm$/
  ],
  [
    'the Gateway is ready',
    told(true, 'Ready', 'is ready'),
    'WaitingForAttachment',
    /public-1 does not carry/
  ]
] as const)
  t.test(`without a target, where ${given}: ${reason}`, async t => {
    const awaited = awaitedForTarget(claim)
    t.equal(awaited.reason, reason)
    t.match(awaited.message, message)
  })
