import t from 'tap'
import { parse } from 'yaml'
import { aNamespace, aRequest } from '../../../helpers/flow-objects.ts'
import { webHostname as hostname, readyWeb } from '../../../helpers/flow-ready.ts'
import { serveWorld } from '../../../helpers/world-server.ts'
import { runCLI } from '../../service.ts'
import { hasProgram, statusReply } from '../cluster/api-server.ts'

const skip = hasProgram('kubectl', 'version', '--client') ? false : 'there is no kubectl'

t.test('get and explain by kubectl: what they print, and their exit status', { skip }, async t => {
  const world = await readyWeb()
  t.teardown(() => world.stop())
  world.apply(
    aRequest('shop', 'other', 'shop.example.org'),
    aNamespace('rival'),
    aRequest('rival', 'late', hostname)
  )
  t.ok(await world.until(() => world.ready('rival', 'late') === 'False HostnameTaken', 60))
  const env = await serveWorld(t, world)
  const run = (...args: string[]) => runCLI(args, env)

  const list = await run('get', '-n', 'shop')
  t.equal(list.status, 0)
  const [head = '', first = '', second = ''] = list.out.split('\n')
  t.match(head, /^NAME +HOSTNAME +STATE +FOR +STEPS +REASON$/)
  t.match(first, /^other +shop\.example\.org +Stuck +\S+ +0\/7 +DomainNotAllowed$/)
  t.match(second, /^web +web\.apps\.example\.com +Ready +\S+ +7\/7 +Ready$/)
  const all = await run('get', '-A', '-o', 'name')
  t.equal(all.out.split('\n').length, 4, 'three names')
  t.match((await run('get', '-A', '-o', 'wide')).out, /^NAMESPACE .*URL\n/)
  t.match((await run('get', '-n', 'empty')).err, /^No hostnames found in namespace empty\.$/m)
  const json = await run('get', '-n', 'shop', '-o', 'json')
  t.match(JSON.parse(json.out), [{ name: 'other', state: 'Stuck' }, { name: 'web' }])

  const ready = await run('explain', hostname, '-n', 'shop')
  t.equal(ready.status, 0, ready.err)
  t.match(ready.out, /^https:\/\/web\.apps\.example\.com {2}Ready for /)
  t.notOk(ready.out.includes('\x1B'), 'no colours without a terminal')
  const taken = await run('explain', 'rival/late', '-o', 'yaml')
  t.equal(taken.status, 4)
  t.match(parse(taken.out), { state: 'Stuck', next: { reason: 'HostnameTaken' } })
  const watched = await run('explain', 'rival/late', '--watch')
  t.equal(watched.status, 4, 'a watch ends where a person has to act')
  t.match(watched.out, /^\+\S+ +Accepted: HostnameTaken \(waits for the holder of the hostname\)$/m)
  const missing = await run('explain', 'nowhere', '-n', 'shop')
  t.equal(missing.status, 5)
  t.match(missing.err, 'There is no GatewayHostnameRequest nowhere in namespace shop.')
  t.equal((await run('explain')).status, 2)
  t.equal((await run('explain', 'a', '--timeout', 'soon')).status, 2)
})

t.test('what the API server refuses is said in its words', { skip }, async t => {
  const world = await readyWeb()
  t.teardown(() => world.stop())
  const message = 'gatewayhostnamerequests is forbidden: User "x" cannot list resource'
  const env = await serveWorld(t, world, () => statusReply(403, 'Forbidden', message))
  const { status, err } = await runCLI(['get'], env)
  t.equal(status, 1)
  t.match(err, 'gatewayhostnamerequests is forbidden')
  t.notMatch(err, /\n +at /, 'no stack')
})
