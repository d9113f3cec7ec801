import { existsSync, globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { commandsIn } from './commands.ts'
import { documents, read, root } from './files.ts'

const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
/** Files that the examples of the documents ask the reader to write or to download. */
const ownFiles = new Set([
  'my.yaml',
  'my-pool.yaml',
  'my-request.yaml',
  'backup.json',
  'cluster.yaml',
  'hostname.yaml',
  'lbc-policy.json',
  'policy.json',
  'restore.json'
])
/**
 * Words that look like paths of this repository: a file name with a known ending, or a path in one
 * of its folders.
 */
const filePattern = /(?:\.?[\w*-]+\/)*[\w*.-]+\.(?:ts|yaml|json)/.source
const folderPattern = /(?:hooks|charts|examples|metacontroller|scripts|\.ci)\/[\w./*-]*/.source
const pathPattern = new RegExp(`(?<![\\w./:-])@?(${filePattern}|${folderPattern})(?![\\w/])`, 'g')

for (const path of documents()) {
  const commands = commandsIn(read(path)).map(({ text }) => text)
  t.test(`what the commands of ${path} name`, async t => {
    for (const text of commands) {
      for (const [, script = ''] of text.matchAll(/\bnpm run (?:-s )?([\w-]+)/g))
        t.ok(Object.hasOwn(scripts, script), `package.json has the script ${script}`)
      for (const file of filesIn(text)) t.ok(exists(file), `${file}, of: ${text}`)
    }
  })
}

t.test('a file that is not there is found', async t => {
  t.strictSame(filesIn('curl -d @examples/hooks/gateway-pool-sync.json | jq'), [
    'examples/hooks/gateway-pool-sync.json'
  ])
  t.strictSame(filesIn('kubectl apply -f metacontroller/ && kubectl apply -f my-pool.yaml'), [
    'metacontroller/'
  ])
  t.strictSame(filesIn('kubectl get gateways.gateway.k8s.aws -o json'), [])
  t.ok(exists('test/docs/*.test.ts'))
  t.notOk(exists('test/docs/nowhere-*.ts'))
})

function filesIn(command: string): string[] {
  const found = [...command.matchAll(pathPattern)].map(([, file = '']) => file)
  return found.filter(file => !ownFiles.has(file))
}

function exists(file: string): boolean {
  if (file.includes('*')) return globSync(file, { cwd: fileURLToPath(root) }).length > 0
  return existsSync(new URL(file, root))
}
