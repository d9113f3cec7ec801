import { readdirSync } from 'node:fs'
import t from 'tap'
import { read, root } from './files.ts'

/** These tests compare what the README says about the hooks with the code. */
const readme = read('README.md')

t.test('the IAM policy allows the calls that the hooks make, and no others', async t => {
  const [, policy = ''] = /```json\n([\s\S]*?)```/.exec(readme) ?? []
  const { Statement } = JSON.parse(policy) as { Statement: { Action: string[] }[] }
  const sources = readdirSync(new URL('hooks/aws/', root), { recursive: true, encoding: 'utf8' })
    .filter(path => path.endsWith('.ts'))
    .map(path => read(`hooks/aws/${path}`))
  const called = sources.flatMap(source =>
    [...source.matchAll(/\bnew (\w+)Command\(/g)].map(([, name]) => name)
  )
  t.ok(called.length > 5)
  const allowed = Statement.flatMap(({ Action }) => Action).map(action => action.split(':')[1])
  // RequestCertificate sends tags, so it needs this permission too (ACM's API permissions
  // reference).
  t.strictSame(allowed.sort(), [...new Set([...called, 'AddTagsToCertificate'])].sort())
})

t.test('versions and image name are those of the package', async t => {
  const { version } = JSON.parse(read('package.json')) as { version: string }
  t.match(readme, `gateway-orchestrator:${version} `)
  t.match(read('CHANGELOG.md'), `## ${version}`)
})
