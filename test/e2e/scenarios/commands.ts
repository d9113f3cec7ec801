import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { Test } from 'tap'
import type { JsonObject } from '../../../simulator/api-store/objects.ts'
import { projectFolder } from '../../../simulator/cluster/manifests.ts'
import { aRequest } from '../../helpers/flow-objects.ts'
import { untilReady, untilReason } from '../world/awaits.ts'
import { makePlace, type Place } from '../world/place.ts'
import type { World } from '../world/world.ts'

type Ended = { status: number | null; out: string; err: string }
type Run = (...args: string[]) => Promise<Ended>

/** `kubectl hostname`, as a person types it: kubectl finds the plugin on the PATH. */
function plugin(kubeconfig: string): Run {
  const path = [projectFolder('bin'), projectFolder('node_modules/node/bin'), process.env.PATH]
  const env = { ...process.env, PATH: path.join(delimiter), KUBECONFIG: kubeconfig }
  return async (...args) => {
    const child = spawn('kubectl', ['hostname', ...args], { env, timeout: 180_000 })
    child.stdin.end()
    const [out, err, [status]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close')
    ])
    return { status, out, err }
  }
}

/** The commands on the real API server. @param kubeconfig - the path of a user's kubeconfig */
export async function commandsOfPeople(
  t: Test,
  world: World,
  kubeconfig: (user: string) => string
): Promise<void> {
  const place = await makePlace(world, 'commands')
  const team = await place.team('shop')
  const run = plugin(kubeconfig('admin'))
  await t.test('plan agrees with what then happens', t => plans(t, world, { place, team, run }))
  await t.test('get and explain', t => explains(t, world, { place, team, run }))
  await t.test('an app team', t =>
    ofTeam(t, world, { place, team, run: plugin(kubeconfig('tenant')) })
  )
  await t.test('tree, pools and who', t => views(t, { place, team, run }))
  await t.test('doctor', t => doctor(t, world, run))
}

type Scene = { place: Place; team: string; run: Run }

async function plans(t: Test, world: World, { place, team, run }: Scene): Promise<void> {
  const { admin, plane, hooks } = world
  const file = join(plane.folder, 'plan.json')
  const foreign = aRequest(team, 'away', 'away.example.org', { poolName: place.pool })
  const items = [place.request(team, 'web'), foreign, place.request(team, 'not_valid')]
  writeFileSync(file, JSON.stringify({ apiVersion: 'v1', kind: 'List', items }))
  const planned = await run('plan', '-f', file, '-o', 'json', '--hooks', hooks.url)
  t.equal(planned.status, 4, planned.err)
  const { hostnames } = JSON.parse(planned.out) as { hostnames: JsonObject[] }
  t.match(hostnames, [
    { request: `${team}/web`, outcome: 'served', isNewGateway: true, aws: { asked: true } },
    { request: `${team}/away`, outcome: 'refused', advice: { reason: 'DomainNotAllowed' } },
    { request: `${team}/not_valid`, outcome: 'invalid' }
  ])
  t.equal((await admin.get('ghr', '-n', team)).length, 0, 'nothing is applied')
  const [web] = items
  if (web === undefined) return
  await admin.apply(web, foreign)
  await untilReady(admin, web)
  await untilReason(admin, foreign, 'DomainNotAllowed')
  const again = await run('plan', '-f', file, '--hooks', hooks.url)
  t.match(again.out, /hostname +there already/)
}

async function explains(t: Test, { admin }: World, { place, team, run }: Scene): Promise<void> {
  const ready = await run('explain', `${team}/web`, '-o', 'json')
  t.equal(ready.status, 0, ready.err)
  t.match(JSON.parse(ready.out), { state: 'Ready', hostname: place.hostname('web'), unread: [] })
  const stuck = await run('explain', 'away', '-n', team)
  t.equal(stuck.status, 4)
  t.match(stuck.out, /✗ the pool accepts the request/)
  t.match(stuck.out, /DomainNotAllowed: waits for your team/)
  await admin.apply(place.request(team, 'late'))
  const watched = await run('explain', place.hostname('late'), '--watch', '--timeout', '120')
  t.equal(watched.status, 0, watched.out)
  t.match(watched.out, /^\+\S+ +CertificateIssued: done/m)
  const list = await run('get', '-n', team)
  t.match(list.out, /^away .*Stuck.*DomainNotAllowed$/m)
  t.equal((await run('explain', 'nowhere', '-n', team)).status, 5)
}

/** A team may read its requests, and nothing else of ours. */
async function ofTeam(t: Test, { admin }: World, { team, run }: Scene): Promise<void> {
  const api = 'rbac.authorization.k8s.io'
  await admin.apply({
    apiVersion: `${api}/v1`,
    kind: 'RoleBinding',
    metadata: { name: 'commands', namespace: team },
    roleRef: { apiGroup: api, kind: 'ClusterRole', name: 'edit' },
    subjects: [{ apiGroup: api, kind: 'User', name: 'tenant' }]
  })
  const story = await run('explain', 'web', '-n', team)
  t.equal(story.status, 0, story.err)
  t.match(story.out, /^You may not read the DomainClaim, the HostnameDenial, the GatewayPool/m)
  t.match(story.out, /✓ DNS points to the load balancer/)
  t.equal((await run('get', '-A')).status, 1, 'other namespaces are not theirs')
}

async function views(t: Test, { place, team, run }: Scene): Promise<void> {
  t.match((await run('tree', `${team}/web`)).out, /ACM certificate arn:\S+ {2}ISSUED/)
  t.match((await run('pools')).out, new RegExp(`^${place.pool} +1/10`, 'm'))
  const who = await run('who', place.hostname('web'))
  t.match(who.out, `is held by request ${team}/web`)
}

/** What the doctor can see of this installation has to pass. */
async function doctor(t: Test, { hooks }: World, run: Run): Promise<void> {
  const { out } = await run('doctor', '--hooks', hooks.url, '-o', 'json')
  const { checks } = JSON.parse(out) as { checks: { name: string; result: string }[] }
  const resultOf = (name: string) => checks.find(check => check.name.startsWith(name))?.result
  const parts = ['Kubernetes', 'CRDs of Gateway API', 'Metacontroller', 'CompositeControllers']
  for (const name of [...parts, 'hooks', 'AWS', 'pool commands'])
    t.equal(resultOf(name), 'passed', name)
}
