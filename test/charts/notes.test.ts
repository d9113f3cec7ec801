import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import t from 'tap'
import { projectFolder } from '../../simulator/cluster/manifests.ts'
import { parseManifests, readChartFile } from './chart.ts'

const notes = readChartFile('templates/NOTES.txt')
const blocks = notes.match(/^kubectl apply -f - <<'EOF'\n[\s\S]*?^EOF$/gm) ?? []

/** What the shell gives to kubectl, for a command as it is copied from the notes. */
function appliedBy(command: string): string {
  return execFileSync('sh', ['-c', `kubectl() { cat; }\n${command}\n`], { encoding: 'utf8' })
}

t.test('the notes need no checkout: their commands apply what the examples have', async t => {
  t.equal(blocks.length, 2)
  const [classes = '', pool = ''] = blocks.map(appliedBy)
  const example = readFileSync(projectFolder('examples/01-gateway-class.yaml'), 'utf8')
  t.strictSame(parseManifests(classes), parseManifests(example))
  const [first] = parseManifests(pool)
  t.match(first, {
    kind: 'GatewayPool',
    spec: { gatewayClassName: 'alb', gatewayNamespace: 'edge' }
  })
  t.notMatch(notes, /examples\/|apply -f (?!-)/)
})
