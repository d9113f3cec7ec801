import { fileURLToPath } from 'node:url'
import t from 'tap'
import { releaseNames } from '../../scripts/release/names.ts'
import { releaseNotes } from '../../scripts/release/notes.ts'
import { runProgram } from '../charts/chart.ts'
import { read, root } from '../docs/files.ts'
import { stepsOf, workflowOf } from './workflows.ts'

const both = (version: string) => ({ packageVersion: version, chartVersion: version })

t.test('the names of a release follow from tag and repository', async t => {
  t.strictSame(releaseNames('v1.2.3', 'Example-Org/Gateway-Orchestrator', both('1.2.3')), {
    version: '1.2.3',
    image: 'ghcr.io/example-org/gateway-orchestrator',
    charts: 'ghcr.io/example-org/charts',
    npmTag: 'latest',
    runbooks: 'https://github.com/Example-Org/Gateway-Orchestrator/blob/v1.2.3/docs/runbooks'
  })
  t.match(releaseNames('v1.2.3-rc.1', 'a/b', both('1.2.3-rc.1')), { npmTag: 'next' })
})

t.test('a tag that does not fit is refused', async t => {
  const tags = ['1.2.3', 'v1.2', 'v1.2.3+build', 'v1.2.3-', 'v1.2.3 ', 'v1.2.3\nx=y', 'vx']
  for (const tag of tags) t.throws(() => releaseNames(tag, 'a/b', both('1.2.3')), /is not a tag/)
  t.throws(() => releaseNames('v1.2.3', 'a', both('1.2.3')), /is not an owner/)
  t.throws(() => releaseNames('v1.2.3', 'a/b/c', both('1.2.3')), /is not an owner/)
  t.throws(
    () => releaseNames('v1.2.4', 'a/b', { packageVersion: '1.2.3', chartVersion: '1.2.4' }),
    { message: 'package.json has version 1.2.3, and the tag is v1.2.4' }
  )
  t.throws(
    () => releaseNames('v1.2.4', 'a/b', { packageVersion: '1.2.4', chartVersion: '1.2.3' }),
    { message: 'Chart.yaml has version 1.2.3, and the tag is v1.2.4' }
  )
})

t.test('the notes are the section of the version', async t => {
  const changelog =
    '# Changelog\n## 1.1.0 - 2026-12-02\n### Added\n- B\n\n## 1.0.0 - 2026-12-01\n- A\n'
  t.equal(releaseNotes(changelog, 'v1.1.0'), '### Added\n- B')
  t.equal(releaseNotes(changelog, 'v1.0.0'), '- A')
  t.throws(() => releaseNotes(changelog, 'v1.0'), /has no section for v1.0$/)
  t.throws(() => releaseNotes(changelog, 'v1.0.0-rc.1'), /has no section/)
  t.throws(() => releaseNotes('## 1.0.0 (not released yet)\n- A', 'v1.0.0'), /does not end in/)
  t.throws(() => releaseNotes('## 1.0.0 - 2026-12-01\n\n', 'v1.0.0'), /is empty/)
})

t.test('the command prints what the workflow reads', async t => {
  const { version } = JSON.parse(read('package.json')) as { version: string }
  const command = [fileURLToPath(new URL('scripts/release/main.ts', root)), 'names']
  const names = await runProgram(process.execPath, [...command, `v${version}`, 'a/b'])
  const printed = names.stdout.trim().split('\n')
  const outputs = printed.map(line => line.split('=')[0])
  const pattern = /needs\.names\.outputs\.(\w+)/g
  const steps = JSON.stringify(stepsOf(workflowOf('release')))
  const wanted = new Set([...steps.matchAll(pattern)].map(([, name]) => name))
  t.strictSame([...wanted].sort(), outputs.sort())
  const wrong = await runProgram(process.execPath, [...command, 'v0.0.0', 'a/b'])
  t.equal(wrong.status, 1)
  t.equal(wrong.stdout, '')
  t.match(wrong.stderr, `package.json has version ${version}`)
  const missing = await runProgram(process.execPath, command)
  t.equal(missing.status, 2)
})
