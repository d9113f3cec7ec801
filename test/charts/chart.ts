import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseAllDocuments } from 'yaml'
import { chartFolder } from '../../scripts/generate-chart.ts'
import { findBuiltTool } from '../e2e/tools/find-tool.ts'
import type { ToolName } from '../e2e/tools/tools.ts'

/** A Kubernetes object of the chart or of metacontroller/. */
export type Manifest = {
  apiVersion: string
  kind: string
  metadata: {
    name: string
    namespace?: string
    labels?: Record<string, string>
    annotations?: Record<string, string>
  }
  [field: string]: unknown
}

/** The path of the chart. */
export const chart = fileURLToPath(chartFolder)
/** The sets of values in the folder `ci` of the chart, by their names there. */
export const valueSets = ['least', 'all', 'without-token'] as const
/** The versions of Helm with which the chart is tested. */
export const helmVersions = ['helm-3', 'helm-4'] as const
/** The version of Kubernetes for which Helm renders. The charts' `kubeVersion` is checked by it. */
const kubeVersion = ['--kube-version', '1.36.0']

/** The path of a tool; or, for tap's `skip`, why it is missing. */
export async function findProgram(
  name: ToolName
): Promise<{ path: string; skip: false } | { path: ''; skip: string }> {
  const found = await findBuiltTool(name)
  return 'missing' in found ? { path: '', skip: found.missing } : { path: found.path, skip: false }
}

/** The arguments that give a set of values to Helm. */
export function valuesOf(set: (typeof valueSets)[number]): string[] {
  return ['--values', `${chart}ci/${set}-values.yaml`]
}

/** What a program printed, and its exit status. */
export type Outcome = { status: number | string; stdout: string; stderr: string }

/** Runs a program to its end, with `input` as standard input. */
export function runProgram(path: string, args: string[], input = ''): Promise<Outcome> {
  return new Promise(resolve => {
    const options = { maxBuffer: 64 * 1024 ** 2 }
    const child = execFile(path, args, options, (error, stdout, stderr) => {
      resolve({ status: error?.code ?? 0, stdout, stderr })
    })
    // A program may end without reading its input.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(input)
  })
}

/** Renders the chart, as the release and in the namespace `gateway-orchestrator`. */
export function template(helm: string, args: string[]): Promise<Outcome> {
  const release = ['gateway-orchestrator', chart, '--namespace', 'gateway-orchestrator']
  return runProgram(helm, ['template', ...release, ...kubeVersion, ...args])
}

/** The objects that the chart renders. @throws with what Helm says if it does not render */
export async function render(helm: string, args: string[]): Promise<Manifest[]> {
  const { status, stdout, stderr } = await template(helm, args)
  if (status !== 0) throw new Error(stderr)
  return parseManifests(stdout)
}

/** Lints the chart. */
export function lint(helm: string, args: string[]): Promise<Outcome> {
  return runProgram(helm, ['lint', '--strict', ...kubeVersion, chart, ...args])
}

/** The objects of a text with YAML documents. @throws on YAML that is not well-formed */
export function parseManifests(text: string): Manifest[] {
  return parseAllDocuments(text).flatMap(document => {
    if (document.errors[0] !== undefined) throw document.errors[0]
    return document.contents === null ? [] : [document.toJS() as Manifest]
  })
}

/** The text of a file of the chart. */
export function readChartFile(path: string): string {
  return readFileSync(new URL(path, chartFolder), 'utf8')
}
