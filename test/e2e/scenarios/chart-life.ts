import type { Test } from 'tap'
import { projectFolder } from '../../../simulator/cluster/manifests.ts'
import { runProgram } from '../../charts/chart.ts'
import { nameOf, read, untilGone, untilReady } from '../world/awaits.ts'
import type { Helm } from '../world/helm.ts'
import { hooksNamespace } from '../world/install.ts'
import { chartValues } from '../world/install-ours.ts'
import { makePlace, type Place } from '../world/place.ts'
import { newField, type Release } from '../world/releases.ts'
import type { RollOut } from '../world/roll-out.ts'
import type { World } from '../world/world.ts'

/** An installation, and how it is changed. */
export type ChartLife = {
  world: World
  helm: Helm
  /** The words with which Helm takes over objects that others have applied. */
  takingOver: readonly string[]
  rollOut: RollOut
  older: Release
  newer: Release
}

const release = 'gateway-orchestrator'
const keepValues = '--reset-then-reuse-values'

/** What an installation has beside its CRDs. */
const kinds = [
  'clusterroles',
  'clusterrolebindings',
  'compositecontrollers',
  'validatingadmissionpolicies',
  'validatingadmissionpolicybindings',
  'deployments,services,serviceaccounts,secrets,networkpolicies,poddisruptionbudgets'
].join()

/**
 * The life of an installation with one version of Helm, from the chart in an OCI registry: plain
 * manifests are taken over, upgraded, rolled back, and removed; and the chart is installed again
 * over what it kept. No step makes the API server or Helm warn.
 */
export async function chartLife(t: Test, life: ChartLife): Promise<void> {
  const { world } = life
  const place = await makePlace(world, 'chart')
  const request = place.request(await place.team('a'), 'shop')
  await world.admin.apply(request)
  await untilReady(world.admin, request)
  const before = await read(world.admin, 'domainclaim', place.hostname('shop'))
  const unchanged = async (t: Test) => {
    await untilReady(world.admin, request)
    const after = await read(world.admin, 'domainclaim', place.hostname('shop'))
    t.equal(after.metadata.uid, before.metadata.uid, 'the hostname has the same claim')
    t.same(after.status?.certificate, before.status?.certificate, 'and the same certificate')
  }
  await t.test('plain manifests are taken over', async t => {
    await takeOver(t, life)
    await unchanged(t)
  })
  await t.test('an upgrade changes the token', async t => {
    await changeToken(t, life, place)
    await unchanged(t)
  })
  await t.test('a rollback goes back to the first token', async t => {
    await life.rollOut.during(() => life.helm.run('rollback', release, '1'))
    t.same(await tokens(life), ['gateway-orchestrator-token-1'], 'the token of that time is there')
    await unchanged(t)
  })
  await t.test('an uninstallation is refused', async t => {
    await refuse(t, life, place)
    await unchanged(t)
  })
  await t.test('a drain, and the uninstallation', t => uninstall(t, life))
  await t.test('the chart is installed again, and upgraded', t => again(t, life, place))
}

/** The commands of docs/runbook.md, "From plain manifests to the chart". */
async function takeOver(t: Test, life: ChartLife): Promise<void> {
  const { world, helm, rollOut, newer, takingOver } = life
  const place = ['-n', hooksNamespace]
  await world.admin.run(['delete', 'deployment', release, ...place])
  await world.hooks.kill()
  const install = ['install', release, ...newer, '--take-ownership', ...takingOver]
  await rollOut.during(() => helm.run(...install, ...chartValues))
  await world.admin.run(['delete', 'configmap', release, ...place])
  const { spec } = await read(world.admin, 'deployment', release, ...place)
  t.notMatch(JSON.stringify(spec), 'ALLOW_UNAUTHENTICATED', 'the old environment is gone')
  const foreign = (await ours(life)).filter(({ metadata }) => {
    return metadata.labels?.['app.kubernetes.io/managed-by'] !== 'Helm'
  })
  t.same(foreign.map(nameAndKind), [], 'all objects belong to the release')
  const { status, stdout } = world.kubelet.runs.at(-1) ?? {}
  t.equal(status, 0, `the doctor finds nothing wrong: ${stdout}`)
}

