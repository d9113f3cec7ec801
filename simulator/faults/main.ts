import { messageOf } from '../engine/errors.ts'
import { runJobs } from './jobs.ts'
import { readOptions, usage, wantsHelp } from './options.ts'
import { describeTotals, runSeeds } from './run-seeds.ts'
import { sabotages } from './sabotages/index.ts'

/** `npm run faults`: runs random schedules of deeds and faults, and checks invariants in each. */
async function main(): Promise<number> {
  const args = process.argv.slice(2)
  if (wantsHelp(args)) {
    process.stdout.write(usage)
    return 0
  }
  const options = readOptions(args)
  const sabotage = options.sabotage === undefined ? undefined : sabotages[options.sabotage]
  if (options.sabotage !== undefined && sabotage === undefined) {
    const known = Object.keys(sabotages).join(', ')
    throw new Error(`no sabotage ${options.sabotage}; the names are ${known}`)
  }
  const say = (line: string) => process.stdout.write(`${line}\n`)
  const now = () => performance.now()
  const totals = await (options.jobs > 1
    ? runJobs(options)
    : runSeeds(options, sabotage, { say, now }))
  // A child process of `runJobs` reports its totals to its parent, which writes the last line.
  if (process.send === undefined) say(describeTotals(totals, now()))
  else process.send(totals)
  return totals.violations === 0 ? 0 : 1
}

try {
  process.exitCode = await main()
} catch (error) {
  process.stderr.write(`${messageOf(error)}; npm run faults -- --help lists the options\n`)
  process.exitCode = 2
}
