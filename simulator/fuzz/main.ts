import { parseArgs } from 'node:util'
import { messageOf } from '../engine/errors.ts'
import { type FuzzOptions, fuzz, mostGrowthMiB } from './run.ts'

const usage = `npm run fuzz -- [--seconds T] [--requests N] [--from S]

Captures the requests that Metacontroller sends while the examples live and go, changes one place of
each at random, and sends them to the hooks. No answer may be a 5xx, lose a child that exists, or
have a form that Metacontroller refuses, and the memory must come back.

  --seconds T   sends no further request after T seconds
  --requests N  how many requests (20000; no limit with --seconds)
  --from S      the first seed (1); each seed makes one request
  --help        shows this text

Exit status: 0 nothing was found, 1 something was found, 2 wrong arguments.
`

function readOptions(args: readonly string[]): FuzzOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seconds: { type: 'string' },
      requests: { type: 'string' },
      from: { type: 'string', default: '1' }
    }
  })
  const { seconds, requests = seconds === undefined ? '20000' : undefined, from } = values
  return {
    from: wholeNumber('--from', from),
    requests: requests === undefined ? Infinity : wholeNumber('--requests', requests),
    seconds: seconds === undefined ? Infinity : wholeNumber('--seconds', seconds)
  }
}

function wholeNumber(flag: string, text: string): number {
  const number = /^\d{1,9}$/.test(text) ? Number(text) : 0
  if (number >= 1) return number
  throw new Error(`${flag} must be a whole number from 1 on, not ${text}`)
}

/** `npm run fuzz`: sends changed requests to the hooks. */
async function main(args: readonly string[]): Promise<number> {
  const say = (line: string) => process.stdout.write(`${line}\n`)
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(usage)
    return 0
  }
  const { requests, statuses, findings, growthMiB } = await fuzz(readOptions(args), say)
  const answers = [...statuses].sort().map(([status, count]) => `${count} × ${status}`)
  const growth = Math.max(0, growthMiB)
  say(
    `${requests} changed requests: ${answers.join(', ')}; ${findings} findings; memory grew by ` +
      `${growth.toFixed(0)} MiB`
  )
  return findings === 0 && growth <= mostGrowthMiB ? 0 : 1
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`${messageOf(error)}; npm run fuzz -- --help lists the options\n`)
  process.exitCode = 2
}
