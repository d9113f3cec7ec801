import { type Arguments, readArguments, UsageError, usage } from './arguments.ts'
import { runEngine } from './engine/run.ts'
import { type Figures, judge } from './goals.ts'
import { runHTTP } from './http/run.ts'
import { thisMachine } from './machine.ts'
import { toMarkdown } from './markdown.ts'
import { measureMetrics } from './metrics/overhead.ts'
import { measurePool } from './pool/measure-pool.ts'
import { captureSteadyState } from './steady/capture.ts'

const rounds = { pairs: 5, seconds: 0.8, connections: 8 }
const poolSizes = [100, 1000, 5000]
const poolRounds = 9

/** Runs the benchmark. @returns the exit status, which is 0 even if goals are missed */
async function main(args: readonly string[]): Promise<number> {
  try {
    const options = readArguments(args)
    if (options.help) process.stdout.write(usage)
    else await run(options)
    return 0
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    process.stderr.write(`${error.message}\n\n${usage}`)
    return 2
  }
}

async function run(options: Arguments): Promise<void> {
  const figures = await measure(options)
  const goals = judge(figures)
  const machine = thisMachine()
  const text = options.json
    ? JSON.stringify({ machine, goals, ...figures }, undefined, 2)
    : toMarkdown(machine, figures, goals)
  process.stdout.write(`${text}\n`)
}

async function measure(options: Arguments): Promise<Figures> {
  const { parts } = options
  const figures: Figures = {}
  if (parts.some(part => part !== 'engine')) {
    say('bring one Gateway to its steady state')
    const capture = await captureSteadyState(Date.now())
    if (parts.includes('hooks')) figures.http = await runHTTP(capture, rounds, say)
    if (parts.includes('pool')) {
      figures.pool = poolSizes.map(size => {
        say(`pool sync of ${size} hostnames`)
        return measurePool(capture, size, poolRounds)
      })
    }
    if (parts.includes('metrics')) figures.metrics = await measureMetrics(capture, say)
  }
  if (parts.includes('engine')) figures.engine = await runEngine({ ...options, say })
  return figures
}

/** Writes progress to stderr, because stdout has the figures only. */
function say(line: string): void {
  process.stderr.write(`${process.uptime().toFixed(0).padStart(4)} s  ${line}\n`)
}

process.exitCode = await main(process.argv.slice(2))
