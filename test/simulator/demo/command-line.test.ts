import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { projectFolder } from '../../../simulator/cluster/manifests.ts'
import type { Report } from '../../../simulator/demo/screen/report.ts'
import type { StartHooks } from '../../../simulator/demo/world/hooks-process.ts'
import { createVirtualClock } from '../../../simulator/virtual-clock.ts'
import { createFakeTerminal } from './board/fake-terminal.ts'
import { checkExamplesReport } from './examples-report.ts'
import { runInProcess, startHooksInProcess } from './in-process.ts'
import { ownManifests } from './own-manifests.ts'

const firstRequest = projectFolder('examples/03-first-request.yaml')
const invalidRequest = projectFolder('examples/08-invalid.yaml')
const brokenRoutes = projectFolder('test/simulator/demo/broken-routes.yaml')

t.test('--help: the usage, and nothing else', async t => {
  const { status, stdout, stderr } = await runInProcess(['--help'])
  t.equal(status, 0)
  t.match(stdout, /--hostnames N[\s\S]*Exit status/)
  t.equal(stderr, '')
})

t.test('YAML that cannot be read: where, and the hint on a line of its own', async t => {
  const file = join(t.testdir(), 'mine.yaml')
  writeFileSync(file, 'a: [1\nb: 2\n')
  const { status, stderr } = await runInProcess([file])
  t.equal(status, 2)
  t.match(stderr, /mine\.yaml: .* at line 2/)
  t.match(stderr, /\n\^\nnpm run demo -- --help shows what there is\n$/)
})

t.test('a file that does not exist: status 2, and nothing on stdout', async t => {
  const { status, stdout, stderr } = await runInProcess(['--json', 'nowhere.yaml'])
  t.equal(status, 2)
  t.equal(stdout, '')
  t.match(stderr, /no such file: nowhere\.yaml/)
  t.match(stderr, /npm run demo -- --help/)
})

t.test(
  'routes and pools that are not there: named, each with its message, and taken back',
  async t => {
    const { status, stdout, stderr } = await runInProcess(['--json', '--fast', brokenRoutes])
    const report = JSON.parse(stdout) as Report
    t.equal(status, 1)
    t.equal(report.ready, false)
    t.match(stderr, /no-pool .*There is no GatewayPool nowhere in these files/)
    t.match(stderr, /bad-port .*RouteRejected.*Service shop\/web has no port 81/)
    t.match(stderr, /HTTPRoute shop\/no-service: .*Service shop\/nowhere is not found/)
    t.match(stderr, /HTTPRoute shop\/no-section was refused: .*parentRef needs a sectionName/)
    const routes = report.routes.map(({ name, accepted }) => [name, accepted])
    t.same(routes, [
      ['fine', true],
      ['no-service', false]
    ])
    t.match(report.refused, [{ kind: 'HTTPRoute', namespace: 'shop', name: 'no-section' }])
    t.same(report.leftovers, { certificates: 0, records: 0, objects: 0 })
  }
)

t.test('the examples, from YAML to Ready and back to nothing', async t => {
  const { status, stdout, stderr } = await runInProcess(['--json', '--fast'])
  t.equal(status, 0, stderr)
  checkExamplesReport(t, JSON.parse(stdout) as Report)
})

t.test('on a terminal, what stays when the board is gone says what happened', async t => {
  const terminal = createFakeTerminal(80, 30)
  const { status, stderr } = await runInProcess(['--fast'], { terminal })
  t.equal(status, 0, stderr)
  for (const line of stderr.split('\n')) t.ok(line.length <= 80, line)
  t.match(stderr.replaceAll('\n', ' '), /EMBEDDED AWS on .* No certificate and no record here/)
  const lines = await terminal.lines()
  const text = lines.join('\n')
  t.match(text, /What happens\n(.+\n)+Ready after \d+ s: 4 of 10 requests\. The others: .*Taken/)
  t.match(text, /│ https:\/\/checkout\.pay\.example\.com /, 'the URL is in the table')
  t.notMatch(text, /:\n(?=\n|shop\.apps.* now belongs)/, 'no line announces what is gone')
  t.match(text, /\nWith --verbose, every step stays on the screen\.\n/)
})

t.test("a user's own manifests, from YAML to Ready and back to nothing", async t => {
  const { status, stdout, stderr } = await runInProcess(['--fast', ownManifests(t.testdir())])
  t.equal(status, 0, stderr)
  t.match(stdout, /https:\/\/mine\.apps\.example\.com/)
  t.match(stdout, 'All ended as expected, and nothing is left.')
})

t.test('a request that the API server refuses: the pool goes without an error', async t => {
  const { status, stderr } = await runInProcess(['--fast', invalidRequest])
  t.equal(status, 0, stderr)
})

t.test('an interruption ends the demo with status 130', async t => {
  const clock = createVirtualClock()
  const controller = new AbortController()
  void clock.sleep(5000).then(() => controller.abort(new Error('got SIGINT')))
  const options = { clock, signal: controller.signal }
  const { status, stderr } = await runInProcess(['--fast', firstRequest], options)
  t.equal(status, 130)
  t.match(stderr, 'interrupted; everything is stopped')
})

t.test('hooks that die end the demo, and the last words say how they died', async t => {
  const clock = createVirtualClock()
  const end = clock.now() + 5000
  const startHooks: StartHooks = async options => ({
    ...(await startHooksInProcess(options)),
    death: () => (clock.now() >= end ? 'the hooks have died' : undefined)
  })
  const { status, stdout } = await runInProcess(['--fast', firstRequest], { clock, startHooks })
  t.equal(status, 1)
  t.match(stdout, /Not all ended as expected \(5 s\):\n {2}the hooks have died\n$/)
})
