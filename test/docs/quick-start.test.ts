import t from 'tap'
import { read } from './files.ts'

/** These tests compare what the quick start says about the hooks with the code. */
const quickStart = read('docs/quick-start.md')

t.test('versions and image name are those of the package', async t => {
  const { version } = JSON.parse(read('package.json')) as { version: string }
  t.match(quickStart, `gateway-orchestrator:${version} `)
  t.match(read('CHANGELOG.md'), `## ${version}`)
})
