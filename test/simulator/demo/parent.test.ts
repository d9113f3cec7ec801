import { spawn } from 'node:child_process'
import { once } from 'node:events'
import t from 'tap'
import { projectFolder } from '../../../simulator/cluster/manifests.ts'
import { isOrphaned, isStartedByNpm } from '../../../simulator/demo/parent.ts'
import { createVirtualClock } from '../../../simulator/virtual-clock.ts'

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
  void isOrphaned({ clock, parentOf: () => parent, signal }).then(is => {
    orphaned = is
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
    const { parent, output, until } = startUnderParent(
      '--keep',
      '--fast',
      'examples/03-first-request.yaml'
    )
    await until(/until Ctrl-C or kill (\d+)/)
    const pid = Number(/kill (\d+)/.exec(output())?.[1])
    const hooks = Number(/pid (\d+)/.exec(output())?.[1])
    t.ok(isRunning(pid) && isRunning(hooks), 'both run')
    parent.kill('SIGKILL')
    await once(parent, 'close')
    t.match(output(), /everything is stopped/)
    t.notOk(isRunning(hooks))
  }
)

/** The demo as npm starts it: below another process, whose end no signal tells of. */
function startUnderParent(...args: readonly string[]) {
  const script =
    "require('child_process').spawn(process.execPath, process.argv.slice(1), { stdio: 'inherit' })"
  const parent = spawn(
    process.execPath,
    ['-e', script, projectFolder('simulator/demo/main.ts'), ...args],
    {
      cwd: projectFolder('.'),
      env: { ...process.env, npm_lifecycle_event: 'demo' },
      stdio: ['ignore', 'pipe', 'inherit']
    }
  )
  const ended = once(parent.stdout, 'end')
  let text = ''
  parent.stdout.on('data', chunk => {
    text += String(chunk)
  })
  const until = async (pattern: RegExp) => {
    while (!pattern.test(text)) {
      if (parent.stdout.readableEnded) throw new Error(`the demo has ended:\n${text}`)
      await Promise.race([once(parent.stdout, 'data'), ended])
    }
  }
  return { parent, output: () => text, until }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    if ((error as { code?: string }).code === 'ESRCH') return false
    throw error
  }
}
