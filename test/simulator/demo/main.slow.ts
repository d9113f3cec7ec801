import t from 'tap'
import { projectFolder } from '../../../simulator/cluster/manifests.ts'
import type { Report } from '../../../simulator/demo/screen/report.ts'
import { runLine, runProgram } from '../../helpers/processes.ts'
import { checkExamplesReport } from './examples-report.ts'
import { ownManifests } from './own-manifests.ts'

/**
 * The demos of command-line.test.ts again, as processes, over HTTP and in real time. The hooks poll
 * AWS every few seconds, as in production. So even the shortest way to Ready and back takes half a
 * minute, and nothing here can be made shorter without testing something else.
 */
t.setTimeout(240_000)

// The demos mostly wait, so they run at the same time.
const main = projectFolder('simulator/demo/main.ts')
const examples = runProgram(process.execPath, [main, '--json', '--fast'])
const own = runLine(`npm run demo -- --fast ${ownManifests(t.testdir())}`)

t.test(
  'the examples, from YAML to Ready and back to nothing, over HTTP and as processes',
  async t => {
    const { status, stdout, stderr } = await examples
    t.equal(status, 0, stderr)
    checkExamplesReport(t, JSON.parse(stdout) as Report)
  }
)

t.test('npm run demo -- my.yaml, to Ready and back', async t => {
  const { status, stdout, stderr } = await own
  t.equal(status, 0, stderr)
  t.match(stdout, /https:\/\/mine\.apps\.example\.com/)
  t.match(stdout, 'All ended as expected, and nothing is left.')
})
