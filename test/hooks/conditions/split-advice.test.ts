import t from 'tap'
import { advise } from '../../../hooks/conditions/advise.ts'
import { adviceOnFailure } from '../../../hooks/conditions/certificate-failures.ts'
import { type Reason, reasons } from '../../../hooks/conditions/reasons.ts'
import { splitAdvice } from '../../../hooks/conditions/split-advice.ts'

t.test('what advise puts together comes apart again, for each reason', async t => {
  for (const [reason, { todo }] of Object.entries(reasons)) {
    const message = advise(reason as Reason, 'web.example.com is not as it should be')
    const split = splitAdvice(reason as Reason, message)
    t.match(split.fact, /^web\.example\.com is not as it should be\.?$/, reason)
    t.equal(split.todo, todo, reason)
  }
})

t.test('the advice of another reason counts, because the condition says it', async t => {
  const message = advise('ClaimsInOtherZone', 'Z1 does not exist. The hostname keeps this zone')
  t.strictSame(splitAdvice('ZoneNotFound', message), {
    fact: 'Z1 does not exist. The hostname keeps this zone.',
    todo: reasons.ClaimsInOtherZone.todo
  })
})

t.test('what to do about one failure of ACM comes before what holds for all of them', async t => {
  const cause = adviceOnFailure('web.example.com', 'FAILED', 'CAA_ERROR')
  const message = advise('CertificateFailed', `certificate x: FAILED (CAA_ERROR). To do: ${cause}`)
  const { fact, todo } = splitAdvice('CertificateFailed', message)
  t.equal(fact, 'certificate x: FAILED (CAA_ERROR).')
  t.match(todo, /^Add the CAA record 0 issue "amazon\.com".*requested again automatically/)
})

t.test('a message with advice of its own stays whole', async t => {
  const message = 'web A 192.0.2.1 is not ours. Remove it, or hand it over'
  t.strictSame(splitAdvice('ForeignRecord', message), {
    fact: message,
    todo: reasons.ForeignRecord.todo
  })
})
