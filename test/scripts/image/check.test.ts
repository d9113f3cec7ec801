import { spawn } from 'node:child_process'
import { join } from 'node:path'
import t from 'tap'
import { checkImage, problemsOf } from '../../../scripts/image/check.ts'
import type { Image } from '../../../scripts/image/image.ts'

const lock = {
  packages: {
    '': {},
    'node_modules/a': {},
    'node_modules/b': { dev: true },
    'node_modules/c': { optional: true }
  }
}

t.test('what is installed is what runs, no less and no more', async t => {
  t.strictSame(problemsOf(['node_modules/a'], lock), [])
  t.strictSame(problemsOf(['node_modules/a', 'node_modules/c'], lock), [])
  t.strictSame(problemsOf(['node_modules/b'], lock), [
    'node_modules/b is not needed to run',
    'node_modules/a is missing'
  ])
})

/** An image in a folder, started as we are, with these things other than they should be. */
function anImage(root: string, settings: Partial<Image['settings']> = {}): Image {
  return {
    how: 'made up',
    root,
    settings: { user: '65532', workdir: 'app', env: {}, command: [], healthcheck: [], ...settings },
    start: ([program = '', ...args]) =>
      spawn(program, args, { cwd: join(root, 'app'), stdio: ['ignore', 'pipe', 'ignore'] })
  }
}

t.test('an image that should not pass', async t => {
  for (const user of ['root', '0', '0:0', 'node', '65532:0'])
    await t.rejects(
      checkImage(anImage(t.testdirName, { user }), lock),
      /its user is/,
      `user ${user}`
    )
  const packed = t.testdir({ app: { node_modules: { '.bin': {}, a: {}, b: {} } } })
  await t.rejects(
    checkImage(anImage(packed), lock),
    /node_modules\/b is not needed to run/,
    'a development dependency'
  )
  const writable = t.testdir({ app: { node_modules: { a: {} } } })
  await t.rejects(
    checkImage(anImage(writable), lock),
    /it could write, or was root/,
    'a file system that can be written'
  )
})
