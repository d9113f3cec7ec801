import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { FaultOptions } from './options.ts'
import type { Totals } from './run-seeds.ts'

const program = fileURLToPath(new URL('./main.ts', import.meta.url))

/**
 * Runs the seeds in several processes, which take the seeds in turn. Two runs at the same time
 * cannot share a process, because a run needs an event loop of its own. The first violation ends
 * all processes.
 * @throws if a process ends without a report of its totals, unless a signal killed it
 */
export async function runJobs(options: FaultOptions): Promise<Totals> {
  const children: ChildProcess[] = []
  const shares = Array.from({ length: options.jobs }, (_, index) => {
    const child = fork(program, argumentsOf(options, index))
    children.push(child)
    return totalsOf(child, () => {
      for (const other of children) if (other !== child) other.kill()
    })
  })
  const all = await Promise.all(shares)
  const sum = (field: keyof Totals) => all.reduce((total, share) => total + share[field], 0)
  return {
    schedules: sum('schedules'),
    steps: sum('steps'),
    syncs: sum('syncs'),
    faults: sum('faults'),
    violations: sum('violations')
  }
}

/** The command line of one of the processes. */
function argumentsOf(options: FaultOptions, index: number): string[] {
  const { from, seeds, seconds, jobs, sabotage, verbose, shrink } = options
  const share = Math.max(0, Math.ceil((seeds - index) / jobs))
  return [
    `--from=${from + index}`,
    `--step=${jobs}`,
    ...(Number.isFinite(seeds) ? [`--seeds=${share}`] : []),
    ...(Number.isFinite(seconds) ? [`--seconds=${seconds}`] : []),
    ...(sabotage === undefined ? [] : [`--sabotage=${sabotage}`]),
    ...(verbose ? ['--verbose'] : []),
    ...(shrink ? [] : ['--no-shrink'])
  ]
}

const noTotals: Totals = { schedules: 0, steps: 0, syncs: 0, faults: 0, violations: 0 }

/** Resolves with the totals that a process reports. If it was killed before, these are zeros. */
function totalsOf(child: ChildProcess, endOthers: () => void): Promise<Totals> {
  return new Promise((resolve, reject) => {
    let totals: Totals | undefined
    child.on('message', message => {
      totals = message as Totals
      if (totals.violations > 0) endOthers()
      child.disconnect()
    })
    child.on('error', reject)
    child.on('exit', (code, signal) => {
      if (totals !== undefined || signal !== null) resolve(totals ?? noTotals)
      else reject(new Error(`a process ended with status ${code}`))
    })
  })
}
