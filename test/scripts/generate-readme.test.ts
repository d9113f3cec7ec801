import { readFileSync } from 'node:fs'
import t from 'tap'
import { readme, withTables } from '../../scripts/generate-readme.ts'

t.test('the README shows the reasons and the variables as they are', async t => {
  const text = readFileSync(readme, 'utf8')
  t.equal(text, withTables(text), 'run `npm run generate`')
  t.match(text, '| `HostnameTaken` |')
  t.match(text, '| `CLUSTER_ID` | required |')
})

t.test('a README without a place for a table is an error', async t => {
  const marks = '<!-- environment: x -->\n<!-- /environment -->'
  t.throws(() => withTables('# Nothing here'), /README.md .* environment/)
  t.throws(() => withTables(marks), /README.md .* reasons/)
})
