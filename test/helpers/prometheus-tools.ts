import { spawnSync } from 'node:child_process'

/** What a program answered. */
export type Ran = { status: number | null; output: string }

/** Why tests that need a program are skipped; `false` if the program is there. */
export function missing(program: 'promtool' | 'prometheus'): string | false {
  const { error } = spawnSync(program, ['--version'])
  return error === undefined ? false : `no ${program} on the PATH`
}

/** Runs promtool with this input. */
export function promtool(args: readonly string[], input = ''): Ran {
  const { status, stdout, stderr } = spawnSync('promtool', args, { input, encoding: 'utf8' })
  return { status, output: stdout + stderr }
}
