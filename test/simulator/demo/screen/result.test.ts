import pc from 'picocolors'
import t from 'tap'
import { renderOutcomes, summarise } from '../../../../simulator/demo/screen/outcomes.ts'
import { renderCalls } from '../../../../simulator/demo/screen/result.ts'
import { outcome } from '../objects.ts'

const plain = { palette: pc.createColors(false), width: undefined }
const call = {
  arrivedAt: 0,
  service: 'acm',
  operation: 'ListCertificates',
  region: 'eu-central-1',
  httpStatus: 400
} as const

t.test('a row has all that matters of a request', async t => {
  const [, head, , row] = renderOutcomes([outcome()], plain).split('\n')
  t.match(head, /namespace.*name.*hostname.*Gateway.*certificate.*URL.*Ready.*reason/)
  t.match(row, /shop .*web .*shop\.example\.com .*default-1 .*…\/0de0d895 /)
  t.match(row, /…\/0de0d895 .*https:\/\/shop\.example\.com .*True .*Ready/)
})

t.test('what was expected is told apart from what was not', async t => {
  const refused = {
    ready: false,
    reason: 'HostnameTaken',
    gateway: null,
    certificateARN: null,
    url: null
  }
  const table = renderOutcomes(
    [outcome({ ...refused, expected: 'HostnameTaken' }), outcome(refused)],
    plain
  )
  t.match(table, /HostnameTaken \(expected\)/)
  t.match(table, /HostnameTaken \(Ready expected\)/)
})

t.test('of very many rows some are shown, among them all surprises', async t => {
  const many = Array.from({ length: 100 }, (_, index) => outcome({ name: `app-${index}` }))
  const table = renderOutcomes(
    [...many, outcome({ name: 'bad', ready: false, reason: 'PoolFull' })],
    plain
  )
  t.match(table, /bad/)
  t.match(table, /… and 61 more, all as expected/)
  t.equal(table.split('\n').filter(line => line.includes('default-1')).length, 40)
})

t.test('calls are sorted by number, and throttled ones named', async t => {
  const counts = () => ({ GetChange: 1, ListCertificates: 5 })
  const calm = renderCalls({ counts, entries: () => [] })
  t.ok(calm.indexOf('ListCertificates') < calm.indexOf('GetChange'))
  t.match(calm, /throttled by AWS: 0$/)
  const busy = renderCalls({
    counts,
    entries: () => [{ ...call, errorCode: 'ThrottlingException' }]
  })
  t.match(busy, /throttled by AWS: 1 \(ListCertificates\)$/)
})

t.test('a table is never wider than the terminal, and keeps the URL longest', async t => {
  const hostname = 'a-rather-long-name.apps.example.com'
  const url = `https://${hostname}`
  const refused = { name: 'rival', ready: false, reason: 'HostnameTaken', url: null }
  const outcomes = [
    outcome({ hostname, url }),
    outcome({ ...refused, expected: 'HostnameTaken', hostname: 'taken.example.com' })
  ]
  for (const width of [60, 80, 100, 120, 180]) {
    const text = renderOutcomes(outcomes, { ...plain, width })
    for (const line of text.split('\n')) t.ok(line.length <= width, `${width}: ${line}`)
    for (const word of ['shop', 'web', url, 'Ready', 'rival', 'taken.example.com', 'HostnameTaken'])
      t.match(text, word, `${width}`)
  }
  t.match(renderOutcomes(outcomes, { ...plain, width: 180 }), /certificate.*URL/)
  t.match(renderOutcomes(outcomes, { ...plain, width: 80 }), /│/)
  t.notMatch(renderOutcomes(outcomes, { ...plain, width: 60 }), /│/)
})

t.test('a summary counts what is Ready, and the reasons of the others', async t => {
  const taken = outcome({ ready: false, reason: 'HostnameTaken' })
  const full = outcome({ ready: false, reason: 'PoolFull' })
  t.equal(summarise([outcome()], 9), 'Ready after 9 s: 1 of 1 requests.')
  t.equal(
    summarise([taken, outcome(), full, taken], 12),
    'Ready after 12 s: 1 of 4 requests. The others: HostnameTaken (2), PoolFull.'
  )
})
