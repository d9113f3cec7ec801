import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm'
}

/**
 * Serves the built site on loopback, as a web server for static files does.
 * @param folder - of the built site
 * @returns the origin, such as `http://127.0.0.1:40123`, and a function that ends the server
 */
export async function serveSite(folder: string): Promise<{ origin: string; close: () => void }> {
  const server: Server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://site')
    const file = join(folder, normalize(decodeURIComponent(pathname)))
    const path = file.endsWith('/') ? `${file}index.html` : file
    try {
      const body = await readFile(path)
      const type = types[extname(path)] ?? 'text/plain; charset=utf-8'
      response.writeHead(200, { 'content-type': type }).end(body)
    } catch {
      response.writeHead(404, { 'content-type': 'text/html; charset=utf-8' }).end('not found')
    }
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const close = () => {
    server.close()
    server.closeAllConnections()
  }
  return { origin: `http://127.0.0.1:${port}`, close }
}
