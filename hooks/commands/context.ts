import type { Readable } from 'node:stream'
import type { CleanOutput } from './terminal/clean-output.ts'

/** What a command gets of its process. */
export type CommandContext = {
  process: {
    stdout: CleanOutput
    stderr: CleanOutput
    stdin: Readable & { isTTY?: boolean }
    env: Readonly<Record<string, string | undefined>>
  }
}
