import t from 'tap'
import { readArguments, UsageError } from '../../bench/arguments.ts'

t.test('everything, unless told', async t => {
  t.strictSame(readArguments([]), {
    json: false,
    help: false,
    parts: ['hooks', 'pool', 'engine'],
    hostnames: 1000,
    workers: 50,
    idleHours: 24
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

for (const args of [
  ['--part', 'moon'],
  ['--hostnames', 'many'],
  ['--hostnames', '2501'],
  ['--workers', '0'],
  ['--what']
])
  t.test(`refused: ${args.join(' ')}`, async t => t.throws(() => readArguments(args), UsageError))
