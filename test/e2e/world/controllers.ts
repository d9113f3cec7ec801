import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '../../../hooks/clock.ts'
import { createEngine } from '../../../simulator/engine/engine.ts'
import { httpCall } from '../../../simulator/engine/transports.ts'
import type { CompositeController, EngineOptions } from '../../../simulator/engine/types.ts'
import { freePort, loopback } from '../../helpers/loopback.ts'
import { startChild } from '../control-plane/child.ts'
import type { ControlPlane } from '../control-plane/control-plane.ts'
import { waitUntil } from '../control-plane/wait-until.ts'
import { createRemoteStore, type RemoteStore } from '../kubernetes/remote-store.ts'
import type { Kubectl } from './kubectl.ts'

/** What runs our CompositeControllers: the real Metacontroller, or our engine. */
export type Runner = 'engine' | 'metacontroller'

export type Controllers = {
  /** Errors of syncs so far, as an administrator sees them. */
  errors: () => Promise<readonly string[]>
  /** What Metacontroller has logged since it was started; empty for our engine. */
  log: () => string
  death: () => string | undefined
  stop: () => Promise<void>
}

export type ControllersOptions = {
  plane: ControlPlane
  admin: Kubectl
  /** The token of Metacontroller's service account. */
  token: string
  /** Where the hooks are reached. */
  hooksURL: string
  /** Whether to return before the CompositeControllers run. Without rights they may never run. */
  isImpatient?: boolean
}

/** The program that `METACONTROLLER_BIN` names, or why there is none. */
export function missingMetacontroller(): string | undefined {
  if (process.env.METACONTROLLER_BIN) return undefined
  return 'METACONTROLLER_BIN, the path of a Metacontroller 4.15 or newer, is not set'
}

/** The real Metacontroller where there is one, else our engine. `E2E_RUNNER` names either. */
export function usualRunner(): Runner {
  const { E2E_RUNNER, METACONTROLLER_BIN } = process.env
  if (E2E_RUNNER === 'engine' || E2E_RUNNER === 'metacontroller') return E2E_RUNNER
  return METACONTROLLER_BIN ? 'metacontroller' : 'engine'
}

/** How many parents of one controller are synced at a time. docs/quick-start.md recommends more. */
const workers = 10

export function startControllers(runner: Runner, options: ControllersOptions) {
  return runner === 'engine' ? startEngine(options) : startMetacontroller(options)
}

/** Starts our engine under Metacontroller's own account. */
async function startEngine({ plane, token, hooksURL }: ControllersOptions): Promise<Controllers> {
  const store = await createRemoteStore(plane.endpointOf(token))
  try {
    const compositeControllers = await loadKinds(store)
    const call = httpCall(hooksURL)
    const secrets = await readSecrets(store, compositeControllers)
    const clock = systemClock
    const engine = createEngine({ store, clock, call, compositeControllers, workers, secrets })
    return {
      errors: async () => engine.events.map(({ message }) => message),
      log: () => '',
      death: () => undefined,
      stop: async () => {
        await engine.stop()
        store.close()
        call.close()
      }
    }
  } catch (error) {
    // Without this, the watches that have begun go on for ever.
    store.close()
    throw error
  }
}

/** Loads all kinds that the CompositeControllers name. @returns the CompositeControllers */
async function loadKinds(store: RemoteStore): Promise<readonly CompositeController[]> {
  await store.load('metacontroller.k8s.io/v1alpha1', 'compositecontrollers')
  const kind = { apiVersion: 'metacontroller.k8s.io/v1alpha1', kind: 'CompositeController' }
  const compositeControllers = store.list(kind) as unknown as readonly CompositeController[]
  const rules = compositeControllers.flatMap(({ spec }) => [
    spec.parentResource,
    ...(spec.childResources ?? [])
  ])
  await store.load('v1', 'namespaces')
  for (const { apiVersion, resource } of rules) await store.load(apiVersion, resource)
  return compositeControllers
}

/** The Secrets that the CompositeControllers name, decoded. */
async function readSecrets(store: RemoteStore, controllers: readonly CompositeController[]) {
  const configs = controllers.flatMap(({ spec }) => spec.endpointConfigs ?? [])
  const secrets: NonNullable<EngineOptions['secrets']> = {}
  for (const { authorization } of configs) {
    if (authorization === undefined) continue
    const { namespace, name } = authorization.secretRef
    const ref = { apiVersion: 'v1', kind: 'Secret', namespace, name }
    const { data = {} } = (await store.read(ref)) as { data?: Record<string, string> }
    const entries = Object.entries(data).map(([key, value]) => [
      key,
      Buffer.from(value, 'base64').toString()
    ])
    secrets[`${namespace}/${name}`] = Object.fromEntries(entries)
  }
  return secrets
}

/** Starts the real one, with the flags of docs/quick-start.md. */
async function startMetacontroller(options: ControllersOptions): Promise<Controllers> {
  const { plane, admin, token, hooksURL, isImpatient = false } = options
  const logFile = join(plane.folder, 'metacontroller.log')
  const begin = existsSync(logFile) ? statSync(logFile).size : 0
  const child = await startChild({
    program: process.env.METACONTROLLER_BIN ?? '',
    args: await metacontrollerFlags(plane.kubeconfigOf('metacontroller', token)),
    // The URLs of the hooks name a Service that does not exist here.
    env: { HTTP_PROXY: hooksURL, HOME: plane.folder },
    logFile
  })
  const controllers = await admin.get('compositecontrollers')
  const started = async () => (await eventsOf(admin, 'Started controller')).length
  const running = async () => (await started()) >= controllers.length
  if (!isImpatient)
    await waitUntil('the controllers', running, { within: 120_000, death: child.death })
  return {
    errors: () => eventsOf(admin, 'Sync error'),
    log: () => readFileSync(logFile).subarray(begin).toString(),
    death: child.death,
    stop: async () => {
      await child.stop()
      if (process.env.E2E_VERBOSE) console.error(readFileSync(logFile, 'utf8').slice(-20_000))
    }
  }
}

async function metacontrollerFlags(kubeconfig: string): Promise<readonly string[]> {
  return [
    `--kubeconfig=${kubeconfig}`,
    '--apply-strategy=server-side-apply',
    '--zap-log-level=4',
    '--discovery-interval=20s',
    '--cache-flush-interval=30m',
    '--client-go-qps=200',
    '--client-go-burst=400',
    `--workers=${workers}`,
    '--leader-election',
    '--leader-election-namespace=metacontroller',
    `--metrics-address=${loopback}:${await freePort()}`,
    `--health-probe-bind-address=${loopback}:${await freePort()}`
  ]
}

/** The messages of all events that have these words. */
async function eventsOf(admin: Kubectl, words: string): Promise<readonly string[]> {
  const events = (await admin.get('events', '--all-namespaces')) as readonly unknown[]
  return (events as readonly { message?: string }[])
    .map(({ message = '' }) => message)
    .filter(message => message.startsWith(words))
}
