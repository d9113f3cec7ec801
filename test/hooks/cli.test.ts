import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import t from 'tap'
import { policyFor } from '../../hooks/commands/iam/policy.ts'
import { runCLI } from './service.ts'

t.test('asked for help, it tells all variables', async t => {
  for (const args of [['--help'], ['-h'], ['serve', '--help']]) {
    const { status, out, err } = await runCLI(args)
    t.equal(status, 0, args.join(' '))
    t.equal(err, '')
    for (const name of [
      'CLUSTER_ID',
      'AWS_REGION',
      'HOST',
      'PORT',
      'METRICS_PORT',
      'HOOK_TOKEN_FILE',
      'LOG_LEVEL',
      'CERTIFICATE_REGIONS',
      'CERTIFICATES_PER_YEAR',
      'SEND_WITHIN_SECONDS',
      'CALL_TIMEOUT_SECONDS'
    ])
      t.match(out, new RegExp(`\\b${name}\\b`))
  }
})

t.test('called wrong, it tells last what is wrong and what shows how to call it', async t => {
  for (const [args, wrong, help] of [
    [['run'], 'No command registered for `run`', ''],
    [['serve', 'now'], 'Too many arguments', 'serve '],
    [['iam-policy'], 'Expected input for flag --zone', 'iam-policy '],
    [['iam-policy', '--zone', 'example.com'], 'the ID of a hosted zone', 'iam-policy ']
  ] as const) {
    const { status, out, err } = await runCLI(args)
    t.equal(status, 2, args.join(' '))
    t.equal(out, '')
    t.match(err, wrong)
    const lines = err.trimEnd().split('\n')
    t.equal(lines.length, 2, err)
    const shows = help === '' ? 'lists the commands' : 'shows how to call it'
    t.equal(lines.at(-1), `gateway-orchestrator ${help}--help ${shows}`)
  }
})

t.test('called without a command, it shows its help, and last what is missing', async t => {
  const { status, out, err } = await runCLI([])
  t.equal(status, 2)
  t.equal(out, '')
  t.match(err, /^USAGE/)
  t.match(err, /\nA command is missing\. gateway-orchestrator --help lists the commands\n$/)
})

t.test('iam-policy prints the policy, and nothing else', async t => {
  const { status, out, err } = await runCLI(
    ['iam-policy', '--zone', 'Z1', '--zone', 'Z2', '--account', '111122223333'],
    { CLUSTER_ID: undefined, AWS_REGION: undefined }
  )
  t.equal(status, 0)
  t.equal(err, '')
  t.strictSame(
    JSON.parse(out),
    policyFor({ zones: ['Z1', 'Z2'], accounts: ['111122223333'], regions: [], domains: [] })
  )
})

t.test('iam-policy takes the ID of a zone as AWS prints it', async t => {
  const printed = await runCLI(['iam-policy', '--zone', '/hostedzone/Z0EXAMPLE'])
  const short = await runCLI(['iam-policy', '--zone', 'Z0EXAMPLE'])
  t.equal(printed.status, 0, printed.err)
  t.equal(printed.out, short.out)
  const other = await runCLI(['iam-policy', '--zone', '/healthcheck/Z0EXAMPLE'])
  t.equal(other.status, 2)
})

t.test('an environment that does not hold what it must', async t => {
  const { status, out, err } = await runCLI(['serve'], {
    CLUSTER_ID: undefined,
    AWS_REGION: undefined,
    PORT: 'x'
  })
  t.equal(status, 1)
  t.equal(out, '')
  t.strictSame(
    err
      .trim()
      .split('\n')
      .map(line => line.split(' ')[0]),
    ['CLUSTER_ID', 'AWS_REGION', 'PORT'],
    'a line for each, and no stack'
  )
})

t.test('a port that is taken ends it', async t => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const { port } = server.address() as AddressInfo
  const { status, err } = await runCLI(['serve'], { PORT: String(port) })
  t.equal(status, 1)
  t.match(err, /port \d+: another program uses this port\. Set PORT/)
  t.notMatch(err, /\n +at /, 'no stack')
  const metrics = await runCLI(['serve'], { METRICS_PORT: String(port) })
  t.equal(metrics.status, 1)
  t.match(metrics.err, /for the metrics METRICS_PORT/)
})
