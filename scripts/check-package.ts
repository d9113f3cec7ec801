import { execFileSync, spawn } from 'node:child_process'
import { globSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { refuseDevelopmentPackages } from './development-packages.ts'
import { tryService } from './try-service.ts'

/**
 * `node scripts/check-package.ts [22 24 …]`: packs the project, and installs the package in an
 * empty folder. Under each version of Node it prints an IAM policy, starts the service without the
 * right to write files, asks `/healthz`, and ends it with SIGTERM. It stops at the first error.
 * Needs the npm registry.
 */
const root = fileURLToPath(new URL('..', import.meta.url))
const versions = process.argv.length > 2 ? process.argv.slice(2) : ['22', '24']
/** Matches the package `node`, which this check installs, and the dependency of that package. */
const partOfNode = /^node_modules\/node(-bin-setup)?$/
const folder = mkdtempSync(join(tmpdir(), 'package-'))

try {
  run(root, 'npm', ['run', '-s', 'build'])
  run(root, 'npm', ['pack', '--silent', '--pack-destination', folder])
  const [tarball] = readdirSync(folder)
  if (tarball === undefined) throw new Error('npm pack made no package')
  for (const version of versions) await checkVersion(version, join(folder, tarball))
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function checkVersion(version: string, tarball: string): Promise<void> {
  const project = mkdtempSync(join(folder, `node-${version}-`))
  const manifest = { private: true, allowScripts: { node: true } }
  writeFileSync(join(project, 'package.json'), JSON.stringify(manifest))
  const quiet = ['--no-audit', '--no-fund', '--silent']
  run(project, 'npm', ['install', ...quiet, `node@${version}`, tarball])
  const installed = globSync(['node_modules/*', 'node_modules/@*/*'], { cwd: project })
  refuseDevelopmentPackages(installed.filter(path => !partOfNode.test(path)))
  const node = join(project, 'node_modules/node/bin/node')
  const cli = join(project, 'node_modules/.bin/gateway-orchestrator')
  const policy = run(project, node, [cli, 'iam-policy', '--zone', 'Z0EXAMPLEAPPS'])
  if (!policy.includes('hostedzone/Z0EXAMPLEAPPS')) throw new Error(`no policy: ${policy}`)
  const health = await tryService(start(project, node))
  const exactVersion = run(project, node, ['--version']).trim()
  process.stdout.write(
    `Node ${exactVersion}: the service answers /healthz with ${health} and ends on SIGTERM\n`
  )
}

/** Starts the installed command. With `--permission`, every attempt to write a file fails. */
function start(project: string, node: string) {
  const cli = join(project, 'node_modules/gateway-orchestrator/dist/hooks/cli.js')
  const env = {
    PATH: process.env.PATH,
    HOST: '127.0.0.1',
    PORT: '0',
    METRICS_PORT: '0',
    CLUSTER_ID: 'check',
    AWS_REGION: 'eu-central-1'
  }
  const args = ['--permission', '--allow-fs-read=*', cli, 'serve']
  return spawn(node, args, { cwd: project, env, stdio: ['ignore', 'pipe', 'inherit'] })
}

function run(cwd: string, command: string, args: readonly string[]): string {
  const stdio = ['ignore', 'pipe', 'inherit'] as const
  return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: [...stdio] })
}
