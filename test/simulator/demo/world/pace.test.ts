import t from 'tap'
import { awsTimings } from '../../../../simulator/aws/timings.ts'
import { describeTempo, tempoOf } from '../../../../simulator/demo/world/pace.ts'

t.test('each pace is quicker than the one before it, and says by how much', async t => {
  const [real, short, fast] = [tempoOf('real-time', 0), tempoOf('shortened', 0), tempoOf('fast', 0)]
  t.same(describeTempo(real), [])
  t.equal(real.graceSeconds, undefined)
  t.ok(real.aws.issueLag > short.aws.issueLag && short.aws.issueLag > fast.aws.issueLag)
  t.match(describeTempo(short).join('\n'), /issues a certificate .* instead of 60 s/)
  t.match(describeTempo(fast).join('\n'), /0 s instead of 60 s/)
})

t.test('what AWS promises is not shortened', async t => {
  for (const pace of ['shortened', 'fast'] as const) {
    const { certificateLifetime, validationTimeout, idempotency } = tempoOf(pace, 0).aws
    const { certificateLifetime: life, validationTimeout: timeout, idempotency: token } = awsTimings
    t.same([certificateLifetime, validationTimeout, idempotency], [life, timeout, token])
  }
})

t.test('many hostnames have more time, and the hooks more of it for each call', async t => {
  t.ok(tempoOf('fast', 1000).limitSeconds >= tempoOf('fast', 0).limitSeconds + 2000)
  t.ok(tempoOf('fast', 60).fence.sendWithinSeconds > tempoOf('fast', 0).fence.sendWithinSeconds)
  t.same(tempoOf('fast', 1000).fence, { sendWithinSeconds: 10, callTimeoutSeconds: 5 })
})
