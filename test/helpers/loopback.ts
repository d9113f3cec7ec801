import { once } from 'node:events'
import type { Server } from 'node:http'
import { createServer } from 'node:net'

export const loopback = '127.0.0.1'

/** A port of loopback that nothing listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, loopback)
  await once(server, 'listening')
  const port = portOf(server)
  server.close()
  await once(server, 'close')
  return port
}

/** Lets a server listen on a free port of loopback. `close` ends its connections too. */
export async function listen(server: Server): Promise<{ url: string; close: () => Promise<void> }> {
  server.listen(0, loopback)
  await once(server, 'listening')
  return {
    url: `http://${loopback}:${portOf(server)}`,
    close: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    }
  }
}

function portOf(server: Pick<Server, 'address'>): number {
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('it has no port')
  return address.port
}
