import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { parse } from 'yaml'
import { packageChart, pushChart } from '../../scripts/release/chart.ts'
import { releaseNames } from '../../scripts/release/names.ts'
import {
  findProgram,
  helmVersions,
  type Manifest,
  parseManifests,
  runProgram,
  valuesOf
} from '../charts/chart.ts'
import { startRegistry } from '../helpers/registry.ts'

const version = '9.8.7-rc.1'
const names = releaseNames(`v${version}`, 'Example/gateway-orchestrator', {
  packageVersion: version,
  chartVersion: version
})
const file = `gateway-orchestrator-${version}.tgz`
const plain = '--plain-http'

/** Starts a registry that ends with the test. @returns its host and port */
async function registryFor(t: Test, crane: string): Promise<string> {
  const { host, stop } = await startRegistry(crane)
  t.teardown(stop)
  return host
}

/** What Helm prints. @throws with what it says if it fails */
async function helmPrints(helm: string, args: string[]): Promise<string> {
  const { status, stdout, stderr } = await runProgram(helm, args)
  if (status !== 0) throw new Error(stderr)
  return stdout
}

/** The images of the containers that run the hooks or a check of theirs. */
function imagesOf(manifests: readonly Manifest[]): string[] {
  return manifests
    .filter(({ kind }) => kind === 'Deployment' || kind === 'Job' || kind === 'Pod')
    .flatMap(manifest => [...JSON.stringify(manifest).matchAll(/"image":"([^"]+)"/g)])
    .map(([, image = '']) => image)
}

const crane = await findProgram('crane')
for (const name of helmVersions) {
  const helm = await findProgram(name)
  const skip = crane.skip || helm.skip

  t.test(`${name}: the chart of a release comes back from a registry`, { skip }, async t => {
    const folder = t.testdir()
    const packaged = await packageChart(helm.path, names, folder)
    t.equal(packaged, join(folder, file))

    const charts = `${await registryFor(t, crane.path)}/charts`
    const pushed = await pushChart(helm.path, packaged, charts, [plain])
    const chart = `${charts}/gateway-orchestrator`
    const digest = await runProgram(crane.path, ['digest', `${chart}:${version}`])
    t.equal(pushed, `${chart}@${digest.stdout.trim()}`, 'the digest that is signed')

    const remote = [`oci://${chart}`, '--version', version, plain]
    const pulled = join(folder, 'pulled')
    mkdirSync(pulled)
    await helmPrints(helm.path, ['pull', ...remote, '--destination', pulled])
    t.ok(readFileSync(join(pulled, file)).equals(readFileSync(packaged)), 'as it was pushed')

    const shown = parse(await helmPrints(helm.path, ['show', 'chart', ...remote]))
    t.match(shown, { name: 'gateway-orchestrator', version, appVersion: version })
    const values = [...valuesOf('least'), '--kube-version', '1.36.0']
    const template = (from: string[]) =>
      helmPrints(helm.path, ['template', 'gateway-orchestrator', ...from, ...values])
    const installed = imagesOf(parseManifests(await template(remote)))
    t.strictSame(new Set(installed), new Set([`${names.image}:${version}`]))
    t.strictSame(imagesOf(parseManifests(await template([packaged]))), installed)
    const rules = ['--set', 'prometheusRule.enabled=true']
    const alerts = await helmPrints(helm.path, ['template', packaged, ...values, ...rules])
    const pages = 'https://github.com/Example/gateway-orchestrator/blob/v9.8.7-rc.1/docs/runbooks'
    t.match(alerts, `runbook_url: ${pages}/hooks-down.md\n`)
    t.match(shown.annotations['artifacthub.io/images'], `image: ${names.image}:${version}\n`)
    const readme = await helmPrints(helm.path, ['show', 'readme', ...remote])
    t.match(readme, `helm install gateway-orchestrator oci://${names.charts}/gateway-orchestrator`)
    t.notMatch(readme, / CHART /)
  })

  t.test(`${name}: a chart that no registry takes is an error`, { skip: helm.skip }, async t => {
    const packaged = await packageChart(helm.path, names, t.testdir())
    await t.rejects(pushChart(helm.path, packaged, '127.0.0.1:1/charts', [plain]), /refused/)
  })
}
