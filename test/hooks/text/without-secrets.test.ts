import t from 'tap'
import { withoutSecrets } from '../../../hooks/text/without-secrets.ts'

const role = 'arn:aws:sts::123456789012:assumed-role/gateway-orchestrator'

for (const [message, expected] of [
  ['Rate exceeded', 'Rate exceeded'],
  [
    `User: ${role}/eks-prod-pod-7d9f is not authorized to perform: acm:RequestCertificate`,
    `User: ${role} is not authorized to perform: acm:RequestCertificate`
  ],
  ['The key ASIAIOSFODNN7EXAMPLE is not known', 'The key (hidden) is not known'],
  ['AROAIOSFODNN7EXAMPLE:session-1 may not', '(hidden) may not'],
  [
    'X-Amz-Security-Token=FwoGZXIvYXdzEBYaDHqa0AP1 is wrong',
    'X-Amz-Security-Token=(hidden) is wrong'
  ],
  ['Signature=fe5f80f77d5fa3beca038a248ff027d0445342fe is', 'Signature=(hidden) is'],
  ['the hosted zone Z0123456789ABCDEFGHIJ is full', 'the hosted zone Z0123456789ABCDEFGHIJ is full']
] as const) {
  t.test(message, async t => {
    t.equal(withoutSecrets(message), expected)
  })
}
