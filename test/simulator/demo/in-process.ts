import { defined } from '../../../hooks/defined.ts'
import { createInProcessHooks } from '../../../simulator/cluster/in-process-hooks.ts'
import type { Terminal } from '../../../simulator/demo/board/live-region.ts'
import { runCommandLine } from '../../../simulator/demo/command-line.ts'
import { clusterID, type StartHooks } from '../../../simulator/demo/world/hooks-process.ts'
import { createVirtualClock, type VirtualClock } from '../../../simulator/virtual-clock.ts'

/** Starts the hooks in this process, so that a demo can run on virtual time. */
export const startHooksInProcess: StartHooks = async ({ clock, cloud, region, fence }) => {
  const { call } = createInProcessHooks({
    clock,
    cloud,
    cluster: clusterID,
    region,
    fenceTimes: fence
  })
  return {
    url: 'http://in.process',
    pid: process.pid,
    call,
    death: () => undefined,
    errors: () => '',
    stop: async () => undefined
  }
}

export type InProcessOptions = {
  clock?: VirtualClock
  startHooks?: StartHooks
  signal?: AbortSignal
  terminal?: Terminal
}

/** Runs `npm run demo -- ARGS…` in this process, on virtual time. */
export async function runInProcess(args: readonly string[], options: InProcessOptions = {}) {
  const { clock = createVirtualClock(), startHooks = startHooksInProcess } = options
  const { signal = new AbortController().signal, terminal } = options
  let stdout = ''
  let stderr = ''
  const status = await finish(
    clock,
    runCommandLine(args, {
      clock,
      signal,
      startHooks,
      writeOut: text => {
        stdout += text
      },
      writeError: text => {
        stderr += text
      },
      isColoured: false,
      ...defined({ terminal, columns: terminal?.columns, errorColumns: terminal?.columns })
    })
  )
  return { status, stdout, stderr }
}

/** Lets the virtual time pass until the work is done. */
export async function finish<T>(clock: VirtualClock, work: Promise<T>): Promise<T> {
  let isDone = false
  const done = () => {
    isDone = true
  }
  work.then(done, done)
  // The clock stops early while the work waits for a socket or a file: then no timer is left.
  while (!isDone) await clock.runUntil(() => isDone)
  return work
}
