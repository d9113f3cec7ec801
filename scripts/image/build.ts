import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Settings } from './dockerfile.ts'
import type { Image } from './image.ts'

export type BuildOptions = {
  project: string
  /** Name of an image with Node. */
  base: string
  /** Empty, for the files of the image. */
  folder: string
}

export type Built = {
  image: Image
  /** Of all its layers, unpacked. */
  bytes: number
  remove: () => void
}

/** What `inspect` of docker and podman, and of buildah as Docker has it, says of an image. */
type Config = {
  User: string
  WorkingDir: string
  Env: readonly string[]
  Entrypoint: readonly string[]
  Cmd: readonly string[]
  Healthcheck?: { Test: readonly string[] }
}

const tag = 'localhost/gateway-orchestrator:check-image'

/** Builds the image with what is there. @throws where nothing is, or where the build fails */
export function buildImage({ project, base, folder }: BuildOptions): Built {
  const tool = ['buildah', 'docker', 'podman'].find(name => spawnSync(name, ['info']).status === 0)
  if (tool === undefined) throw new Error('neither buildah nor docker nor podman runs here')
  // The format of Docker, because that of OCI has no HEALTHCHECK.
  const format = tool === 'docker' ? [] : ['--format', 'docker']
  run(tool, ['build', ...format, '--build-arg', `BASE=${base}`, '--tag', tag, project])
  return tool === 'buildah' ? builtByBuildah() : builtByEngine(tool, folder)
}

/** Its files are mounted, and it is started by unshare: buildah's own `run` lets it write. */
function builtByBuildah(): Built {
  const container = run('buildah', ['from', tag])
  const root = run('buildah', ['mount', container])
  const { Docker } = JSON.parse(run('buildah', ['inspect', '--type', 'image', tag])) as {
    Docker: { config: Config }
  }
  const settings = settingsOf(Docker.config)
  const [uid = '', gid = uid] = settings.user.split(':')
  const readOnly =
    'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec unshare "--root=$0" "$@"'
  const enter = [
    '--mount',
    'sh',
    '-c',
    readOnly,
    root,
    `--wd=${settings.workdir}`,
    `--setgid=${gid}`,
    `--setuid=${uid}`
  ]
  return {
    image: {
      how: 'built by buildah',
      root,
      settings,
      start: (command, env) =>
        spawn('unshare', [...enter, ...command], {
          env: { ...settings.env, ...env },
          stdio: ['ignore', 'pipe', 'inherit']
        })
    },
    bytes: Number(run('du', ['-sb', root]).split('\t')[0]),
    remove() {
      run('buildah', ['rm', container])
      run('buildah', ['rmi', tag])
    }
  }
}

/** Its files are exported to be looked at; it is started by the engine, which hands SIGTERM and exit status on. */
function builtByEngine(tool: string, folder: string): Built {
  const root = join(folder, 'root')
  mkdirSync(root)
  const container = run(tool, ['create', tag])
  run('sh', ['-c', '"$0" export "$1" | tar -x -C "$2"', tool, container, root])
  run(tool, ['rm', container])
  const [inspected] = JSON.parse(run(tool, ['image', 'inspect', tag])) as [
    { Size: number; Config: Config }
  ]
  const settings = settingsOf(inspected.Config)
  const flags = ['run', '--rm', '--read-only', '--network=host', '--entrypoint=']
  const variables = (env: object) =>
    Object.entries(env).map(([name, value]) => `--env=${name}=${value}`)
  return {
    image: {
      how: `built by ${tool}`,
      root,
      settings,
      start: (command, env) =>
        spawn(tool, [...flags, ...variables(env), tag, ...command], {
          stdio: ['ignore', 'pipe', 'inherit']
        })
    },
    bytes: inspected.Size,
    remove: () => void run(tool, ['rmi', tag])
  }
}

function settingsOf({ User, WorkingDir, Env, Entrypoint, Cmd, Healthcheck }: Config): Settings {
  return {
    user: User,
    workdir: WorkingDir,
    env: Object.fromEntries(
      Env.map(pair => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)])
    ),
    command: [...Entrypoint, ...Cmd],
    // The first word is CMD, which says that the others are to be run as they are.
    healthcheck: Healthcheck?.Test.slice(1) ?? []
  }
}

function run(command: string, args: readonly string[]): string {
  const env = { BUILDAH_ISOLATION: 'chroot', STORAGE_DRIVER: 'vfs', ...process.env }
  return execFileSync(command, args, {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 2 ** 26
  }).trim()
}
