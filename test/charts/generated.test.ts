import { readFileSync } from 'node:fs'
import t from 'tap'
import { parse } from 'yaml'
import { kinds, toCrd } from '../../scripts/crds.ts'
import { chartFiles } from '../../scripts/generate-chart.ts'
import { chart, findProgram, readChartFile, runProgram } from './chart.ts'

type ChartFile = {
  version: string
  appVersion: string
  annotations: Record<string, string>
}
const chartFile = parse(readChartFile('Chart.yaml')) as ChartFile

t.test('the generated files are those of their sources', async t => {
  for (const [path, renderFile] of Object.entries(chartFiles))
    t.equal(readChartFile(path), renderFile(), `${path}: run \`npm run generate\``)
})

t.test('the chart has the version of the package', async t => {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  const { version } = JSON.parse(text) as { version: string }
  t.match(chartFile, { version, appVersion: version })
  t.match(chartFile.annotations['artifacthub.io/images'], `:${version}`)
})

t.test('Artifact Hub shows all kinds, and examples that exist', async t => {
  const shown = parse(chartFile.annotations['artifacthub.io/crds'] ?? '') as object[]
  t.strictSame(
    shown.map(({ kind, version, name }: { kind?: string; version?: string; name?: string }) => ({
      kind,
      version,
      name
    })),
    ['GatewayPool', 'GatewayHostnameRequest', 'DomainClaim', 'HostnameDenial'].map(name => {
      const kind = kinds.find(candidate => candidate.kind === name)
      if (kind === undefined) throw new Error(`there is no kind ${name}`)
      const { spec, metadata } = toCrd(kind)
      return { kind: name, version: spec.versions[0].name, name: metadata.name }
    })
  )
})

const helmDocs = await findProgram('helm-docs')

t.test('the README of the chart is that of helm-docs', { skip: helmDocs.skip }, async t => {
  const args = ['--chart-search-root', chart, '--dry-run', '--sort-values-order', 'file']
  const { status, stdout, stderr } = await runProgram(helmDocs.path, [...args, '--log-level=error'])
  t.equal(status, 0, stderr)
  t.equal(stdout.trim(), readChartFile('README.md').trim(), 'run `npm run generate:chart-readme`')
})
