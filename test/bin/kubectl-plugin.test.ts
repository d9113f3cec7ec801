import { spawnSync } from 'node:child_process'
import { cpSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'

const binFolder = fileURLToPath(new URL('../../bin', import.meta.url))
const programs = ['kubectl-hostname', 'kubectl_complete-hostname']

/** A Node that only says its version, and what it would run. */
const nodeOf = (version: string, mark: string) =>
  `#!/bin/sh\n[ "$1" = --version ] && { echo ${version}; exit; }\necho ${mark} "$@"\n`

type Folders = { found?: string; installed?: string; isRelease?: boolean }

/** Runs each program of the folder, in a checkout or an archive, with these versions of Node. */
function runAll(t: Test, { found, installed, isRelease = false }: Folders) {
  const script = { 'kubectl-hostname.ts': '', 'kubectl-complete-hostname.ts': '' }
  const root = t.testdir({
    path: found === undefined ? {} : { node: nodeOf(found, 'of PATH') },
    ...(isRelease ? {} : { hooks: script }),
    ...(installed && { node_modules: { '.bin': { node: nodeOf(installed, 'installed') } } })
  })
  cpSync(binFolder, join(root, 'bin'), { recursive: true })
  for (const tool of ['readlink', 'dirname']) {
    const path = spawnSync('sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).stdout.trim()
    symlinkSync(path, join(root, 'path', tool))
  }
  spawnSync('chmod', ['-R', '+x', root])
  return programs.map(name => {
    const env = { PATH: join(root, 'path') }
    const run = spawnSync(join(root, 'bin', name), ['get', 'a b'], { env, encoding: 'utf8' })
    return { name, status: run.status, out: run.stdout, err: run.stderr }
  })
}

for (const found of ['v20.20.2', 'v22.17.1', undefined])
  t.test(`Node ${found} on the PATH is too old, and a sentence says so`, async t => {
    for (const { name, status, out, err } of runAll(t, { ...(found && { found }) })) {
      t.equal(status, 1, name)
      t.equal(out, '')
      const advice = 'run `npm ci` in the checkout'
      t.equal(err, `kubectl hostname needs Node 22.18 or newer; ${advice}\n`)
    }
  })

t.test('an archive has no checkout to run npm in', async t => {
  for (const { status, err } of runAll(t, { found: 'v20.0.0', isRelease: true })) {
    t.equal(status, 1)
    t.match(err, /needs Node 22\.18 or newer; install it/)
  }
})

for (const found of ['v22.18.0', 'v22.20.1', 'v24.1.0', 'v26.0.0'])
  t.test(`Node ${found} on the PATH runs it`, async t => {
    for (const { status, out } of runAll(t, { found })) {
      t.equal(status, 0)
      t.match(out, /^of PATH .*\/hooks\/kubectl-\S+\.ts get a b$/m)
    }
    for (const { out } of runAll(t, { found, isRelease: true }))
      t.match(out, /^of PATH .*\/dist\/hooks\/kubectl-\S+\.js get a b$/m)
  })

t.test('the Node that npm has installed comes before the one on the PATH', async t => {
  for (const { status, out } of runAll(t, { found: 'v20.20.2', installed: 'v24.11.1' })) {
    t.equal(status, 0)
    t.match(out, /^installed .*\/hooks\//)
  }
})
