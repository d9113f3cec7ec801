import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { tryService } from './served.ts'

/**
 * `node scripts/check-package.ts [22 24 …]`: packs the project, installs the package in an empty folder,
 * and under each version of Node starts its command, asks `/healthz`, and ends it with SIGTERM.
 * Fails with the first thing that is not as it should be. Needs the npm registry.
 */
const root = fileURLToPath(new URL('..', import.meta.url))
const versions = process.argv.length > 2 ? process.argv.slice(2) : ['22', '24']
const folder = mkdtempSync(join(tmpdir(), 'package-'))

try {
  run(root, 'npm', ['run', '-s', 'build'])
  run(root, 'npm', ['pack', '--silent', '--pack-destination', folder])
  const [tarball] = readdirSync(folder)
  if (tarball === undefined) throw new Error('npm pack made no package')
  for (const version of versions) await tryUnder(version, join(folder, tarball))
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function tryUnder(version: string, tarball: string): Promise<void> {
  const place = mkdtempSync(join(folder, `node-${version}-`))
  writeFileSync(
    join(place, 'package.json'),
    JSON.stringify({ private: true, allowScripts: { node: true } })
  )
  run(place, 'npm', ['install', '--no-audit', '--no-fund', '--silent', `node@${version}`, tarball])
  refuseDevelopmentDependencies(place)
  const node = join(place, 'node_modules/node/bin/node')
  const command = join(place, 'node_modules/gateway-orchestrator/dist/hooks/cli.js')
  const env = {
    PATH: process.env.PATH,
    HOST: '127.0.0.1',
    PORT: '0',
    CLUSTER_ID: 'check',
    AWS_REGION: 'eu-central-1'
  }
  const child = spawn(node, [command, 'serve'], {
    cwd: place,
    env,
    stdio: ['ignore', 'pipe', 'inherit']
  })
  const health = await tryService(child)
  const is = run(place, node, ['--version']).trim()
  process.stdout.write(
    `Node ${is}: gateway-orchestrator serve answers /healthz with ${health}, and ends on SIGTERM\n`
  )
}

function refuseDevelopmentDependencies(place: string): void {
  const installed = readdirSync(join(place, 'node_modules'))
  const found = ['tap', 'typescript', '@biomejs', 'fast-check', 'yaml'].filter(name =>
    installed.includes(name)
  )
  if (found.length > 0)
    throw new Error(`the package brings development dependencies: ${found.join(', ')}`)
}

function run(cwd: string, command: string, args: readonly string[]): string {
  return execFileSync(command, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit']
  })
}
