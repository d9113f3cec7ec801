import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { chooseReader } from '../../../../hooks/commands/cluster/choose-reader.ts'
import { type ClusterReader, listAll } from '../../../../hooks/commands/cluster/cluster-reader.ts'
import { inClusterReader } from '../../../../hooks/commands/cluster/in-cluster.ts'
import { kubectlReader } from '../../../../hooks/commands/cluster/kubectl.ts'
import { isInCluster } from '../../../../hooks/kubernetes/service-account.ts'
import {
  type Answer,
  hasProgram,
  pages,
  plainServer,
  podServer,
  statusReply
} from './api-server.ts'

const pods = Array.from({ length: 1203 }, (_, index) => ({ metadata: { name: `pod-${index}` } }))
const forbidden = 'pods is forbidden: User "x" cannot list resource "pods"'

/** The API server of all tests of this file. */
const answer: Answer = (path, query, request) => {
  if (path === '/version') return { status: 200, body: { gitVersion: 'v1.36.3' } }
  if (path === '/api/v1/pods') return pages(pods, 500)(path, query, request)
  if (path === '/api/v1/secrets') return statusReply(403, 'Forbidden', forbidden)
  if (path === '/api/v1/html') return { status: 200, body: {}, raw: '<html>' }
  if (path === '/api/v1/broken') return statusReply(500, 'InternalError', 'etcd has no leader')
  return statusReply(404, 'NotFound', 'the server could not find the requested resource')
}

/** What every reader has to do, whatever it reads by. */
async function readsTheAPI(t: Test, reader: ClusterReader): Promise<void> {
  t.strictSame(await reader.get('/version'), { gitVersion: 'v1.36.3' })
  const found = await listAll(reader, '/api/v1/pods')
  t.strictSame(
    found.map(({ metadata }) => metadata.name),
    pods.map(({ metadata }) => metadata.name),
    'a list of three pages is whole'
  )
  await t.rejects(reader.get('/api/v1/nowhere'), { kind: 'missing', message: /could not find/ })
  await t.rejects(reader.get('/api/v1/secrets'), { kind: 'denied', message: /cannot list/ })
  await t.rejects(reader.get('/api/v1/broken'), { kind: 'unreachable', message: /no leader/ })
  await t.rejects(reader.get('/api/v1/html'), { kind: 'unreachable', message: /not JSON/ })
  await t.rejects(listAll(reader, '/version'), { kind: 'unreachable', message: /not a list/ })
}

const noKubectl = hasProgram('kubectl', 'version', '--client') ? false : 'there is no kubectl'
const noOpenSSL = hasProgram('openssl', 'version') ? false : 'there is no openssl'

t.test('kubectl reads, with the contexts of the user', { skip: noKubectl }, async t => {
  const server = await plainServer(t.testdir(), answer)
  t.teardown(server.close)
  const env = { PATH: process.env.PATH, KUBECONFIG: server.kubeconfig, HOME: t.testdirName }
  const reader = await kubectlReader({ env })
  t.equal(reader.target, 'kubectl, context test')
  await readsTheAPI(t, reader)
  const config = JSON.parse(readFileSync(server.kubeconfig, 'utf8')) as object
  writeFileSync(server.kubeconfig, JSON.stringify({ ...config, 'current-context': 'other' }))
  t.ok(await reader.get('/version'), 'it keeps the context that was current at the start')
  const other = await kubectlReader({ env, context: 'nowhere' })
  await t.rejects(other.get('/version'), { kind: 'unreachable', message: /context.*nowhere/ })
})

t.test('without kubectl, without a server', async t => {
  const reader = await kubectlReader({ context: 'x', env: { PATH: '/nowhere' } })
  await t.rejects(reader.get('/version'), { kind: 'unreachable', message: /none on the PATH/ })
  const folder = t.testdir({ token: 't', 'ca.crt': '' })
  const env = { KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: '1' }
  const pod = inClusterReader({ env, folder })
  await t.rejects(pod.get('/version'), { kind: 'unreachable', message: /cannot be reached/ })
})

t.test('in a pod, the service account reads', { skip: noOpenSSL }, async t => {
  const tokens: unknown[] = []
  const server = await podServer(t.testdir(), (path, query, request) => {
    tokens.push(request.headers.authorization)
    return answer(path, query, request)
  })
  t.teardown(server.close)
  t.ok(isInCluster(server))
  const reader = await chooseReader(server)
  t.equal(reader.target, 'the cluster of this pod (127.0.0.1)')
  await readsTheAPI(t, reader)
  writeFileSync(join(server.folder, 'token'), 'second\n')
  await reader.get('/version')
  t.equal(tokens[0], 'Bearer first')
  t.equal(tokens.at(-1), 'Bearer second', 'a token that was replaced is read anew')
})

t.test('a server with another CA is not trusted', { skip: noOpenSSL }, async t => {
  const server = await podServer(t.testdir(), answer)
  const other = await podServer(join(t.testdirName, 'other'), answer)
  t.teardown(server.close)
  t.teardown(other.close)
  const reader = inClusterReader({ env: server.env, folder: other.folder })
  await t.rejects(reader.get('/version'), { kind: 'unreachable', message: /certificate|CA|signed/ })
})

t.test('what reads is chosen by flags, then by where the process is', async t => {
  const folder = t.testdir({ token: 't' })
  const env = { KUBERNETES_SERVICE_HOST: '10.0.0.1', PATH: '/nowhere' }
  t.match((await chooseReader({ env, folder })).target, 'the cluster of this pod')
  t.match((await chooseReader({ env, folder, context: 'a' })).target, 'kubectl, context a')
  await t.rejects(chooseReader({ env: {}, inCluster: true }), /needs a pod/)
  await t.rejects(chooseReader({ env, folder, context: 'a', inCluster: true }), /needs a pod/)
})
