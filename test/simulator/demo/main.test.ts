import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { apiVersion } from '../../../hooks/api/schema.ts'
import { projectFolder } from '../../../simulator/cluster/manifests.ts'
import { runProgram } from '../../helpers/processes.ts'

// What needs no process is in command-line.test.ts; what takes most of a minute, in main.slow.ts.
function demo(...args: readonly string[]) {
  return runProgram(process.execPath, [projectFolder('simulator/demo/main.ts'), ...args])
}

t.test(
  'wrong arguments: status 2, the error and where to look on stderr, nothing on stdout',
  async t => {
    const { status, stdout, stderr } = await demo('--json', '--quick')
    t.equal(status, 2)
    t.equal(stdout, '')
    t.match(stderr, /--quick/)
    t.match(stderr, /npm run demo -- --help/)
  }
)

t.test('a pool that is refused: its errors, and nothing else', async t => {
  const file = join(t.testdir(), 'pool.yaml')
  const pool = { apiVersion, kind: 'GatewayPool', metadata: { name: 'mine' }, spec: { domain: [] } }
  const request = {
    apiVersion,
    kind: 'GatewayHostnameRequest',
    metadata: { name: 'web' },
    spec: { hostname: 'a.b' }
  }
  writeFileSync(file, [pool, request].map(object => JSON.stringify(object)).join('\n---\n'))
  const { status, stdout, stderr } = await demo('--json', '--fast', file)
  t.equal(status, 1)
  t.match(stderr, /GatewayPool mine was refused: .*unknown field "spec\.domain"/)
  t.match(JSON.parse(stdout), {
    ready: false,
    requests: [],
    refused: [{ kind: 'GatewayPool', name: 'mine' }]
  })
})
