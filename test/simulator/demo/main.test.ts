import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import t from 'tap'
import { apiVersion } from '../../../hooks/api/schema.ts'
import { projectFolder } from '../../../simulator/cluster/manifests.ts'
import type { Report } from '../../../simulator/demo/screen/report.ts'

// The whole demo takes most of a minute.
t.setTimeout(240_000)

async function demo(...args: readonly string[]) {
  const child = spawn(process.execPath, [projectFolder('simulator/demo/main.ts'), ...args])
  const [stdout, stderr, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close')
  ])
  return { stdout, stderr, status }
}

t.test('YAML that cannot be read: where, and the hint on a line of its own', async t => {
  const file = join(t.testdir(), 'mine.yaml')
  writeFileSync(file, 'a: [1\nb: 2\n')
  const { status, stderr } = await demo(file)
  t.equal(status, 2)
  t.match(stderr, /mine\.yaml: .* at line 2/)
  t.match(stderr, /\n\^\nnpm run demo -- --help shows what there is\n$/)
})

t.test(
  'wrong arguments: status 2, the error and where to look on stderr, nothing on stdout',
  async t => {
    for (const [args, problem] of [
      [['--json', '--quick'], /--quick/],
      [['--json', 'nowhere.yaml'], /no such file: nowhere\.yaml/]
    ] as const) {
      const { status, stdout, stderr } = await demo(...args)
      t.equal(status, 2)
      t.equal(stdout, '')
      t.match(stderr, problem)
      t.match(stderr, /npm run demo -- --help/)
    }
  }
)

// The demos mostly wait: all at once.
const examples = demo('--json', '--fast')
const broken = demo('--json', '--fast', projectFolder('test/simulator/demo/broken-routes.yaml'))

t.test('a pool that is refused: its errors, and nothing else', async t => {
  const file = join(t.testdir(), 'pool.yaml')
  const pool = { apiVersion, kind: 'GatewayPool', metadata: { name: 'mine' }, spec: { domain: [] } }
  const request = {
    apiVersion,
    kind: 'GatewayHostnameRequest',
    metadata: { name: 'web' },
    spec: { hostname: 'a.b' }
  }
  writeFileSync(file, [pool, request].map(object => JSON.stringify(object)).join('\n---\n'))
  const { status, stdout, stderr } = await demo('--json', '--fast', file)
  t.equal(status, 1)
  t.match(stderr, /GatewayPool mine was refused: .*unknown field "spec\.domain"/)
  t.match(JSON.parse(stdout), {
    ready: false,
    requests: [],
    refused: [{ kind: 'GatewayPool', name: 'mine' }]
  })
})

t.test(
  'routes and pools that are not there: named, each with its message, and taken back',
  async t => {
    const { status, stdout, stderr } = await broken
    const report = JSON.parse(stdout) as Report
    t.equal(status, 1)
    t.equal(report.ready, false)
    t.match(stderr, /no-pool .*There is no GatewayPool nowhere in these files/)
    t.match(stderr, /bad-port .*RouteRejected.*Service shop\/web has no port 81/)
    t.match(stderr, /HTTPRoute shop\/no-service: .*Service shop\/nowhere is not found/)
    t.match(
      stderr,
      /HTTPRoute shop\/no-section was refused: .*names one listener by its sectionName/
    )
    const routes = report.routes.map(({ name, accepted }) => [name, accepted])
    t.same(routes, [
      ['fine', true],
      ['no-service', false]
    ])
    t.match(report.refused, [{ kind: 'HTTPRoute', namespace: 'shop', name: 'no-section' }])
    t.same(report.leftovers, { certificates: 0, records: 0, objects: 0 })
  }
)

t.test(
  'the examples, from YAML to Ready and back to nothing, over HTTP and as processes',
  async t => {
    const { status, stdout, stderr } = await examples
    t.equal(status, 0, stderr)
    const report = JSON.parse(stdout) as Report
    t.same(Object.keys(report), [
      'ready',
      'requests',
      'routes',
      'refused',
      'gateways',
      'aws',
      'leftovers',
      'seconds'
    ])
    t.equal(report.ready, true)
    t.same(report.leftovers, { certificates: 0, records: 0, objects: 0 })
    t.ok((report.aws.calls.RequestCertificate ?? 0) >= 5, 'one more for the rival')
    t.match(report.gateways, [{ name: 'default-1', hostnames: 4, certificates: 4 }])
    const ends = Object.fromEntries(
      report.requests.map(({ namespace, name, reason }) => [`${namespace}/${name}`, reason])
    )
    t.match(ends, {
      'shop/shop': 'Ready',
      'blog/rival': 'HostnameTaken',
      'blog/shouting': 'Invalid'
    })
    const shop = report.requests.find(({ name }) => name === 'shop')
    t.match(shop, {
      ready: true,
      gateway: 'default-1',
      certificateARN: /^arn:aws:acm:/,
      url: 'https://shop.apps.example.com'
    })
    t.same(Object.keys(shop ?? {}), [
      'namespace',
      'name',
      'hostname',
      'ready',
      'reason',
      'gateway',
      'certificateARN',
      'url'
    ])
    const rival = report.requests.find(({ name }) => name === 'rival')
    t.match(report.refused, [{ kind: 'GatewayHostnameRequest', name: 'shouting' }])
    t.match(rival?.message, /shop\.apps\.example\.com/, 'who is not Ready says why')
  }
)
