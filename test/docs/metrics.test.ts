import t from 'tap'
import { allMetrics } from '../../hooks/metrics/catalogue/catalogue.ts'
import { withMetrics } from '../../scripts/generate-metrics-docs.ts'
import { read } from './files.ts'

const page = read('docs/metrics.md')

t.test('the page has the metrics of the code (`npm run generate`)', async t => {
  t.equal(page, withMetrics(page))
})

t.test('a text without marks is an error', async t => {
  t.throws(() => withMetrics('# Metrics'), { message: /no marks/ })
})

t.test('every metric that a document names exists', async t => {
  const names = new Set(allMetrics.map(({ name }) => name))
  const named = page.match(/gateway_orchestrator_[a-z0-9_]+/g) ?? []
  t.ok(named.length > names.size)
  for (const name of named) t.ok(names.has(name), name)
})
