import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { root } from '../docs/files.ts'

/** A step of a job: it runs either an action or a script. */
export type Step = { uses?: string; run?: string; with?: Readonly<Record<string, unknown>> }

export type Job = {
  uses?: string
  needs?: string | string[]
  permissions?: Readonly<Record<string, string>>
  steps?: Step[]
}

export type Workflow = {
  permissions?: Readonly<Record<string, string>>
  jobs: Readonly<Record<string, Job>>
}

/** The workflows of this repository: their names, texts and contents. */
export const workflows = ['ci', 'release'].map(name => {
  const text = readFileSync(new URL(`.github/workflows/${name}.yaml`, root), 'utf8')
  return { name, text, workflow: parse(text) as Workflow }
})

/** The contents of one workflow. */
export function workflowOf(name: 'ci' | 'release'): Workflow {
  const found = workflows.find(workflow => workflow.name === name)
  if (found === undefined) throw new Error(`no workflow ${name}`)
  return found.workflow
}

/** All steps of a workflow. */
export function stepsOf({ jobs }: Workflow): Step[] {
  return Object.values(jobs).flatMap(({ steps = [] }) => steps)
}

/** The npm scripts that a script runs. */
export function npmScriptsIn(script: string): string[] {
  return [...script.matchAll(/\bnpm run (?:-s )?([\w:-]+)/g)].map(([, name = '']) => name)
}

/** The files of this repository that a script names: those that Bash or Node are to run. */
export function filesIn(script: string): string[] {
  return [...script.matchAll(/\b(?:bash|node|npx node) ([\w./-]+)/g)].map(([, file = '']) => file)
}
