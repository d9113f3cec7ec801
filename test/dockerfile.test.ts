import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'

const dockerfile = read('../Dockerfile').replaceAll(/\\\n\s*/g, '')
const stages = dockerfile.split(/^FROM /m).slice(1)
const image = stages.at(-1) ?? ''

function read(path: string): string {
  return readFileSync(new URL(path, import.meta.url), 'utf8')
}

/** What follows each such word at the beginning of a line. */
function instructions(text: string, word: string): string[] {
  return [...text.matchAll(new RegExp(`^${word} (.*)$`, 'gm'))].map(([, rest = '']) => rest)
}

t.test('the image runs as a user with a number, so that runAsNonRoot can be checked', async t => {
  t.match(instructions(image, 'USER'), [/^[1-9]\d*:[1-9]\d*$/])
})

t.test('Node is process 1, so that SIGTERM reaches it', async t => {
  t.strictSame(instructions(image, 'ENTRYPOINT'), ['["node", "dist/hooks/cli.js"]'])
  t.strictSame(instructions(image, 'CMD'), ['["serve"]'])
})

t.test('the image holds what runs, without development dependencies', async t => {
  const [dependencies = ''] = stages.filter(stage => /^.* AS dependencies\n/.test(stage))
  t.match(instructions(dependencies, 'RUN'), [/^npm ci --omit=dev /])
  t.strictSame(instructions(image, 'RUN'), [])
  t.strictSame(instructions(image, 'COPY'), [
    '--from=dependencies /build/package.json ./',
    '--from=dependencies /build/node_modules ./node_modules',
    '--from=build /build/dist ./dist'
  ])
})

t.test('what the build copies from the project is what .dockerignore lets in', async t => {
  const [first, ...allowed] = read('../.dockerignore').trim().split('\n')
  t.equal(first, '*')
  const copied = instructions(dockerfile, 'COPY')
    .filter(words => !words.startsWith('--from'))
    .flatMap(words => words.split(' ').slice(0, -1))
  t.strictSame([...new Set(copied)].map(path => `!${path}`).sort(), allowed.sort())
})

t.test('the health check tells a healthy service from one that fails or is down', async t => {
  const [healthCheck = ''] = instructions(image, 'HEALTHCHECK')
  const [, ...args] = JSON.parse(healthCheck.replace(/^.*?CMD /, '')) as string[]
  const exitStatus = async (port: number) => {
    const env = { ...process.env, PORT: String(port) }
    const [status] = await once(spawn(process.execPath, args, { env }), 'exit')
    return status
  }
  let answer = 200
  const server = createServer(({ url }, response) => {
    response.writeHead(url === '/healthz' ? answer : 404).end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  t.equal(await exitStatus(port), 0)
  answer = 503
  t.equal(await exitStatus(port), 1)
  server.close()
  server.closeAllConnections()
  t.equal(await exitStatus(port), 1)
})
