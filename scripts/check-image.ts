import { spawnSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { refuseDevelopmentPackages } from './development-packages.ts'

/**
 * `npm run check-image [-- --build-arg BASE=IMAGE]`: builds the image with docker or podman, starts
 * it on a read-only file system, and checks that it is healthy, does not run as root, holds no
 * package for development, and ends with status 0 on SIGTERM. Without docker and podman it checks
 * nothing; `test/dockerfile.test.ts` and `check-package` check most of this without them.
 */
const project = fileURLToPath(new URL('..', import.meta.url))
const tag = 'gateway-orchestrator:check-image'
const healthySeconds = 30
const engine = ['docker', 'podman'].find(name => spawnSync(name, ['info']).status === 0)

if (engine === undefined) process.stdout.write('skipped: needs docker or podman\n')
else await checkImage(engine, process.argv.slice(2))

async function checkImage(engine: string, buildOptions: readonly string[]): Promise<void> {
  run(engine, ['build', '--tag', tag, ...buildOptions, project])
  const variables = [
    '--env=CLUSTER_ID=check',
    '--env=AWS_REGION=eu-central-1',
    '--env=ALLOW_UNAUTHENTICATED=true'
  ]
  const policy = run(engine, [
    'run',
    '--rm',
    '--read-only',
    tag,
    'iam-policy',
    '--zone',
    'Z0EXAMPLE'
  ])
  if (!policy.includes('hostedzone/Z0EXAMPLE')) throw new Error(`no policy: ${policy}`)
  const container = run(engine, ['run', '--detach', '--read-only', ...variables, tag])
  try {
    await waitUntilHealthy(engine, container)
    const user = run(engine, ['exec', container, 'id', '-u'])
    if (user === '0') throw new Error('the container runs as root')
    const list = 'ls -d node_modules/* node_modules/@*/*'
    const installed = run(engine, ['exec', container, 'sh', '-c', list]).split('\n')
    refuseDevelopmentPackages(installed)
    run(engine, ['stop', container])
    const status = run(engine, ['inspect', '--format={{.State.ExitCode}}', container])
    if (status !== '0') throw new Error(`after SIGTERM the container ended with status ${status}`)
    process.stdout.write(`healthy as user ${user}, ended with status 0 on SIGTERM\n`)
  } finally {
    run(engine, ['rm', '--force', container])
  }
}

/** Runs the health check of the image. Podman runs it by itself only on machines with systemd. */
async function waitUntilHealthy(engine: string, container: string): Promise<void> {
  const [{ Config }] = JSON.parse(run(engine, ['inspect', container])) as [Inspected]
  // The first word is CMD: the command that follows runs without a shell.
  const [, ...command] = Config.Healthcheck.Test
  for (let second = 0; second < healthySeconds; second++) {
    if (spawnSync(engine, ['exec', container, ...command]).status === 0) return
    await sleep(1000)
  }
  throw new Error(`not healthy after ${healthySeconds} s: ${run(engine, ['logs', container])}`)
}

type Inspected = { Config: { Healthcheck: { Test: readonly string[] } } }

/** Runs a command. @returns its stdout @throws with its stderr when it fails */
function run(engine: string, args: readonly string[]): string {
  // Podman drops HEALTHCHECK unless the image has Docker's format.
  const env = { ...process.env, BUILDAH_FORMAT: 'docker' }
  const { status, stdout, stderr } = spawnSync(engine, args, { encoding: 'utf8', env })
  if (status !== 0) throw new Error(`${engine} ${args.join(' ')}: ${stderr}`)
  return stdout.trim()
}
