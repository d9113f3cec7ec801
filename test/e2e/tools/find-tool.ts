import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { accessSync, constants, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { projectFolder } from '../../../simulator/cluster/manifests.ts'
import { type Tool, type ToolName, tools } from './tools.ts'

const run = promisify(execFile)

/** The path of a program, or why there is none, for tap's `skip`. */
export type FoundTool = { path: string } | { missing: string }

/** The longest build, in milliseconds: Helm 4 takes seven minutes on two cores. */
const buildLimitMs = 20 * 60_000

/**
 * Finds a tool:
 *
 * 1. `KUBEBUILDER_ASSETS`: the folder that other Kubernetes projects take etcd and kube-apiserver
 *    from. A program that is not in the folder is looked for below.
 * 2. The cache: `.cache/tools` of this repository, or the folder that `TOOLS_CACHE` names.
 * 3. A build into the cache, if Go is there. It takes the Go that is installed, and never
 *    downloads another one.
 *
 * `PATH` is not looked at: a program of another version would give other results.
 * @throws if the build fails, unless only because a module cannot be fetched
 */
export async function findTool(name: ToolName): Promise<FoundTool> {
  const found = await findBuiltTool(name)
  if (!('build' in found)) return found
  try {
    await found.build()
  } catch (error) {
    const line = unfetched.exec(error instanceof Error ? error.message : '')?.[0]
    if (line === undefined) throw error
    return { missing: `${name} is not built, because a Go module cannot be fetched: ${line}` }
  }
  return { path: found.path }
}

/** The line in which Go says that it cannot fetch a module, for example without a network. */
const unfetched =
  /^.*(?:dial tcp|i\/o timeout|lookup disabled|no such host|connection re|reading http).*$/m

/**
 * Finds a tool as `findTool` does, but without building it, because that can take minutes.
 * @returns for a tool that is not built yet: how it is built, where, and the reason for `skip`
 */
export async function findBuiltTool(
  name: ToolName
): Promise<FoundTool | { build: () => Promise<void>; path: string; missing: string }> {
  const asset = join(process.env.KUBEBUILDER_ASSETS ?? '', name)
  if (process.env.KUBEBUILDER_ASSETS && isProgram(asset)) return { path: asset }
  const go = await goVersion()
  if (go === undefined) return { missing: `${name} needs Go, which is not installed` }
  const tool: Tool = tools[name]
  const folder = projectFolder(`test/e2e/tools/${tool.module}`)
  const path = join(cacheFolder(), `${name}-${versionOf(tool, folder, go)}`)
  if (isProgram(path)) return { path }
  const missing = `${name} is not built: npm run tools -- ${name}`
  return { build: () => buildOnce(tool, folder, path), path, missing }
}

/** All paths of some tools by their names; or why one of them is missing. */
export async function findTools<Name extends ToolName>(
  names: readonly Name[]
): Promise<{ paths: Record<Name, string> } | { missing: string }> {
  const paths: Partial<Record<ToolName, string>> = {}
  for (const name of names) {
    const found = await findTool(name)
    if ('missing' in found) return found
    paths[name] = found.path
  }
  return { paths: paths as Record<Name, string> }
}

function cacheFolder(): string {
  return process.env.TOOLS_CACHE || projectFolder('.cache/tools')
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function environment(): NodeJS.ProcessEnv {
  return { ...process.env, GOTOOLCHAIN: 'local', GOWORK: 'off' }
}

/** The version and target of Go, such as `go1.26.8 linux amd64`; `undefined` without Go. */
async function goVersion(): Promise<string | undefined> {
  try {
    const { stdout } = await run('go', ['env', 'GOVERSION', 'GOOS', 'GOARCH'], {
      env: environment()
    })
    return stdout.trim().split('\n').join(' ')
  } catch {
    return undefined
  }
}

/** Changes with everything that a build depends on, so that the cache never has an old program. */
function versionOf(tool: Tool, folder: string, go: string): string {
  const hash = createHash('sha256').update(JSON.stringify([go, tool]))
  for (const file of ['go.mod', 'go.sum']) hash.update(readFileSync(join(folder, file)))
  return hash.digest('hex').slice(0, 12)
}

/** The builds that this process has begun, by the path of the program. */
const builds = new Map<string, Promise<void>>()

/** Builds a tool, once for all tests of this process: they write to the same file. */
function buildOnce(tool: Tool, folder: string, path: string): Promise<void> {
  const begun = builds.get(path) ?? build(tool, folder, path)
  builds.set(path, begun)
  return begun
}

/** Builds beside the cached path: another process may build the same tool, or this one may end. */
async function build(tool: Tool, folder: string, path: string): Promise<void> {
  mkdirSync(cacheFolder(), { recursive: true })
  const unfinished = `${path}.${process.pid}`
  const values = Object.entries(tool.values ?? {}).map(([name, value]) => `-X ${name}=${value}`)
  const flags = ['-mod=readonly', '-buildvcs=false', `-ldflags=-s -w ${values.join(' ')}`]
  try {
    await run('go', ['build', ...flags, '-o', unfinished, tool.package], {
      cwd: folder,
      env: environment(),
      timeout: buildLimitMs
    })
    renameSync(unfinished, path)
  } finally {
    rmSync(unfinished, { force: true })
  }
}
