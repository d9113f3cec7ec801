import t from 'tap'
import type { FailureKind } from '../../../../hooks/commands/cluster/read-failure.ts'
import type { Evidence } from '../../../../hooks/commands/doctor/evidence.ts'
import { unreached } from '../../../../hooks/commands/doctor/unreached.ts'
import { runCLI } from '../../service.ts'
import { hasProgram } from '../cluster/api-server.ts'

const noKubectl = hasProgram('kubectl', 'version', '--client') ? false : 'there is no kubectl'

const no = (kind: FailureKind) => ({ ok: false, kind, why: `because of ${kind}` }) as const

/** What is known when every reading failed in this way. */
function evidenceOf(kind: FailureKind): Evidence {
  const none = no(kind)
  return {
    target: 'a cluster',
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
