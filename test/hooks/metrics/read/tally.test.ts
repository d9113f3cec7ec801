import t from 'tap'
import { createTallies } from '../../../../hooks/metrics/read/tally.ts'

const issued = { type: 'CertificateIssued', status: 'True', reason: 'Done' }
const failing = { ...issued, reason: 'RenewalFailing' }
const ready = { type: 'Ready', status: 'True', reason: 'Ready' }

t.test('conditions are counted, wherever they are', async t => {
  const { note, all } = createTallies()
  for (const conditions of [[issued, ready], [failing, ready], [ready, issued], [issued]])
    conditions.forEach(note)
  t.strictSame(all(), [
    { ...issued, count: 3 },
    { ...ready, count: 3 },
    { ...failing, count: 1 }
  ])
})

t.test('conditions of any form are counted too', async t => {
  const { note, all } = createTallies()
  for (const odd of [undefined, null, 5, 'x', {}]) note(odd, 0)
  t.strictSame(all(), [{ type: undefined, status: undefined, reason: undefined, count: 5 }])
})
