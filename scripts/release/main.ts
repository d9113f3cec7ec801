// The parts of a release that .github/workflows/release.yaml runs:
//
//   npm run -s release -- names TAG OWNER/NAME         version, image and so on, as `name=value`
//   npm run -s release -- notes TAG                    the section of CHANGELOG.md
//   npm run -s release -- chart TAG OWNER/NAME FOLDER  packages the chart into a folder
//   npm run -s release -- push FILE REPOSITORY         pushes it; prints it with its digest
//   npm run -s release -- krew TAG OWNER/NAME FILE     the manifest of krew for an archive
//
// HELM_BIN is the path of Helm, `helm` by default.
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { chartFolder } from '../generate-chart.ts'
import { packageChart, pushChart } from './chart.ts'
import { krewYAML } from './krew.ts'
import { releaseNames } from './names.ts'
import { releaseNotes } from './notes.ts'

const root = new URL('../../', import.meta.url)
const helm = process.env.HELM_BIN || 'helm'

/** Each command with the number of its arguments, and what it prints. */
const commands = {
  names: [
    2,
    async ([tag = '', repository = '']) => {
      // The packaged chart has the address of the runbooks; the workflow does not need it.
      const { runbooks: _, ...names } = namesOf(tag, repository)
      return listOf(names)
    }
  ],
  notes: [1, async ([tag = '']) => releaseNotes(read('CHANGELOG.md'), tag)],
  chart: [
    3,
    ([tag = '', repository = '', to = '']) => packageChart(helm, namesOf(tag, repository), to)
  ],
  krew: [
    3,
    async ([tag = '', repository = '', file = '']) => krewYAML(tag, repository, readFileSync(file))
  ],
  push: [2, ([file = '', charts = '']) => pushChart(helm, file, charts)]
} satisfies Record<string, [number, (words: string[]) => Promise<string>]>

const [name = '', ...words] = process.argv.slice(2)
const command = Object.entries(commands).find(([known]) => known === name)?.[1]
if (command?.[0] !== words.length) {
  console.error(`${name} with ${words.length} words is none of: ${Object.keys(commands)}`)
  process.exit(2)
}
try {
  console.log(await command[1](words))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}

function namesOf(tag: string, repository: string) {
  const { version: packageVersion } = JSON.parse(read('package.json')) as { version: string }
  const file = readFileSync(new URL('Chart.yaml', chartFolder), 'utf8')
  const { version: chartVersion } = parse(file) as { version: string }
  return releaseNames(tag, repository, { packageVersion, chartVersion })
}

function listOf(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n')
}

function read(path: string): string {
  return readFileSync(new URL(path, root), 'utf8')
}
