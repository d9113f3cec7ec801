import t from 'tap'
import { attachedTo } from '../../../../hooks/domain-claim/facts/attachment.ts'
import {
  balancer,
  certificate,
  claimWith,
  claimWithoutTarget,
  described,
  statusOf
} from '../../../helpers/claim-observation.ts'

const ours = 'k8s-edge-public1'
const waits = claimWith({ status: statusOf('one') })
const attached = claimWith({ status: statusOf('one', { attachedTo: ours }) })

for (const [given, claim, seen, expected] of [
  ['no certificate', waits, undefined, undefined],
  ['not asked', waits, certificate('one'), undefined],
  ['ACM names ours', waits, certificate('one', { described: described(balancer()) }), ours],
  [
    'ACM names another',
    waits,
    certificate('one', { described: described(balancer('k8s-other')) }),
    undefined
  ],
  ['it did before, and somebody still uses it', attached, certificate('one'), ours],
  ['it did before, and nobody uses it', attached, certificate('one', { inUse: false }), undefined],
  [
    'it did before, and ACM names nobody',
    attached,
    certificate('one', { described: described() }),
    undefined
  ],
  ['another certificate did', attached, certificate('two'), undefined],
  ['expired', attached, certificate('one', { status: 'EXPIRED' }), undefined],
  [
    'no target',
    claimWithoutTarget(),
    certificate('one', { described: described(balancer()) }),
    undefined
  ]
] as const)
  t.test(given, async t => t.equal(attachedTo(claim, seen), expected))
