import t from 'tap'
import { complexityProblem } from '../../../hooks/http/complexity.ts'

function problemOf(text: string): string | undefined {
  return complexityProblem(Buffer.from(text))
}

t.test('bodies as Metacontroller sends them pass', async t => {
  const object = {
    metadata: { name: 'shop', uid: 'u-1', labels: { 'app.kubernetes.io/name': 'shop' } },
    spec: { hostnames: ['a.example.com', 'b.example.com'], weight: 1, ready: true, none: null }
  }
  const text = JSON.stringify(Object.fromEntries(Array.from({ length: 50 }, (_, i) => [i, object])))
  t.equal(problemOf(text), undefined)
  t.equal(problemOf(JSON.stringify({ text: '[{,'.repeat(1000) })), undefined, 'text is not counted')
  t.equal(problemOf(JSON.stringify({ text: '"\\[{'.repeat(1000) })), undefined, 'nor after escapes')
})

t.test('depth and density are bounded', async t => {
  t.equal(problemOf(`${'['.repeat(500)}${' '.repeat(3000)}`), undefined)
  t.match(problemOf(`${'['.repeat(501)}${' '.repeat(3000)}`), /levels deep/)
  t.match(problemOf('{"a":'.repeat(501)), /levels deep/)
  t.equal(problemOf('[[]],'.repeat(3) + ' '.repeat(100)), undefined, 'what is closed is not deep')
  t.match(problemOf(`[${'{},'.repeat(1000)}1]`), /too many values/)
  t.match(problemOf(`[${'1,'.repeat(1000)}1]`), /too many values/)
})
