import type { Readable } from 'node:stream'

/** Where a command writes to. */
export type Output = { write: (text: string) => void }

/** What a command gets of its process. */
export type CommandContext = {
  process: {
    stdout: Output
    stderr: Output
    stdin: Readable & { isTTY?: boolean }
    env: Readonly<Record<string, string | undefined>>
  }
}
