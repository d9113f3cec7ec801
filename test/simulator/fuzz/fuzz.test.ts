import t from 'tap'
import { createDraw } from '../../../simulator/faults/draw.ts'
import { judge, type Reply } from '../../../simulator/fuzz/judge.ts'
import { mutate } from '../../../simulator/fuzz/mutate.ts'
import { fuzz, mostGrowthMiB } from '../../../simulator/fuzz/run.ts'

const child = (name: string) => ({ apiVersion: 'v1', kind: 'DomainClaim', metadata: { name } })
const body = JSON.stringify({
  parent: { kind: 'GatewayPool' },
  children: { 'DomainClaim.v1': { a: child('a'), b: child('b') } },
  related: { 'Namespace.v1': { shop: { metadata: { name: 'shop' } } } }
})

function reply(answer: unknown, status = 200): Reply {
  return { status, body: JSON.stringify(answer), contentType: 'application/json; charset=utf-8' }
}

const original = { body, reply: reply({ children: [child('a'), child('b')] }) }

t.test('mutated requests find nothing', async t => {
  const lines: string[] = []
  const totals = await fuzz({ from: 1, requests: 800, seconds: 60 }, line => lines.push(line))
  t.strictSame(lines, [])
  t.equal(totals.findings, 0)
  t.equal(totals.requests, 800)
  t.strictSame([...totals.statuses.keys()].sort(), [200, 400, 429])
  t.ok(totals.growthMiB < mostGrowthMiB, `${totals.growthMiB}`)
})

t.test('what an answer must not be', async t => {
  const inB = { text: body, path: ['children', 'DomainClaim.v1', 'b', 'spec'], change: 'x' }
  const ab = [child('a'), child('b')]
  const fault = { error: 'no', reason: 'because', traceID: 'f' }
  for (const [expected, answer] of [
    [undefined, reply({ children: ab })],
    [undefined, reply({ children: [child('a')] })],
    [undefined, reply({ relatedResources: [] })],
    [undefined, reply(fault, 400)],
    [/the child DomainClaim a is lost/, reply({ children: [child('b')] })],
    [/is answered twice/, reply({ children: [...ab, child('a')] })],
    [/Metacontroller refuses/, reply({ children: [...ab, null] })],
    [/Metacontroller refuses/, reply({ children: [...ab, { ...child('c'), kind: undefined }] })],
    [/status 500/, reply(fault, 500)],
    [/status 404/, reply(fault, 404)],
    [/without error, reason/, reply({ error: 'no' }, 400)],
    [/content type/, { ...reply({ children: ab }), contentType: 'text/plain' }]
  ] as const) {
    const problem = judge(original, inB, answer)
    if (expected === undefined) t.equal(problem, undefined)
    else t.match(problem, expected)
  }
  const inParent = { text: body, path: ['parent', 'spec'], change: 'x' }
  t.equal(judge(original, inParent, reply({ children: [] })), undefined, 'the parent may want that')
})

t.test('a seed makes the same change each time, and the seeds change everything', async t => {
  const changes = Array.from({ length: 400 }, (_, i) => mutate(body, createDraw(i, 'test')))
  t.strictSame(mutate(body, createDraw(7, 'test')), changes[7])
  const paths = new Set(changes.map(({ path }) => path.join('/')))
  for (const path of ['parent/kind', 'children/DomainClaim.v1/a/metadata/name', 'related', ''])
    t.ok(paths.has(path), path)
  t.ok(changes.filter(({ text }) => text === body).length < 20, 'nearly all seeds change something')
})