/** With another token the old hooks answer 401 until they are replaced. */
async function changeToken(t: Test, life: ChartLife, place: Place): Promise<void> {
  const { world, helm, rollOut, newer } = life
  const request = place.request(await place.team('b'), 'second')
  const upgrade = ['upgrade', release, ...newer, keepValues, '--set=hookToken.generation=2']
  await rollOut.during(
    () => helm.run(...upgrade),
    () => world.admin.apply(request)
  )
  t.same(await tokens(life), ['gateway-orchestrator-token-2'], 'there is one token, the new one')
  await untilReady(world.admin, request)
  t.pass('a request that was made meanwhile becomes Ready')
  await world.admin.run(['delete', ...nameOf(request)])
}

/** The Job before the uninstallation refuses, and names what is left. */
async function refuse(t: Test, { world, helm }: ChartLife, place: Place): Promise<void> {
  const { hasFailed, said } = await helm.try('uninstall', release)
  t.ok(hasFailed, `helm uninstall fails: ${said}`)
  const { stderr } = world.kubelet.runs.at(-1) ?? {}
  t.match(stderr, place.hostname('shop'), 'the Job names the claim')
  t.match(stderr, `(${place.pool})`, 'and the pool')
  t.equal((await world.admin.get('compositecontrollers')).length, 3, 'nothing was deleted')
  await read(world.admin, 'deployment', release, '-n', hooksNamespace)
}

async function uninstall(t: Test, life: ChartLife): Promise<void> {
  const { world, helm } = life
  const kubeconfig = `KUBECONFIG=${world.plane.folder}/admin.kubeconfig`
  const drain = [process.execPath, projectFolder('hooks/cli.ts'), 'drain', '--yes']
  const drained = await runProgram('env', [kubeconfig, ...drain])
  t.equal(drained.status, 0, `the drain ends well: ${drained.stdout}${drained.stderr}`)
  t.same(await world.admin.get('domainclaims,gatewaypools'), [], 'no claim and no pool is left')
  const crds = ['crd', '-l', 'app.kubernetes.io/part-of=gateway-orchestrator']
  await helm.run('uninstall', release)
  t.same((await ours(life)).map(nameAndKind), [], 'nothing of the release is left')
  t.equal((await world.admin.get(...crds)).length, 4, 'but its CRDs')
}

/** Over the CRDs that were kept. The older version lacks a field, which the upgrade adds. */
async function again(t: Test, life: ChartLife, place: Place): Promise<void> {
  const { world, helm, rollOut, older, newer } = life
  const values = [...chartValues, '--set=doctor.enabled=false']
  await rollOut.during(() => helm.run('install', release, ...older, ...values))
  const { admin } = world
  await makePlace(world, place.pool)
  const namespace = await place.team('a')
  const backendRef = { name: 'web', port: 80 }
  const request = place.request(namespace, 'shop', { route: { backendRef } })
  await admin.apply(aService(namespace), request)
  const route = { [newField]: '/up' }
  const patch = [
    'patch',
    ...nameOf(request),
    '--type=merge',
    '-p',
    JSON.stringify({ spec: { route } })
  ]
  await admin.try(patch)
  const field = async () => {
    const { spec } = await read(admin, ...nameOf(request))
    return (spec?.route as Record<string, unknown> | undefined)?.[newField]
  }
  t.equal(await field(), undefined, 'the older CRD does not know the field')
  const upgrade = ['upgrade', release, ...newer, keepValues, '--set=doctor.enabled=true']
  await rollOut.during(
    () => helm.run(...upgrade),
    // The hooks of the older version still answer.
    () => admin.run(patch)
  )
  t.equal(await field(), '/up', 'the CRD of the newer version keeps the field')
  await untilReady(admin, request)
  t.pass('and the hostname is Ready')
  await admin.run(['delete', ...nameOf(request)])
  await untilGone(admin, `domainclaim/${place.hostname('shop')}`)
}

function aService(namespace: string): object {
  const spec = { selector: { app: 'web' }, ports: [{ port: 80 }] }
  return { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace }, spec }
}

async function ours({ world }: ChartLife) {
  const label = 'app.kubernetes.io/part-of=gateway-orchestrator'
  const found = await world.admin.get(kinds, '-l', label, '-n', hooksNamespace)
  return found.filter(({ kind }) => kind !== 'Namespace')
}

async function tokens(life: ChartLife): Promise<readonly string[]> {
  const found = await ours(life)
  return found.filter(({ kind }) => kind === 'Secret').map(({ metadata }) => metadata.name)
}

function nameAndKind({ kind, metadata }: { kind: string; metadata: { name: string } }): string {
  return `${kind} ${metadata.name}`
}
