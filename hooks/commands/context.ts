import type { Readable } from 'node:stream'
import type { Output } from './terminal/screen.ts'

/** What a command gets of its process. */
export type CommandContext = {
  process: {
    stdout: Output
    stderr: Output
    stdin: Readable & { isTTY?: boolean }
    env: Readonly<Record<string, string | undefined>>
  }
}
