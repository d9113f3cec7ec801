import t from 'tap'
import { differingVersions } from '../../../../hooks/commands/cluster/hooks-version.ts'
import { planText } from '../../../../hooks/commands/plan/text.ts'
import { plainScreen } from '../../../../hooks/commands/terminal/screen.ts'

const replyOf = (body: string) => ({ status: 200, body })

t.test('only versions that are known can differ', async t => {
  const of = (body: string, own: string) => differingVersions(replyOf(body), own)
  t.strictSame(of('{"status":"ok","version":"1.1.0"}', '1.2.0'), { hooks: '1.1.0', own: '1.2.0' })
  t.equal(of('{"version":"1.2.0"}', '1.2.0'), undefined)
  t.equal(of('{"version":"unknown"}', '1.2.0'), undefined)
  t.equal(of('{"version":"1.2.0"}', 'unknown'), undefined)
  t.equal(of('{"status":"ok"}', '1.2.0'), undefined)
  t.equal(of('<html>', '1.2.0'), undefined)
  t.equal(differingVersions(undefined, '1.2.0'), undefined)
})

t.test('a plan of another version than the hooks says so', async t => {
  const plan = { hostnames: [], ignored: [] }
  t.notMatch(planText(plan, plainScreen()), 'version')
  const versions = { hooks: '1.1.0', own: '1.2.0' }
  const text = planText({ ...plan, versions }, plainScreen(200))
  t.match(text, 'Warning: the hooks are of version 1.1.0, and this plan is made by version 1.2.0')
})
