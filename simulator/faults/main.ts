import { runJobs } from './jobs.ts'
import { readOptions, usage, wantsHelp } from './options.ts'
import { describeTotals, runSeeds } from './run-seeds.ts'
import { sabotages } from './sabotages/index.ts'

/** `npm run faults`: schedules of deeds and faults that nobody would think of, and what must hold in all of them. */
async function main(): Promise<number> {
  const args = process.argv.slice(2)
  if (wantsHelp(args)) {
    process.stdout.write(usage)
    return 0
  }
  const options = readOptions(args)
  const sabotage = options.sabotage === undefined ? undefined : sabotages[options.sabotage]
  if (options.sabotage !== undefined && sabotage === undefined)
    throw new Error(
      `no sabotage ${options.sabotage}; there are ${Object.keys(sabotages).join(', ')}`
    )
  const say = (line: string) => process.stdout.write(`${line}\n`)
  const now = () => performance.now()
  const totals = await (options.jobs > 1
    ? runJobs(options)
    : runSeeds(options, sabotage, { say, now }))
  // one of several processes tells the one that began it; alone it has the last word
  if (process.send === undefined) say(describeTotals(totals, now()))
  else process.send(totals)
  return totals.violations === 0 ? 0 : 1
}

try {
  process.exitCode = await main()
} catch (error) {
  const message = error instanceof Error ? error.message : String(error)
  process.stderr.write(`${message}; npm run faults -- --help shows what there is\n`)
  process.exitCode = 2
}
