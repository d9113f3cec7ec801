import { readFileSync } from 'node:fs'
import t from 'tap'
import { readArguments, UsageError } from '../../bench/arguments.ts'
import { quickStartFlags } from '../../bench/engine/flags.ts'
import { projectFolder } from '../../simulator/cluster/manifests.ts'

t.test('everything, unless told', async t => {
  t.strictSame(readArguments([]), {
    json: false,
    help: false,
    parts: ['hooks', 'pool', 'metrics', 'engine'],
    hostnames: 1000,
    flags: { workers: 50, qps: 200, burst: 400 },
    setting: 'usual',
    idleHours: 3
  })
})

t.test('parts keep their order, and are there once', async t => {
  t.strictSame(readArguments(['--part', 'engine', '--part', 'hooks', '--part', 'engine']).parts, [
    'hooks',
    'engine'
  ])
  t.match(readArguments(['--json', '--hostnames', '60', '--idle-hours', '2']), {
    json: true,
    hostnames: 60,
    idleHours: 2
  })
})

t.test('flags of Metacontroller, and what surrounds the hooks', async t => {
  const args = ['--workers', '5', '--qps', '6', '--burst', '7', '--setting', 'chain']
  t.match(readArguments([...args, '--issue-seconds', '5', '--api-milliseconds', '100']), {
    flags: { workers: 5, qps: 6, burst: 7 },
    setting: 'chain',
    issueSeconds: 5,
    apiMilliseconds: 100
  })
  t.equal(readArguments(['--idle-hours', '0']).idleHours, 0)
})

t.test('the flags are those that the quick start names', async t => {
  const { workers, qps, burst } = quickStartFlags
  const flags = [`--client-go-qps=${qps}`, `--client-go-burst=${burst}`, `--workers=${workers}`]
  const text = readFileSync(projectFolder('docs/quick-start.md'), 'utf8')
  for (const flag of flags) t.ok(text.includes(`"${flag}"`), flag)
})

for (const args of [
  ['--part', 'moon'],
  ['--hostnames', 'many'],
  ['--hostnames', '2501'],
  ['--workers', '0'],
  ['--qps', '0'],
  ['--burst', '1.5'],
  ['--setting', 'moon'],
  ['--issue-seconds', '-1'],
  ['--what']
])
  t.test(`refused: ${args.join(' ')}`, async t => t.throws(() => readArguments(args), UsageError))
