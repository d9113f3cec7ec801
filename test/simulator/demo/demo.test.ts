import t from 'tap'
import { projectFolder } from '../../../simulator/cluster/manifests.ts'
import { runDemo } from '../../../simulator/demo/demo.ts'
import { addMissing, readInput, shortenGrace } from '../../../simulator/demo/input/input.ts'
import type { Report } from '../../../simulator/demo/screen/report.ts'
import { createScreen } from '../../../simulator/demo/screen/screen.ts'
import { tempoOf } from '../../../simulator/demo/world/pace.ts'
import { createVirtualClock } from '../../../simulator/virtual-clock.ts'
import { finish, startHooksInProcess } from './in-process.ts'

t.test(
  'time is over: the table, each request that is not Ready, and the clean-up all the same',
  async t => {
    let said = ''
    const reports: Report[] = []
    const write = (text: string) => {
      said += text
    }
    const clock = createVirtualClock()
    const input = readInput([projectFolder('examples/03-first-request.yaml')])
    const demo = runDemo({
      args: {
        files: [],
        pace: 'fast',
        hostnames: 0,
        json: false,
        keep: false,
        log: false,
        verbose: false
      },
      input: addMissing(shortenGrace(input, 0)),
      // The polling of the hooks takes much longer than 3 s.
      tempo: { ...tempoOf('fast', 0), limitSeconds: 3 },
      screen: createScreen(write, false),
      clock,
      startHooks: startHooksInProcess,
      signal: new AbortController().signal,
      logFile: undefined,
      warn: () => undefined,
      since: clock.now(),
      publish: report => void reports.push(report)
    })
    const problems = await finish(clock, demo)
    const [timeout] = problems
    const request = problems.find(line => line.startsWith('shop/shop'))
    t.match(timeout, /^after 3 s still waiting for shop\/shop \(\w+\) to be Ready or refused$/)
    t.match(
      request,
      /^shop\/shop \(shop\.apps\.example\.com\): Ready was expected, but it ended with \w+: .+/
    )
    const row = /What became of the requests[\s\S]*│ shop +│ shop +│ shop\.apps\.example\.com/
    t.match(said, row)
    t.match(said, /And back to nothing[\s\S]*Left: \d certificates/)
    t.match(reports, [
      { ready: false, requests: [{ name: 'shop', ready: false, message: String }] }
    ])
  }
)
