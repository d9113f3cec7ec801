import t from 'tap'
import { runCLI } from '../../service.ts'
import { type Answer, hasProgram, plainServer, statusReply } from '../cluster/api-server.ts'

const skip = hasProgram('kubectl', 'version', '--client') ? false : 'there is no kubectl'
const evil = 'x\x1B[2J\x1B]0;y\x07\x9B31m\x7F\r\u202E'

/** An object all of whose texts are hostile. */
const object = {
  metadata: { name: evil, namespace: evil, uid: evil, creationTimestamp: '2026-01-01T00:00:00Z' },
  spec: {
    hostname: 'shop.example.com',
    poolName: evil,
    region: evil,
    requestRef: { name: evil, namespace: evil },
    gatewayRef: { name: evil, namespace: evil },
    domains: [{ name: evil, hostedZoneID: evil }],
    gatewayNamespace: evil
  },
  status: {
    url: evil,
    conditions: [
      { type: 'Ready', status: 'False', reason: evil, message: evil, lastTransitionTime: evil }
    ]
  }
}

const commands = [
  ['get', '-A'],
  ['get', '-A', '-o', 'name'],
  ['get', '-A', '-o', 'json'],
  ['get', '-A', '-o', 'yaml'],
  ['explain', 'shop.example.com', '-n', evil],
  ['explain', 'shop.example.com', '--watch', '--timeout', '1s', '-n', evil],
  ['tree', 'shop.example.com', '-n', evil],
  ['pools'],
  ['who', 'shop.example.com'],
  ['orphans'],
  ['support', '--file', '-'],
  ['doctor'],
  ['doctor', '-o', 'json'],
  ['drain', '--check'],
  ['drain'],
  ['get', evil],
  [evil]
]

t.test('no command passes on a control character', { skip }, async t => {
  const objects: Answer = async () => ({ status: 200, body: { metadata: {}, items: [object] } })
  const failing: Answer = async () => statusReply(500, evil, evil)
  for (const [what, answer] of Object.entries({ objects, failing })) {
    const folder = t.testdir()
    const server = await plainServer(folder, answer)
    t.teardown(server.close)
    const noAWS = { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' }
    const env = { KUBECONFIG: server.kubeconfig, HOME: folder, ...noAWS }
    for (const words of commands) {
      const { out, err } = await runCLI(words, env)
      const controls = `${out}${err}`.match(/(?!\n)[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu) ?? []
      t.strictSame(controls, [], `${words.slice(0, 2).join(' ')}, ${what}`)
      t.ok(out !== '' || err !== '', 'it says something')
    }
  }
})
