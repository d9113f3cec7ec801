import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Document, parse, parseDocument, stringify } from 'yaml'
import { chartFolder } from '../generate-chart.ts'
import type { ReleaseNames } from './names.ts'

const run = promisify(execFile)

/**
 * Packages a copy of the chart that installs the version and the image of a release.
 * @param helm - the path of Helm
 * @param destination - the folder for the package; it is made if it does not exist
 * @returns the path of the package
 * @throws with what Helm says if it cannot package the chart
 */
export async function packageChart(
  helm: string,
  names: ReleaseNames,
  destination: string
): Promise<string> {
  const { version } = names
  const temporary = mkdtempSync(join(tmpdir(), 'chart-'))
  try {
    const source = fileURLToPath(chartFolder)
    const copy = join(temporary, basename(source))
    cpSync(source, copy, { recursive: true })
    writeNames(copy, names)
    const versions = ['--version', version, '--app-version', version]
    await run(helm, ['package', copy, ...versions, '--destination', destination])
    return join(destination, `${basename(source)}-${version}.tgz`)
  } finally {
    rmSync(temporary, { recursive: true })
  }
}

/**
 * Writes into a chart the image of a release, the address of its runbook pages, and how its README
 * says that it is installed.
 */
function writeNames(chart: string, { version, image, charts, runbooks }: ReleaseNames): void {
  edit(join(chart, 'values.yaml'), values => {
    values.setIn(['image', 'repository'], image)
    values.setIn(['prometheusRule', 'runbookURL'], runbooks)
  })
  edit(join(chart, 'Chart.yaml'), file => {
    const annotation = ['annotations', 'artifacthub.io/images']
    const images = parse(file.getIn(annotation) as string) as { name: string; image: string }[]
    for (const entry of images) entry.image = `${image}:${version}`
    file.setIn(annotation, stringify(images))
  })
  const readme = join(chart, 'README.md')
  const installed = `oci://${charts}/${basename(chart)} --version ${version}`
  writeFileSync(readme, readFileSync(readme, 'utf8').replaceAll(/(?<= )CHART(?= )/g, installed))
}

/** Changes a YAML file, and keeps its comments. */
function edit(path: string, change: (document: Document) => void): void {
  const document = parseDocument(readFileSync(path, 'utf8'))
  change(document as Document)
  writeFileSync(path, document.toString({ lineWidth: 0 }))
}

/**
 * Pushes a packaged chart to an OCI registry.
 * @param charts - the repository below which the chart is put, without `oci://`
 * @param options - more options of `helm push`, such as `--plain-http`
 * @returns the pushed chart by its digest, as cosign signs it
 * @throws with what Helm says if it cannot push the chart, or does not tell the digest
 */
export async function pushChart(
  helm: string,
  file: string,
  charts: string,
  options: readonly string[] = []
): Promise<string> {
  const { stdout, stderr } = await run(helm, ['push', file, `oci://${charts}`, ...options])
  const said = `${stdout}\n${stderr}`
  const pushed = /^Pushed: (\S+):[^:\s]+$/m.exec(said)?.[1]
  const digest = /^Digest: (sha256:[0-9a-f]{64})$/m.exec(said)?.[1]
  if (pushed === undefined || digest === undefined) throw new Error(`no digest from Helm: ${said}`)
  return `${pushed}@${digest}`
}
