import { spawn } from 'node:child_process'

/**
 * Starts the server of `npm run docs`, and reads its first page.
 * @param folder - of the package of the site
 * @returns a sentence if the server does not serve the page within a minute
 */
export async function tryDevServer(folder: string): Promise<string[]> {
  // A group of its own, so that the end reaches the server below npm too.
  const server = spawn('npm', ['run', '-s', 'dev', '--', '--port', '0', '--host', '127.0.0.1'], {
    cwd: folder,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe']
  })
  let output = ''
  for (const stream of [server.stdout, server.stderr])
    stream.on('data', (data: Buffer) => {
      output += data.toString()
    })
  try {
    const origin = await until(() => /http:\/\/127\.0\.0\.1:\d+/.exec(output)?.[0])
    if (origin === undefined) return [`npm run docs does not start: ${output}`]
    const response = await fetch(`${origin}/`)
    const html = await response.text()
    if (response.ok && html.includes('<h1') && !/\[WARN\]/.test(output)) return []
    return [`npm run docs answers ${response.status}: ${output}`]
  } finally {
    if (server.pid !== undefined) process.kill(-server.pid, 'SIGTERM')
  }
}

/** The first value that is there within a minute. */
async function until<T>(look: () => T | undefined): Promise<T | undefined> {
  for (let tries = 0; tries < 240; tries++) {
    const value = look()
    if (value !== undefined) return value
    await new Promise(resolve => setTimeout(resolve, 250))
  }
  return undefined
}
