import type { Test } from 'tap'
import type { KubeObject } from '../../../simulator/api-store/objects.ts'
import { grantsOf, type Right, readAudit } from '../world/audit.ts'
import { deletePool, nameOf, read, untilGone, untilReady } from '../world/awaits.ts'
import { gatewayClass, hooksNamespace } from '../world/install.ts'
import { podsOfJobs } from '../world/job-templates.ts'
import type { PodRun } from '../world/kubelet.ts'
import { makePlace, type Place } from '../world/place.ts'
import { grant, type Rules, rulesOf, rulesWithout } from '../world/rbac.ts'
import type { World } from '../world/world.ts'

type Job = 'doctor' | 'uninstall-check'

const className = 'alb-jobs'

/** What the GatewayClass of this scenario names. */
const parameters = {
  group: 'gateway.k8s.aws',
  kind: 'LoadBalancerConfiguration',
  namespace: 'class-jobs',
  name: 'usual'
}

/**
 * What the doctor says without a right: the line of the check that it then cannot make. The pool of
 * this scenario has a GatewayClass with parameters, so that each of the rights is used.
 */
const withoutRight: Readonly<Record<Right, string>> = {
  'list gatewaypools.gateway-orchestrator.io': 'pools',
  'list domainclaims.gateway-orchestrator.io': 'claims',
  'get customresourcedefinitions.apiextensions.k8s.io': 'CRDs of Gateway API',
  'list compositecontrollers.metacontroller.k8s.io': 'CompositeControllers',
  'list validatingadmissionpolicies.admissionregistration.k8s.io': 'admission policies',
  'list validatingadmissionpolicybindings.admissionregistration.k8s.io': 'admission policies',
  'list deployments.apps': 'Metacontroller',
  'list statefulsets.apps': 'Metacontroller',
  'list gatewayclasses.gateway.networking.k8s.io': 'GatewayClass',
  'get loadbalancerconfigurations.gateway.k8s.aws': `GatewayClass ${className}`
}

/** What the doctor looks at in any cluster, and in the place of this scenario. */
const passing = [
  'Kubernetes',
  'CRDs of Gateway API',
  'CRDs of LBC',
  'CRD of Metacontroller',
  'CRDs of the Gateway Orchestrator',
  'Metacontroller',
  'flags of Metacontroller',
  'CompositeControllers',
  'admission policies',
  'hooks',
  'hook token',
  `GatewayClass ${className}`,
  'pool jobs',
  'AWS',
  'zone Z0JOBS (jobs.test, pool jobs)'
]

/**
 * The Jobs of the chart, as their pods run: the doctor, which Helm has run after the installation,
 * and the check before an uninstallation. Without any one of their rights they do not do their
 * work.
 */
export async function jobs(t: Test, world: World): Promise<void> {
  const installed = world.kubelet.runs.find(({ pod }) => accountOf(pod).endsWith('-doctor'))
  if (installed === undefined) {
    t.comment('no Job has run: this is no installation by the chart')
    return
  }
  t.equal(installed.status, 0, 'the installation was checked by the doctor')
  t.same(linesOf(installed, 'FAIL'), [], 'and the doctor found nothing wrong')
  const place = await makeJobsPlace(world)
  const request = place.request(await place.team('a'), 'shop')
  await world.admin.apply(request)
  await untilReady(world.admin, request)
  await t.test('the doctor', t => doctor(t, world))
  await t.test('the check before an uninstallation', t => uninstallCheck(t, world))
  await world.admin.run(['delete', ...nameOf(request)])
  await untilGone(world.admin, `domainclaim/${place.hostname('shop')}`)
  await deletePool(world.admin, place.pool)
  await world.admin.run(['delete', 'gatewayclass', className])
  await world.admin.run(['delete', 'namespace', parameters.namespace, '--timeout=60s'])
}

/** A place whose GatewayClass names parameters. */
async function makeJobsPlace(world: World): Promise<Place> {
  const { group, kind, namespace, name } = parameters
  const spec = { ...gatewayClass.spec, parametersRef: parameters }
  await world.admin.apply(
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    { apiVersion: `${group}/v1beta1`, kind, metadata: { name, namespace }, spec: {} },
    { ...gatewayClass, metadata: { name: className }, spec }
  )
  return makePlace(world, 'jobs', { gatewayClassName: className })
}

