import { generateKeyPairSync } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, loopback } from '../../helpers/loopback.ts'
import { connect, type Endpoint } from '../kubernetes/connection.ts'
import { findTools } from '../tools/find-tool.ts'
import { type Child, startChild } from './child.ts'
import { createUsers, type Users, writeTokens } from './users.ts'
import { waitUntil } from './wait-until.ts'

/** A Kubernetes control plane without nodes, as plain processes on loopback. */
export type ControlPlane = {
  /** A temporary folder, which `stop` removes. */
  folder: string
  users: Users
  endpointOf: (token: string) => Endpoint
  /** Writes a kubeconfig for a token. @returns its path */
  kubeconfigOf: (name: string, token: string) => string
  /** The file with a line of JSON for each request. */
  auditLog: string
  /** Which process has ended by itself, if one has. */
  death: () => string | undefined
  stop: () => Promise<void>
}

const programs = ['etcd', 'kube-apiserver', 'kube-controller-manager'] as const
type Paths = Record<(typeof programs)[number], string>

/** Starts etcd, kube-apiserver and kube-controller-manager, or says which program is missing. */
export async function startControlPlane(): Promise<ControlPlane | { missing: string }> {
  const found = await findTools(programs)
  if ('missing' in found) return found
  const folder = mkdtempSync(join(tmpdir(), 'control-plane-'))
  const children: Child[] = []
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
  const keep = removeWhenInterrupted(remove)
  const stop = async () => {
    for (const child of children.toReversed()) await child.stop()
    keep()
    remove()
  }
  try {
    return { ...(await startAll(found.paths, folder, children)), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** The programs end with this process by themselves; their folder does not. */
function removeWhenInterrupted(remove: () => void): () => void {
  const onSignal = () => {
    remove()
    process.exit(1)
  }
  for (const signal of signals) process.once(signal, onSignal)
  return () => {
    for (const signal of signals) process.off(signal, onSignal)
  }
}

async function startAll(
  paths: Paths,
  folder: string,
  children: Child[]
): Promise<Omit<ControlPlane, 'stop'>> {
  const users = createUsers()
  const start = async (program: keyof Paths, args: readonly string[]) => {
    const logFile = join(folder, `${program}.log`)
    const child = await startChild({ program: paths[program], args, logFile })
    children.push(child)
    return child
  }
  const [port, etcdPort, peerPort] = [await freePort(), await freePort(), await freePort()]
  const etcd = await start('etcd', etcdFlags(folder, etcdPort, peerPort))
  await waitUntil('etcd', () => isOK(`http://${loopback}:${etcdPort}/health`), etcd)
  writeKeys(folder)
  writeTokens(join(folder, 'tokens.csv'), users)
  const server = await start('kube-apiserver', serverFlags(folder, port, etcdPort))
  const certificate = join(folder, 'apiserver.crt')
  await waitUntil('the certificate of kube-apiserver', () => existsSync(certificate), server)
  const url = `https://${loopback}:${port}`
  const endpointOf = (token: string) => ({ url, ca: readFileSync(certificate, 'utf8'), token })
  const kubeconfigOf = (name: string, token: string) =>
    writeKubeconfig(join(folder, `${name}.kubeconfig`), { url, certificate, token })
  const admin = connect(endpointOf(users.admin.token))
  const isReady = () =>
    admin.request('GET', '/readyz').then(
      () => true,
      () => false
    )
  await waitUntil('kube-apiserver', isReady, server)
  admin.close()
  const kubeconfig = kubeconfigOf('admin', users.admin.token)
  await start('kube-controller-manager', managerFlags(folder, kubeconfig, await freePort()))
  const death = () => children.map(child => child.death()).find(why => why !== undefined)
  return { folder, users, endpointOf, kubeconfigOf, auditLog: join(folder, 'audit.log'), death }
}

function isOK(url: string): Promise<boolean> {
  return fetch(url).then(
    answer => answer.ok,
    () => false
  )
}

function etcdFlags(folder: string, port: number, peerPort: number): readonly string[] {
  const [clients, peers] = [`http://${loopback}:${port}`, `http://${loopback}:${peerPort}`]
  return [
    `--data-dir=${join(folder, 'etcd')}`,
    '--unsafe-no-fsync',
    '--log-level=warn',
    `--listen-client-urls=${clients}`,
    `--advertise-client-urls=${clients}`,
    `--listen-peer-urls=${peers}`,
    `--initial-advertise-peer-urls=${peers}`,
    `--initial-cluster=default=${peers}`
  ]
}

/**
 * Each request with its user, verb and resource, and by which role it was allowed. A watch is there
 * twice: when it starts, and when it ends.
 */
const auditPolicy = {
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived'],
  rules: [{ level: 'Metadata' }]
}

function writeKeys(folder: string): void {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' }
  })
  writeFileSync(join(folder, 'accounts.key'), privateKey, { mode: 0o600 })
  writeFileSync(join(folder, 'accounts.pub'), publicKey)
  writeFileSync(join(folder, 'audit.json'), JSON.stringify(auditPolicy))
}

/**
 * OwnerReferencesPermissionEnforcement is on, as it is on OpenShift: with it, Metacontroller needs
 * `update` on the finalizers of an owner.
 */
function serverFlags(folder: string, port: number, etcdPort: number): readonly string[] {
  return [
    `--etcd-servers=http://${loopback}:${etcdPort}`,
    `--bind-address=${loopback}`,
    `--advertise-address=${loopback}`,
    `--secure-port=${port}`,
    `--cert-dir=${folder}`,
    `--token-auth-file=${join(folder, 'tokens.csv')}`,
    '--anonymous-auth=false',
    '--authorization-mode=RBAC',
    '--enable-admission-plugins=OwnerReferencesPermissionEnforcement',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${join(folder, 'accounts.pub')}`,
    `--service-account-signing-key-file=${join(folder, 'accounts.key')}`,
    '--service-cluster-ip-range=10.0.0.0/24',
    '--endpoint-reconciler-type=none',
    `--audit-policy-file=${join(folder, 'audit.json')}`,
    `--audit-log-path=${join(folder, 'audit.log')}`
  ]
}

/** Each controller has its own account: our policies know the garbage collector by its name. */
function managerFlags(folder: string, kubeconfig: string, port: number): readonly string[] {
  const controllers = [
    'namespace-controller',
    'garbage-collector-controller',
    'serviceaccount-controller',
    'clusterrole-aggregation-controller',
    // For the Jobs of the chart; and the CA in the volume by which their pods know the API server.
    'job-controller',
    'root-ca-certificate-publisher-controller'
  ]
  return [
    `--kubeconfig=${kubeconfig}`,
    `--controllers=${controllers.join()}`,
    '--leader-elect=false',
    '--use-service-account-credentials',
    `--service-account-private-key-file=${join(folder, 'accounts.key')}`,
    `--root-ca-file=${join(folder, 'apiserver.crt')}`,
    `--bind-address=${loopback}`,
    `--secure-port=${port}`,
    `--cert-dir=${join(folder, 'manager')}`
  ]
}

/** A kubeconfig is YAML, so JSON will do. */
function writeKubeconfig(
  path: string,
  { url, certificate, token }: { url: string; certificate: string; token: string }
): string {
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'e2e',
    clusters: [{ name: 'e2e', cluster: { server: url, 'certificate-authority': certificate } }],
    users: [{ name: 'e2e', user: { token } }],
    contexts: [{ name: 'e2e', context: { cluster: 'e2e', user: 'e2e' } }]
  }
  writeFileSync(path, JSON.stringify(config), { mode: 0o600 })
  return path
}
