import { join } from 'node:path'
import t, { type Test } from 'tap'
import { systemClock } from '../../../../hooks/clock.ts'
import { ReadFailure } from '../../../../hooks/commands/cluster/read-failure.ts'
import type { Check } from '../../../../hooks/commands/doctor/check.ts'
import { createEmbeddedAws } from '../../../../simulator/aws/embedded-aws.ts'
import { instantTimings } from '../../../../simulator/aws/timings.ts'
import { objectReader } from '../../../helpers/object-reader.ts'
import { runCLI, startService } from '../../service.ts'
import { type Answer, hasProgram, plainServer, statusReply } from '../cluster/api-server.ts'
import { find, healthyWorld, type World } from './doctor-world.ts'

const noKubectl = hasProgram('kubectl', 'version', '--client') ? false : 'there is no kubectl'
const token = 'a-token-of-this-test'

/** Answers as the API server would that has the objects of a world. */
function apiOf(world: World): (path: string) => Promise<unknown> {
  return objectReader(() => world.objects, world.refusals).get
}

/** Real hooks on an embedded AWS, an API server for kubectl, and the environment of both. */
async function startWorld(t: Test, world: World) {
  const folder = t.testdir({ token })
  const cloud = createEmbeddedAws({
    clock: systemClock,
    timings: instantTimings,
    say: () => undefined
  })
  const aws = await cloud.listen()
  const service = await startService({
    AWS_ENDPOINT_URL_ACM: aws.url,
    AWS_ENDPOINT_URL_ROUTE_53: aws.url,
    HOOK_TOKEN_FILE: join(folder, 'token')
  })
  const answers = new Map<string, unknown>()
  const answer: Answer = path =>
    answers.has(path)
      ? { status: 200, body: answers.get(path) }
      : statusReply(404, 'NotFound', 'the server could not find the requested resource')
  const server = await plainServer(folder, answer)
  t.teardown(async () => {
    server.close()
    await service.stop()
    await aws.close()
  })
  const env = { KUBECONFIG: server.kubeconfig, HOME: folder }
  return { cloud, service, env, answers, refresh: () => fill(answers, world) }
}

/** kubectl asks for paths that are known only when the doctor runs: all of them are filled in. */
async function fill(answers: Map<string, unknown>, world: World): Promise<void> {
  const get = apiOf(world)
  const crds = world.objects.filter(({ kind }) => kind === 'CustomResourceDefinition')
  const paths = [
    '/version',
    ...crds.map(
      ({ metadata }) => `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${metadata.name}`
    ),
    '/apis/metacontroller.k8s.io/v1alpha1/compositecontrollers',
    '/apis/apps/v1/statefulsets',
    '/apis/apps/v1/deployments',
    '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies',
    '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings',
    '/apis/gateway.networking.k8s.io/v1/gatewayclasses',
    '/apis/gateway-orchestrator.io/v1alpha1/gatewaypools',
    '/apis/gateway-orchestrator.io/v1alpha1/domainclaims',
    '/api/v1/namespaces/gateway-orchestrator/secrets/hook-token'
  ]
  for (const path of paths) {
    try {
      answers.set(path, await get(path))
    } catch (error) {
      if (!(error instanceof ReadFailure)) throw error
    }
  }
}

/** The Secret and the endpointConfigs of an installation with a token. */
function addToken(world: World): void {
  for (const object of world.objects.filter(({ kind }) => kind === 'CompositeController')) {
    const secretRef = { namespace: 'gateway-orchestrator', name: 'hook-token', key: 'token' }
    const endpointConfigs = [{ host: 'x', authorization: { secretRef } }]
    object.spec = { ...(object.spec as object), endpointConfigs }
  }
  world.objects.push({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'hook-token', namespace: 'gateway-orchestrator' },
    data: { token: btoa(`${token}\n`) }
  })
}

type Report = { target: string; counts: Record<string, number>; checks: Check[] }

t.test('doctor, by kubectl, on hooks that reach AWS', { skip: noKubectl }, async t => {
  const world = healthyWorld()
  // Domains that are never in public DNS, so that the test does not depend on it.
  const domains = [
    { name: 'apps.example.test', hostedZoneID: 'Z0EXAMPLEAPPS' },
    { name: 'pay.example.test', hostedZoneID: 'Z0EXAMPLEPAY' }
  ]
  const pool = find(world, 'GatewayPool', 'default')
  pool.spec = { ...(pool.spec as object), domains }
  addToken(world)
  const { cloud, service, env, refresh } = await startWorld(t, world)
  await refresh()
  const run = (...args: string[]) => runCLI(['doctor', '--hooks', service.url, ...args], env)
  const resultOf = ({ checks }: Report, name: string) =>
    checks.find(check => check.name.startsWith(name))

  cloud.zones.create('apps.example.test', { id: 'Z0EXAMPLEAPPS' })
  const json = await run('-o', 'json')
  const report = JSON.parse(json.out) as Report
  t.equal(report.target, 'kubectl, context test')
  t.match(resultOf(report, 'hook token'), { result: 'passed' }, 'the token is taken')
  t.match(resultOf(report, 'AWS'), { result: 'passed' }, 'the hooks reach AWS')
  t.match(resultOf(report, 'zone Z0EXAMPLEAPPS'), { result: 'passed' })
  t.match(resultOf(report, 'zone Z0EXAMPLEPAY'), { result: 'failed', message: /^ZoneNotFound: / })
  t.equal(report.counts.failed, report.checks.filter(({ result }) => result === 'failed').length)
  t.equal(json.status, 1)
  const changed = cloud.calls.entries().filter(({ operation }) => /^(Req|Cha|Del)/.test(operation))
  t.strictSame(changed, [], 'nothing in AWS was changed')

  const text = await run()
  t.match(text.out, /^ok {3}zone Z0EXAMPLEAPPS .*\nFAIL zone Z0EXAMPLEPAY /m)
  t.match(text.out, /^ok {3}hooks: the hooks answer \/readyz$/m)
})

t.test('the exit status is 1 if a check fails, 0 if none does', { skip: noKubectl }, async t => {
  const world = healthyWorld()
  world.objects = world.objects.filter(({ kind }) => kind !== 'GatewayPool')
  const { env, answers, refresh, service } = await startWorld(t, world)
  addToken(world)
  await refresh()
  const args = ['doctor', '--hooks', service.url]
  const well = await runCLI(args, env)
  t.equal(well.status, 0, well.out)
  t.match(well.out, /^\? {4}pools: there is no pool yet$/m)
  find(world, 'StatefulSet', 'metacontroller').status = {}
  await refresh()
  const ill = await runCLI(args, env)
  t.equal(ill.status, 1)
  t.match(ill.out, /^FAIL Metacontroller: .* no ready pod.*\n {5}→ kubectl describe -n meta/m)
  t.match(ill.err, 'Not all is well.')
  t.ok(answers.size > 10)
})

t.test('what needs a pod says so outside of one', async t => {
  const { status, out, err } = await runCLI(['doctor', '--in-cluster'])
  t.equal(status, 1)
  t.equal(out, '')
  t.match(err, /--in-cluster needs a pod/)
  t.notMatch(err, /\n +at /, 'no stack')
})

t.test('wrong flags', async t => {
  for (const args of [
    ['doctor', '-o', 'yaml'],
    ['doctor', '--hooks', 'ftp://x'],
    ['doctor', 'now']
  ]) {
    const { status, err } = await runCLI(args)
    t.equal(status, 2, args.join(' '))
    t.match(err, /\ngateway-orchestrator doctor --help shows how to call it\n$/)
  }
})
