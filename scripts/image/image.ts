import type { ChildProcess } from 'node:child_process'
import type { Settings } from './dockerfile.ts'

/** An image whose files can be looked at, and which can be started. */
export type Image = {
  /** What was done, in a few words. */
  how: string
  /** The folder that is `/` in it. */
  root: string
  settings: Settings
  /** Starts a command in it, as its user, on a file system that cannot be written. stdout is a pipe. */
  start: (command: readonly string[], env: Record<string, string>) => ChildProcess
}
