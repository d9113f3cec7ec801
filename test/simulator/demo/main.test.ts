import t from 'tap'
import { projectFolder } from '../../../simulator/cluster/manifests.ts'
import { poolKind, requestKind } from '../../../simulator/demo/kinds.ts'
import { runProgram } from '../../helpers/processes.ts'
import { writeManifests } from './own-manifests.ts'

// command-line.test.ts tests what needs no process. main.slow.ts tests what takes half a minute.
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
  const pool = { ...poolKind, metadata: { name: 'mine' }, spec: { domain: [] } }
  const request = { ...requestKind, metadata: { name: 'web' }, spec: { hostname: 'a.b' } }
  const file = writeManifests(t.testdir(), [pool, request])
  const { status, stdout, stderr } = await demo('--json', '--fast', file)
  t.equal(status, 1)
  t.match(stderr, /GatewayPool mine was refused: .*unknown field "spec\.domain"/)
  t.match(JSON.parse(stdout), {
    ready: false,
    requests: [],
    refused: [{ kind: 'GatewayPool', name: 'mine' }]
  })
})
