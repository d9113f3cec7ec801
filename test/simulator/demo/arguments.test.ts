import t from 'tap'
import { readArguments, UsageError } from '../../../simulator/demo/arguments.ts'

const none = {
  files: [],
  pace: 'shortened',
  hostnames: 0,
  json: false,
  keep: false,
  log: false,
  verbose: false
}

for (const [given, expected] of [
  ['', none],
  ['my.yaml more', { ...none, files: ['my.yaml', 'more'] }],
  ['--fast', { ...none, pace: 'fast' }],
  ['--real-time', { ...none, pace: 'real-time' }],
  ['--json --hostnames 60 --fast', { ...none, json: true, hostnames: 60, pace: 'fast' }],
  ['--hostnames=1000 my.yaml', { ...none, hostnames: 1000, files: ['my.yaml'] }],
  ['--keep --log', { ...none, keep: true, log: true }],
  ['--help', 'help'],
  ['-h', 'help']
] as const)
  t.test(`"${given}" is understood`, async t => t.same(readArguments(words(given)), expected))

for (const [given, problem] of [
  ['--quick', /^Unknown option '--quick'$/],
  ['-x.y', /^Unknown option '-x'$/],
  ['--hostnames', /--hostnames/],
  ['--hostnames -1', /^Option '--hostnames' argument is ambiguous$/],
  ['--hostnames many', /whole number from 0 to 2400, not many/],
  ['--hostnames=-1', /whole number/],
  ['--hostnames 2401', /whole number/],
  ['--hostnames 1.5', /whole number/],
  ['--fast --real-time', /contradict/],
  ['--json=yes', /--json/]
] as const) {
  t.test(`"${given}" is a usage error`, async t => {
    const error = t.throws(() => readArguments(words(given)), { message: problem })
    t.ok(error instanceof UsageError)
  })
}

function words(line: string): readonly string[] {
  return line.split(' ').filter(word => word !== '')
}