async function doctor(t: Test, world: World): Promise<void> {
  const run = await runAs(world, 'doctor', 'jobs-doctor', await rulesOfJob(world, 'doctor'))
  for (const check of passing) t.ok(hasLine(run, 'ok  ', check), `${check} passes`)
  const rights = await usesEach(t, world, 'jobs-doctor', 'doctor')
  t.same(rights, Object.keys(withoutRight).toSorted(), 'these are all the rights of the doctor')
  await withoutEach(world, 'doctor', rights, (right, { stdout }) => {
    const check = withoutRight[right]
    const line = stdout.split('\n').find(found => found.startsWith(`?    ${check}: `))
    t.match(line, /forbidden/, `without ${right} the check ${check} is not made`)
  })
}

async function uninstallCheck(t: Test, world: World): Promise<void> {
  const job = 'uninstall-check'
  const run = await runAs(world, job, 'jobs-uninstall', await rulesOfJob(world, job))
  t.not(run.status, 0, 'an uninstallation is refused')
  // Of many claims it names the first ones. Other scenarios have claims too.
  t.match(run.stderr, /\d+ claims? \(\S+\.\S+.*\) and \d+ pools? \(\S+/, 'with what is left')
  const rights = await usesEach(t, world, 'jobs-uninstall', job)
  t.equal(rights.length, 3, 'requests, claims and pools are listed')
  await withoutEach(world, job, rights, (right, { status, stderr }) => {
    const resource = right.replace(/^list (\w+)\..*/, '$1')
    t.not(status, 0, `without ${right} it refuses too`)
    t.match(stderr, `cannot list resource "${resource}"`, 'and says which')
  })
}

/** Asserts by the audit log that the account needed each right. @returns these rights */
async function usesEach(t: Test, world: World, account: string, job: Job) {
  const user = `system:serviceaccount:${hooksNamespace}:${account}`
  const entries = readAudit(world.plane.auditLog, user)
  const forbidden = entries.filter(({ isAllowed }) => !isAllowed)
  t.same(forbidden, [], 'nothing is forbidden')
  const used = [...new Set(entries.map(({ right }) => right))].toSorted()
  const rules = await rulesOfJob(world, job)
  t.same(used, grantsOf({ rules }).flat().toSorted(), 'each right of the role is used')
  return used
}

/** Runs a Job's pod once for each right, without this right. */
async function withoutEach(
  world: World,
  job: Job,
  rights: readonly Right[],
  judge: (right: Right, run: PodRun) => void
): Promise<void> {
  const rules = await rulesOfJob(world, job)
  const runs = rights.map(async (right, index) => {
    const left = rulesWithout(rules, right)
    judge(right, await runAs(world, job, `jobs-${job}-${index}`, left))
  })
  await Promise.all(runs)
}

async function rulesOfJob({ admin }: World, job: Job): Promise<Rules> {
  return rulesOf(await read(admin, 'clusterrole', `gateway-orchestrator-${job}`))
}

/** Runs the pod of a Job as it is rendered, but under an account of its own with these rules. */
async function runAs(world: World, job: Job, account: string, rules: Rules): Promise<PodRun> {
  const { admin, kubelet } = world
  const metadata = { name: account, namespace: hooksNamespace }
  const subject = { kind: 'ServiceAccount', ...metadata } as const
  const serviceAccount = { apiVersion: 'v1', kind: 'ServiceAccount', metadata }
  await admin.apply(serviceAccount, ...grant(account, rules, subject))
  const rendered = (await podsOfJobs(world.plane))[`gateway-orchestrator-${job}`]
  if (rendered === undefined) throw new Error(`the chart has no Job ${job}`)
  const spec = { ...rendered, serviceAccountName: account }
  return kubelet.run({ apiVersion: 'v1', kind: 'Pod', metadata, spec })
}

function accountOf({ spec }: KubeObject): string {
  return String(spec?.serviceAccountName)
}

function linesOf({ stdout }: PodRun, mark: string): readonly string[] {
  return stdout.split('\n').filter(line => line.startsWith(mark))
}

function hasLine(run: PodRun, mark: string, check: string): boolean {
  return linesOf(run, mark).some(line => line.startsWith(`${mark} ${check}: `))
}
