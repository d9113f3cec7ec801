import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import t from 'tap'

const main = fileURLToPath(new URL('../../../simulator/aws/main.ts', import.meta.url))

t.test('prints what points an SDK at it, and ends when told', async t => {
  const child = spawn(process.execPath, [main, '--zone', 'example.com', '--speed', '10'], {
    stdio: ['ignore', 'pipe', 'pipe']
  })
  const lines: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line)
    if (line.startsWith('# zone')) break
  }
  t.match(lines[0], /^export AWS_ENDPOINT_URL_ACM=http:\/\/127\.0\.0\.1:\d+$/)
  t.match(lines[1], /^export AWS_ENDPOINT_URL_ROUTE_53=http:\/\/127\.0\.0\.1:\d+$/)
  t.match(lines[3], /^# zone example\.com\. is Z/)
  const answer = await fetch(`${lines[1]?.split('=')[1]}/2013-04-01/hostedzone`)
  t.match(await answer.text(), /<Name>example\.com\.<\/Name>/)
  child.kill('SIGTERM')
  t.strictSame(await once(child, 'exit'), [0, null])
})
