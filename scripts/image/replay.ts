import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import {
  type Instruction,
  readEnv,
  readStages,
  type Settings,
  type Stage,
  settingsOf
} from './dockerfile.ts'
import type { Image } from './image.ts'

/** Where a stage is replayed: the folder that is its `/`, and what its instructions have set up to now. */
type Place = { root: string; workdir: string; env: Record<string, string> }
type Replay = { project: string; folder: string; context: (path: string) => string }

/** They say something about the image, and change no file in it. */
const sayings = new Set(['LABEL', 'EXPOSE', 'USER', 'HEALTHCHECK', 'ENTRYPOINT', 'CMD'])

/**
 * Does what the Dockerfile says in a folder for each stage, with the Node, the npm and the libraries of this machine in
 * place of a base image.
 * @param folder - empty, for the stages
 * @throws on an instruction that it does not know, on a COPY of what .dockerignore leaves out, on a RUN that fails
 */
export function replayImage(project: string, folder: string): Image {
  const stages = readStages(readFileSync(join(project, 'Dockerfile'), 'utf8'))
  const replay = { project, folder, context: contextOf(project) }
  stages.forEach((stage, index) => {
    replayStage(stage, rootOf(folder, stage.name || String(index)), replay)
  })
  const last = stages.at(-1)
  if (last === undefined) throw new Error('the Dockerfile has no stage')
  const root = rootOf(folder, last.name || String(stages.length - 1))
  const settings = settingsOf(last)
  execFileSync('chmod', ['-R', 'a-w', root])
  return {
    how: 'replayed',
    root,
    settings,
    start: (command, env) => start({ root, settings }, command, env)
  }
}

function replayStage({ instructions }: Stage, root: string, replay: Replay): void {
  const place: Place = { root, workdir: root, env: {} }
  mkdirSync(root, { recursive: true })
  for (const instruction of instructions) follow(instruction, place, replay)
}

function follow({ word, rest }: Instruction, place: Place, replay: Replay): void {
  if (word === 'WORKDIR') {
    place.workdir = join(place.root, rest)
    mkdirSync(place.workdir, { recursive: true })
  } else if (word === 'ENV') Object.assign(place.env, readEnv(rest))
  else if (word === 'COPY') copy(rest, place, replay)
  else if (word === 'RUN')
    execFileSync('sh', ['-c', rest], {
      cwd: place.workdir,
      env: { ...process.env, ...place.env },
      stdio: 'pipe'
    })
  else if (!sayings.has(word)) throw new Error(`Dockerfile: ${word} cannot be replayed`)
}

/** COPY takes the contents of folders, and files by their names. */
function copy(rest: string, { workdir }: Place, { folder, context }: Replay): void {
  const words = rest.split(/\s+/)
  const [, from] = /^--from=(.+)$/.exec(words[0] ?? '') ?? []
  const paths = words.slice(from === undefined ? 0 : 1)
  const target = resolve(workdir, paths.pop() ?? '.')
  for (const path of paths) {
    const source = from === undefined ? context(path) : join(rootOf(folder, from), path)
    const isFolder = statSync(source).isDirectory()
    // Links stay as they are written: those in node_modules/.bin are relative.
    cpSync(source, isFolder ? target : join(target, basename(source)), {
      recursive: true,
      verbatimSymlinks: true
    })
  }
}

/** Files of the project, as far as .dockerignore lets them into a build: it forbids all and allows some by name. */
function contextOf(project: string): Replay['context'] {
  const [first, ...allowed] = readFileSync(join(project, '.dockerignore'), 'utf8')
    .trim()
    .split('\n')
  if (first !== '*')
    throw new Error('.dockerignore does not begin with *, which is all that a replay understands')
  return path => {
    if (!allowed.includes(`!${path}`)) throw new Error(`COPY ${path}: .dockerignore leaves it out`)
    return join(project, path)
  }
}

/** As the image's user where that is allowed, which root is; else as who we are. */
function start(
  { root, settings }: { root: string; settings: Settings },
  command: readonly string[],
  env: object
) {
  const [uid = '', gid = uid] = settings.user.split(':')
  const canChange = process.getuid?.() === 0 && spawnSync('setpriv', ['--version']).status === 0
  const prefix = canChange
    ? ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--']
    : []
  const [program = '', ...args] = [...prefix, ...command]
  const inRoot = Object.entries(settings.env).map(([name, value]) => [
    name,
    value.startsWith('/') ? join(root, value) : value
  ])
  return spawn(program, args, {
    cwd: join(root, settings.workdir),
    env: { PATH: process.env.PATH, TMPDIR: root, ...Object.fromEntries(inRoot), ...env },
    stdio: ['ignore', 'pipe', 'inherit']
  })
}

function rootOf(folder: string, stage: string): string {
  return join(folder, stage)
}
