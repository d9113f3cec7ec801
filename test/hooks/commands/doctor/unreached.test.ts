import t from 'tap'
import { kubectlReader } from '../../../../hooks/commands/cluster/kubectl.ts'
import { type FailureKind, ReadFailure } from '../../../../hooks/commands/cluster/read-failure.ts'
import { diagnose } from '../../../../hooks/commands/doctor/diagnose.ts'
import type { Evidence } from '../../../../hooks/commands/doctor/evidence.ts'
import { observe } from '../../../../hooks/commands/doctor/observe.ts'
import { callUntilSilent } from '../../../../hooks/commands/doctor/observe-hooks.ts'
import { unreached } from '../../../../hooks/commands/doctor/unreached.ts'
import { createVirtualClock } from '../../../../simulator/virtual-clock.ts'
import { runCLI } from '../../service.ts'
import { hasProgram, plainServer } from '../cluster/api-server.ts'

const noKubectl = hasProgram('kubectl', 'version', '--client') ? false : 'there is no kubectl'

const no = (kind: FailureKind) => ({ ok: false, kind, why: `because of ${kind}` }) as const

/** What is known when every reading failed in this way. */
function evidenceOf(kind: FailureKind): Evidence {
  const none = no(kind)
  return {
    target: 'a cluster',
    ownVersion: '1.2.3',
    version: none,
    crds: { a: none, b: none },
    controllers: none,
    metacontrollers: none,
    policies: none,
    bindings: none,
    classes: none,
    parameters: {},
    pools: none,
    claims: none,
    hooks: {
      service: undefined,
      secret: undefined,
      ready: none,
      token: undefined,
      withoutToken: none,
      withToken: undefined
    },
    dryRuns: [],
    domains: []
  }
}

t.test('an API server that answers nothing was not reached', async t => {
  const evidence = evidenceOf('unreachable')
  t.equal(unreached(evidence), 'because of unreachable')
  t.equal(unreached({ ...evidence, policies: no('denied') }), undefined, 'a refusal is an answer')
  t.equal(unreached({ ...evidence, crds: { a: no('missing') } }), undefined)
  t.equal(unreached({ ...evidence, pools: { ok: true, value: [] } }), undefined)
  t.equal(unreached(evidenceOf('denied')), undefined)
})

t.test(
  'without an API server, a line says so and the exit status is 1',
  {
    skip: noKubectl
  },
  async t => {
    const cluster = { name: 'c', cluster: { server: 'http://127.0.0.1:9' } }
    const context = { name: 'test', context: { cluster: 'c' } }
    const config = { clusters: [cluster], contexts: [context], 'current-context': 'test' }
    const folder = t.testdir({ config: JSON.stringify(config) })
    const env = { KUBECONFIG: `${folder}/config`, HOME: folder }

    const text = await runCLI(['doctor'], env)
    t.equal(text.status, 1)
    t.equal(text.out, 'Reading kubectl, context test\n')
    t.match(text.err, /^The API server could not be reached, so the cluster was not checked: .+\n$/)

    const json = await runCLI(['doctor', '-o', 'json'], env)
    t.equal(json.status, 1)
    const report = JSON.parse(json.out) as { unreached: string; counts: { 'not checked': number } }
    t.match(report.unreached, /127\.0\.0\.1:9/)
    t.ok(report.counts['not checked'] > 5)
    t.equal(json.err, text.err)
  }
)

/** Tools that count what they are asked for. Only `/version` may have an answer. */
function silentTools(isVersionAnswered: boolean) {
  const clock = createVirtualClock()
  const asked: string[] = []
  const get = async (path: string) => {
    asked.push(path)
    if (isVersionAnswered && path === '/version') return { gitVersion: 'v1.36.3' }
    await clock.sleep(15_000)
    throw new ReadFailure('unreachable', 'no answer in 15 s')
  }
  const dns = { ns: async () => [], txt: async () => [] }
  const hooks = () => undefined
  return { asked, tools: { reader: { target: 'x', get }, hooks, dns, clock, version: '1.2.3' } }
}

t.test('an API server that drops everything is asked once, and nothing is called well', async t => {
  const { asked, tools } = silentTools(false)
  const began = tools.clock.now()
  const observed = observe(tools)
  await tools.clock.advance(15_000)
  const evidence = await observed
  t.strictSame(asked, ['/version'])
  t.equal(tools.clock.now() - began, 15_000)
  t.equal(unreached(evidence), 'no answer in 15 s')
  t.strictSame([...new Set(diagnose(evidence).map(({ result }) => result))], ['not checked'])
})

t.test('lists that are not answered take the time of two, and say so', async t => {
  const { asked, tools } = silentTools(true)
  let evidence: Evidence | undefined
  void observe(tools).then(found => {
    evidence = found
  })
  await tools.clock.advance(15_000 + 15_000)
  t.ok(asked.length > 15, `${asked.length} requests`)
  t.ok(evidence, 'it has ended')
  if (evidence === undefined) return
  const checks = diagnose(evidence)
  t.strictSame(
    checks.filter(({ result }) => result === 'passed').map(({ name }) => name),
    ['Kubernetes']
  )
  t.match(checks.find(({ name }) => name === 'CompositeControllers')?.message, /no answer in 15 s/)
})

t.test('kubectl gives up on a server that never answers', { skip: noKubectl }, async t => {
  const folder = t.testdir()
  const server = await plainServer(folder, () => new Promise(() => undefined))
  t.teardown(server.close)
  const env = { PATH: process.env.PATH, KUBECONFIG: server.kubeconfig, HOME: folder }
  const reader = await kubectlReader({ env, limitMs: 300 })
  const message = /timeout|canceled|deadline/i
  await t.rejects(reader.get('/version'), { kind: 'unreachable', message })
})

t.test('hooks that do not answer are not called again', async t => {
  let calls = 0
  const client = callUntilSilent({
    ready: async () => ({ status: 200, body: '{}' }),
    post: async () => {
      calls++
      throw new ReadFailure('unreachable', 'no answer')
    },
    close: () => undefined
  })
  for (let time = 0; time < 3; time++)
    await t.rejects(async () => client?.post('/x', {}), { message: 'no answer' })
  t.equal(calls, 1)
})
