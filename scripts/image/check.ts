import { once } from 'node:events'
import { lstatSync, readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { tryService } from '../served.ts'
import type { Image } from './image.ts'

/** The part of package-lock.json that says what is for development only. */
export type Lock = { packages: Record<string, { dev?: boolean; optional?: boolean }> }

/** What an image must be told to start, on a port that is free. */
const least = { CLUSTER_ID: 'check', AWS_REGION: 'eu-central-1', AWS_EC2_METADATA_DISABLED: 'true' }
const listen = { ...least, HOST: '127.0.0.1', PORT: '0' }

/** Ends with `refused` as it should be, by whatever the file system says to it. */
const refused = 3
const triesToWrite = `
  if (process.getuid() === 0) process.exit(1)
  try { require('node:fs').writeFileSync('written', '') } catch { process.exit(${refused}) }`

/**
 * Checks that an image runs as somebody else than root on a file system that it cannot write, is healthy, by its own
 * health check too, ends with status 0 on SIGTERM, and holds what it needs to run and nothing for development.
 * @returns what was found, a line each
 * @throws on the first thing that is not as it should be
 */
export async function checkImage(image: Image, lock: Lock): Promise<string[]> {
  const { user, command, healthcheck, workdir } = image.settings
  if (!/^[1-9]\d*(?::[1-9]\d*)?$/.test(user))
    throw new Error(`its user is ${user}: not the number of somebody else`)
  const app = join(image.root, workdir)
  const packages = packagesIn(app)
  const problems = problemsOf(packages, lock)
  if (problems.length > 0) throw new Error(problems.join('\n'))
  const probe = await statusOf(image, ['node', '-e', triesToWrite], {})
  if (probe !== refused) throw new Error(`it could write, or was root: status ${probe}`)
  await expectStatus(image, healthcheck, { PORT: '1' }, 1)
  const before = filesIn(app)
  const health = await tryService(image.start(command, listen), address =>
    expectStatus(image, healthcheck, { PORT: new URL(address).port }, 0)
  )
  const written = filesIn(app).filter(path => !before.includes(path))
  if (written.length > 0) throw new Error(`it wrote ${written.join(', ')}`)
  return [
    `${image.how}: as user ${user}, on a file system that it cannot write, /healthz answers ${health}`,
    'its health check tells up from down; on SIGTERM it ends with status 0',
    `${packages.length} packages, none for development; ${megabytes(app)} MB of ours`
  ]
}

/** Packages that should not be there, and those that should and are not, in words. */
export function problemsOf(installed: readonly string[], { packages }: Lock): string[] {
  const needed = Object.keys(packages).filter(path => path !== '' && packages[path]?.dev !== true)
  const surplus = installed.filter(path => !needed.includes(path))
  const missing = needed.filter(
    path => packages[path]?.optional !== true && !installed.includes(path)
  )
  return [
    ...surplus.map(path => `${path} is not needed to run`),
    ...missing.map(path => `${path} is missing`)
  ]
}

/** The packages installed in a folder, as package-lock.json calls them. */
function packagesIn(folder: string, path = 'node_modules'): string[] {
  return namesIn(join(folder, path))
    .filter(name => !name.startsWith('.'))
    .flatMap(name => {
      const inner = `${path}/${name}`
      if (name.startsWith('@')) return packagesIn(folder, inner)
      return [
        inner,
        ...(namesIn(join(folder, inner)).includes('node_modules')
          ? packagesIn(folder, `${inner}/node_modules`)
          : [])
      ]
    })
}

function namesIn(folder: string): string[] {
  return readdirSync(folder)
}

async function expectStatus(
  image: Image,
  command: readonly string[],
  env: Record<string, string>,
  expected: number
) {
  const status = await statusOf(image, command, env)
  if (status !== expected) throw new Error(`its health check ended with ${status}, not ${expected}`)
}

async function statusOf(
  image: Image,
  command: readonly string[],
  env: Record<string, string>
): Promise<unknown> {
  const [status] = await once(image.start(command, env), 'exit')
  return status
}

function filesIn(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter(entry => !entry.isDirectory())
    .map(entry => relative(folder, join(entry.parentPath, entry.name)))
}

function megabytes(folder: string): string {
  const bytes = filesIn(folder).reduce((sum, path) => sum + lstatSync(join(folder, path)).size, 0)
  return (bytes / 1e6).toFixed(1)
}
