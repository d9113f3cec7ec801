import { readFileSync } from 'node:fs'
import t from 'tap'
import { readme, withReasons } from '../../scripts/generate-reasons.ts'

t.test('the README shows the catalogue of reasons as it is', async t => {
  const text = readFileSync(readme, 'utf8')
  t.equal(text, withReasons(text), 'run `npm run generate`')
  t.match(text, '| `HostnameTaken` |')
})

t.test('a README without a place for it is an error', async t => {
  t.throws(() => withReasons('# Nothing here'), /README.md/)
})
