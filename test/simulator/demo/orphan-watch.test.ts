import t from 'tap'
import { projectFolder } from '../../../simulator/cluster/manifests.ts'
import { isOrphaned, isStartedByNpm } from '../../../simulator/demo/orphan-watch.ts'
import { createVirtualClock } from '../../../simulator/virtual-clock.ts'
import { startProgram } from '../../helpers/processes.ts'

t.setTimeout(120_000)

t.test('who started the demo', async t => {
  t.equal(isStartedByNpm({ npm_lifecycle_event: 'demo' }), true)
  t.equal(isStartedByNpm({}), false, 'a person, who may leave it behind')
})

t.test('a process is orphaned when it has another parent than at first', async t => {
  const clock = createVirtualClock()
  let parent = 7
  let orphaned: boolean | undefined
  const { signal } = new AbortController()
  void isOrphaned({ clock, parentOf: () => parent, signal }).then(isGone => {
    orphaned = isGone
  })
  await clock.advance(10_000)
  t.equal(orphaned, undefined)
  parent = 1
  await clock.advance(1000)
  t.equal(orphaned, true)
})

t.test('the watch ends when it is told to', async t => {
  const controller = new AbortController()
  const watch = isOrphaned({
    clock: createVirtualClock(),
    parentOf: () => 7,
    signal: controller.signal
  })
  controller.abort()
  t.equal(await watch, false)
})

t.test(
  'npm is killed while the demo stays up: the demo ends, its hooks too, and says so',
  async t => {
    // The API server refuses this request, as expected. So nothing has to be awaited.
    const demo = startLikeNpm('--keep', '--fast', 'examples/08-invalid.yaml')
    t.teardown(() => demo.end('SIGKILL', 'group'))
    const pid = Number(await demo.until(/until Ctrl-C or kill (\d+)/))
    const hooks = Number(/pid (\d+)/.exec(demo.output())?.[1])
    t.ok(isRunning(pid) && isRunning(hooks), 'both run')
    t.match(await demo.end('SIGKILL', 'program'), /everything is stopped/)
    t.notOk(isRunning(hooks))
  }
)

/** Starts the demo as npm does: as the child of another process. */
function startLikeNpm(...args: readonly string[]) {
  const script =
    "require('child_process').spawn(process.execPath, process.argv.slice(1), { stdio: 'inherit' })"
  const main = projectFolder('simulator/demo/main.ts')
  const env = { ...process.env, npm_lifecycle_event: 'demo' }
  return startProgram(process.execPath, ['-e', script, main, ...args], { env })
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    if ((error as { code?: string }).code === 'ESRCH') return false
    throw error
  }
}
