import type { KubeObject } from '../../../simulator/api-store/objects.ts'
import { crdOf } from '../../simulator/widgets.ts'
import { startControlPlane } from '../control-plane/control-plane.ts'
import { type Runner, startControllers } from '../world/controllers.ts'
import { installOthers } from '../world/install.ts'
import { createKubectl, type Kubectl } from '../world/kubectl.ts'
import { normalise, withoutUids } from './normalise.ts'
import { type Recorded, type Recorder, startRecorder } from './recorder.ts'
import { apiVersion, type Scenario } from './scenario.ts'

/** What one step led to: the hook calls, and all objects when everything had settled. */
export type StepResult = { says: string; hooks: ReadonlyMap<string, Recorded>; objects: string }

export type RunResult = {
  scenarios: ReadonlyMap<string, readonly StepResult[]>
  calls: number
  errors: readonly string[]
}

const kinds = ['boxs', 'widgets', 'gems']

const controller = {
  apiVersion: 'metacontroller.k8s.io/v1alpha1',
  kind: 'CompositeController',
  metadata: { name: 'boxes' },
  spec: {
    generateSelector: true,
    // Both have to ignore it because of ignoreStatusChanges. Else nothing would ever settle.
    resyncPeriodSeconds: 1,
    parentResource: { apiVersion, resource: 'boxs', ignoreStatusChanges: true },
    childResources: [
      { apiVersion, resource: 'widgets', updateStrategy: { method: 'InPlace' } },
      { apiVersion, resource: 'gems' }
    ],
    hooks: Object.fromEntries(
      ['sync', 'finalize', 'customize'].map(name => [
        name,
        { version: 'v2', webhook: { url: `http://hooks.test/${name}` } }
      ])
    )
  }
}

/** Everything is allowed: these scenarios are not about roles. */
const everything = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name: 'everything' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
  subjects: [{ kind: 'ServiceAccount', name: 'metacontroller', namespace: 'metacontroller' }]
}

/** Runs all scenarios at once, each in its namespace, on a control plane of their own. */
export async function runScenarios(
  runner: Runner,
  scenarios: readonly Scenario[]
): Promise<RunResult | { missing: string }> {
  const plane = await startControlPlane()
  if ('missing' in plane) return plane
  const ends: (() => Promise<void>)[] = [plane.stop]
  try {
    const admin = createKubectl(plane.kubeconfigOf('admin', plane.users.admin.token))
    await installOthers(admin)
    await admin.apply(everything, ...['Box', 'Widget', 'Gem'].map(kind => crdOf(kind)))
    await admin.run(['wait', '--for=condition=Established', 'crd', '--all', '--timeout=60s'])
    await admin.apply(controller)
    const recorder = await startRecorder()
    ends.push(recorder.close)
    const account = ['create', 'token', 'metacontroller', '-n', 'metacontroller', '--duration=24h']
    const token = (await admin.run(account)).trim()
    const options = { plane, admin, token, hooksURL: recorder.url }
    const controllers = await startControllers(runner, options)
    ends.push(controllers.stop)
    const results = new Map<string, readonly StepResult[]>()
    await Promise.all(
      scenarios.map(async (scenario, index) => {
        results.set(scenario.name, await runScenario(scenario, `s${index}`, admin, recorder))
      })
    )
    return { scenarios: results, calls: recorder.calls(), errors: await controllers.errors() }
  } finally {
    for (const end of ends.toReversed()) await end()
  }
}

async function runScenario(
  { steps }: Scenario,
  namespace: string,
  admin: Kubectl,
  recorder: Recorder
): Promise<readonly StepResult[]> {
  await admin.run(['create', 'namespace', namespace])
  const results: StepResult[] = []
  for (const { says, apply = [], kubectl } of steps) {
    if (apply.length > 0) await admin.run(['apply', '-n', namespace, '-f', '-'], apply)
    if (kubectl !== undefined) await admin.run([...kubectl, '-n', namespace])
    const hooks = await recorder.settled(namespace)
    const objects = await Promise.all(kinds.map(kind => admin.get(kind, '-n', namespace)))
    results.push({ says, hooks, objects: shown(objects.flat()) })
  }
  return results
}

function shown(objects: readonly KubeObject[]): string {
  return withoutUids(JSON.stringify(objects.map(normalise), null, 1))
}
