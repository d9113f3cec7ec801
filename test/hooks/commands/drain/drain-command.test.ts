import t from 'tap'
import { runCLI } from '../../service.ts'
import { type Answer, hasProgram, pages, plainServer, statusReply } from '../cluster/api-server.ts'

const skip = hasProgram('kubectl', 'version', '--client') ? false : 'there is no kubectl'
const kinds = ['gatewayhostnamerequests', 'domainclaims', 'gatewaypools'] as const
type Objects = Partial<Record<(typeof kinds)[number], object[]>>

/** An API server with these objects, and the commands that run against it. */
async function world(t: Tap, objects: Objects | 'denied' | 'no CRDs') {
  const methods: string[] = []
  const answer: Answer = (path, query, request) => {
    methods.push(request.method ?? '')
    const plural = kinds.find(each => path.endsWith(`/v1alpha1/${each}`))
    if (objects === 'denied') return statusReply(403, 'Forbidden', 'domainclaims is forbidden')
    if (objects === 'no CRDs' || plural === undefined)
      return statusReply(404, 'NotFound', 'the server could not find the requested resource')
    return pages(objects[plural] ?? [], 500)(path, query, request)
  }
  const folder = t.testdir()
  const server = await plainServer(folder, answer)
  t.teardown(server.close)
  const env = { KUBECONFIG: server.kubeconfig, HOME: folder }
  return { methods, run: (...args: string[]) => runCLI(['drain', ...args], env) }
}

type Tap = Pick<typeof t, 'testdir' | 'teardown'>

const claim = {
  metadata: { name: 'shop.apps.example.com' },
  spec: { hostname: 'shop.apps.example.com', poolName: 'default' }
}

t.test('--check refuses while claims or pools are left, and names them', { skip }, async t => {
  const { run, methods } = await world(t, {
    domainclaims: [claim],
    gatewaypools: [{ metadata: { name: 'default' } }]
  })
  const text = await run('--check')
  t.equal(text.status, 1)
  t.equal(text.out, '')
  t.match(text.err, /1 claim \(shop\.apps\.example\.com\) and 1 pool \(default\) still there/)
  t.match(text.err, /run: gateway-orchestrator drain$/m)
  const json = await run('--check', '-o', 'json')
  t.equal(json.status, 1)
  t.strictSame(JSON.parse(json.out), {
    drained: false,
    left: { requests: [], claims: ['shop.apps.example.com'], pools: ['default'] }
  })
  t.strictSame([...new Set(methods)], ['GET'])
})

t.test('--check agrees when nothing is left, or was never there', { skip }, async t => {
  for (const objects of [{}, 'no CRDs'] as const) {
    const { run } = await world(t, objects)
    const { status, out } = await run('--check')
    t.equal(status, 0)
    t.equal(out, 'No claim and no pool is left.\n')
  }
})

t.test('--check that may not look refuses', { skip }, async t => {
  const { run } = await world(t, 'denied')
  const { status, err } = await run('--check')
  t.equal(status, 1)
  t.match(err, /domainclaims is forbidden/)
  t.notMatch(err, /\n +at /, 'no stack')
})

t.test('it does nothing that nobody agreed to', { skip }, async t => {
  const { run, methods } = await world(t, { domainclaims: [claim] })
  const { status, out, err } = await run()
  t.equal(status, 1)
  t.match(out, /1 hostname will stop working: shop\.apps\.example\.com/)
  t.match(err, /Nothing was changed.*--yes/)
  t.strictSame([...new Set(methods)], ['GET'])
})

t.test('where nothing is left, it ends at once', { skip }, async t => {
  const { run } = await world(t, {})
  const { status, out } = await run()
  t.equal(status, 0)
  t.equal(out, 'No request, claim or pool is left.\n')
})
