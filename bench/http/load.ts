import { Agent, request } from 'node:http'
import { defined } from '../../hooks/defined.ts'

/** What is sent, over how many connections at once, and for how long. */
type Load = { url: string; bodies: readonly Buffer[]; connections: number; seconds: number }

type Measured = {
  perSecond: number
  /** The time that each request took, in milliseconds. */
  latencies: readonly number[]
}

/**
 * Sends the bodies in turn. Each connection sends the next body as soon as its last request was
 * answered.
 * @throws when an answer has another status than 200 or 429
 */
export async function load({ url, bodies, connections, seconds }: Load): Promise<Measured> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const latencies: number[] = []
  const start = performance.now()
  const end = start + seconds * 1000
  let next = 0
  async function connection(): Promise<void> {
    for (let now = performance.now(); now < end; now = performance.now()) {
      const body = bodies[next++ % bodies.length] ?? Buffer.alloc(0)
      await post(url, body, agent)
      latencies.push(performance.now() - now)
    }
  }
  try {
    await Promise.all(Array.from({ length: connections }, connection))
    return { perSecond: (latencies.length * 1000) / (performance.now() - start), latencies }
  } finally {
    agent.destroy()
  }
}

/**
 * Sends one POST request, and returns the body of its answer. In the quiet state the hooks answer
 * 429: there is no news.
 * @throws when it is neither a 200 nor a 429
 */
export function post(url: string, body: Buffer, agent?: Agent): Promise<string> {
  const headers = { 'content-type': 'application/json', 'content-length': body.length }
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', headers, ...defined({ agent }) }, response => {
      const chunks: Buffer[] = []
      response.on('data', chunk => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        if (response.statusCode === 200 || response.statusCode === 429) resolve(text)
        else reject(new Error(`${url} answers ${response.statusCode}: ${text.slice(0, 500)}`))
      })
    })
    sent.on('error', reject)
    sent.end(body)
  })
}
