import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { parse } from 'yaml'
import { apiVersion } from '../../hooks/api/schema.ts'
import {
  argoFolder,
  healthCheck,
  healthPath,
  kindsWithHealth,
  renderConfigMap
} from '../../scripts/generate-argo-cd.ts'
import type { KubeObject } from '../../simulator/api-store/objects.ts'
import { aNamespace, aPlatform, aRequest } from '../helpers/flow-objects.ts'
import { createFlowWorld } from '../helpers/flow-world.ts'
import { type Verdict, verdictOf } from '../helpers/kstatus.ts'
import { createHealthCheck, type Health } from './lua.ts'

type HealthTest = { healthStatus: Health; inputPath: string }

function read(path: string): string {
  return readFileSync(new URL(path, argoFolder), 'utf8')
}

t.test('the health check is the same for all kinds, and in the ConfigMap', async t => {
  for (const kind of kindsWithHealth)
    t.equal(read(healthPath(kind)), healthCheck(), `${kind}: run \`npm run generate\``)
  t.equal(read('argocd-cm.yaml'), renderConfigMap(), 'run `npm run generate`')
  const { data } = parse(read('argocd-cm.yaml')) as { data: Record<string, string> }
  for (const kind of kindsWithHealth)
    t.equal(data[`resource.customizations.health.gateway-orchestrator.io_${kind}`], healthCheck())
})

for (const kind of kindsWithHealth) {
  t.test(`the cases of ${kind}, in the layout of Argo CD`, async t => {
    const check = await createHealthCheck(read(healthPath(kind)))
    const folder = healthPath(kind).replace('health.lua', '')
    const { tests } = parse(read(`${folder}health_test.yaml`)) as { tests: HealthTest[] }
    const names = readdirSync(new URL(`${folder}testdata/`, argoFolder))
    t.strictSame(
      tests.map(({ inputPath }) => inputPath.replace('testdata/', '')).sort(),
      names.sort()
    )
    for (const { healthStatus, inputPath } of tests) {
      const object = parse(read(`${folder}${inputPath}`)) as KubeObject
      t.equal(object.kind, kind)
      t.strictSame(check(object), healthStatus, inputPath)
      t.match(inputPath, healthStatus.status === 'Progressing' ? /progr|term/ : /heal|degr/)
    }
  })
}

/** What Argo CD shows for each verdict of kstatus. */
const healthByVerdict: Record<Verdict, Health['status']> = {
  InProgress: 'Progressing',
  Terminating: 'Progressing',
  Failed: 'Degraded',
  Current: 'Healthy'
}

t.test('at every write, Argo CD sees what Helm and Flux see', async t => {
  const check = await createHealthCheck(healthCheck())
  const world = createFlowWorld()
  const seen = new Set<string>()
  const differing: string[] = []
  for (const kind of kindsWithHealth)
    world.cluster.store.watch(
      ({ type, object }) => {
        if (type === 'DELETED') return
        const { status, message } = check(object)
        seen.add(`${kind} ${status}`)
        if (status !== healthByVerdict[verdictOf(object)] || message === '')
          differing.push(`${kind} ${status}: ${message}`)
      },
      { apiVersion, kind }
    )
  world.apply(...aPlatform({ releaseGraceSeconds: 60 }, { maxHostnamesPerNamespace: 1 }))
  world.apply(aNamespace('shop'), aRequest('shop', 'web', 'web.apps.example.com'))
  t.ok(await world.untilReady('shop', 'web'))
  world.apply(aRequest('shop', 'late', 'late.apps.example.com'))
  t.ok(await world.until(() => world.ready('shop', 'late') === 'False QuotaExceeded'))
  for (const name of ['web', 'late']) world.remove('GatewayHostnameRequest', name, 'shop')
  world.remove('GatewayPool', 'default')
  t.ok(await world.untilGone('GatewayPool'))
  await world.stop()
  t.strictSame(differing, [])
  for (const kind of kindsWithHealth)
    t.ok(seen.has(`${kind} Progressing`) && seen.has(`${kind} Healthy`))
  t.ok(seen.has('GatewayHostnameRequest Degraded'))
})
