import type { Test } from 'tap'
import { waitUntil } from '../control-plane/wait-until.ts'
import { type AuditEntry, grantsOf, readAudit } from '../world/audit.ts'
import { read, untilField, untilReady, untilReason } from '../world/awaits.ts'
import type { Kubectl } from '../world/kubectl.ts'
import { makePlace, type Place } from '../world/place.ts'
import type { World } from '../world/world.ts'

const account = 'system:serviceaccount:gateway-orchestrator:gateway-orchestrator'

const roleName = 'gateway-orchestrator-events'

/** Whether the hooks may write events. */
async function areOn(admin: Kubectl): Promise<boolean> {
  return (await admin.try(['get', 'clusterrole', roleName])).status === 0
}

type Event = { type: string; reason: string; note: string; series?: { count: number } }

/** The events of one object, in the words of events.k8s.io/v1. */
async function eventsOf(kubectl: Kubectl, kind: string, name: string): Promise<readonly Event[]> {
  const all = await kubectl.get('events.v1.events.k8s.io', '--all-namespaces')
  return (
    all as unknown as readonly (Event & { regarding: { kind: string; name: string } })[]
  ).filter(({ regarding }) => regarding.kind === kind && regarding.name === name)
}

/** Waits until an object has an event, repeated so often. */
async function untilTold(
  kubectl: Kubectl,
  [kind, name]: readonly [kind: string, name: string],
  reason: string,
  count = 1
): Promise<void> {
  const told = async () =>
    (await eventsOf(kubectl, kind, name)).some(
      event => event.reason === reason && (event.series?.count ?? 1) === count
    )
  await waitUntil(`${count} ${reason} of ${kind} ${name}`, told, { within: 30_000, every: 250 })
}

/** What a person reads with kubectl: the way to Ready, a refusal, a series, a release. */
export async function events(t: Test, world: World): Promise<void> {
  const { admin } = world
  if (!(await areOn(admin))) return t.plan(0, 'the plain manifests have events off')
  const place = await makePlace(world, 'events')
  const team = await place.team('a')
  const request = place.request(team, 'told')
  await admin.apply(request)
  await untilReady(admin, request)
  await untilTold(admin, ['GatewayHostnameRequest', 'told'], 'Ready')
  const described = await admin.run(['describe', 'ghr', '-n', team, 'told'])
  for (const reason of ['Accepted', 'CertificateIssued', 'AliasCreated', 'Ready'])
    t.match(described, new RegExp(`Normal +${reason} .*gateway-orchestrator.io/hooks`), reason)
  t.notMatch(described, /<unknown>.*gateway-orchestrator.io/, 'each has an age')
  const got = await admin.run(['get', 'events', '-n', team])
  t.match(got, /Normal +Ready +gatewayhostnamerequest\/told/)
  const selected = ['--field-selector', 'reportingComponent=gateway-orchestrator.io/hooks']
  const ofClaims = await admin.run(['get', 'events', '-n', 'default', ...selected])
  t.match(ofClaims, `domainclaim/${place.hostname('told')}`)
  const refused = place.request(await place.team('b'), 'told')
  await admin.apply(refused)
  await untilReason(admin, refused, 'HostnameTaken')
  const [holder] = await eventsOf(admin, 'GatewayHostnameRequest', 'told')
  t.ok(holder)
  await series(t, admin, place)
  await admin.run(['delete', 'ghr', '-n', team, 'told'])
  await untilTold(admin, ['DomainClaim', place.hostname('told')], 'Gone')
  t.pass('the end is told on a claim that is gone')
}

/** Something that happens again and again is one Event with a count. */
async function series(t: Test, admin: Kubectl, { pool, zoneID }: Place): Promise<void> {
  const { spec } = await read(admin, 'gatewaypool', pool)
  const domains = spec?.domains
  const other = [{ name: 'other.test', hostedZoneID: zoneID, namespaces: { from: 'All' } }]
  const becomes = (list: unknown) =>
    admin.run([
      'patch',
      'gatewaypool',
      pool,
      '--type=merge',
      '-p',
      JSON.stringify({ spec: { domains: list } })
    ])
  const reason = '{.status.conditions[?(@.type=="Accepted")].reason}'
  for (const time of [1, 2]) {
    await becomes(other)
    await untilField(admin, [`gatewaypool/${pool}`], `${reason}=ClaimsOutsideAllowlist`)
    await untilTold(admin, ['GatewayPool', pool], 'ClaimsOutsideAllowlist', time)
    await becomes(domains)
    await untilField(admin, [`gatewaypool/${pool}`], `${reason}=Accepted`)
  }
  t.match(await admin.run(['describe', 'gatewaypool', pool]), /ClaimsOutsideAllowlist .*\(x2 over /)
}

/**
 * Judges the role of the hooks by the audit log of everything before: they did nothing but write
 * events, nothing was forbidden, and each right of the role was used.
 */
export async function roleOfHooks(t: Test, { admin, plane }: World): Promise<void> {
  if (!(await areOn(admin))) return t.plan(0, 'the plain manifests have events off')
  const entries = readAudit(plane.auditLog, account)
  const rightsIn = (list: readonly AuditEntry[]) => [...new Set(list.map(({ right }) => right))]
  t.same(rightsIn(entries.filter(({ isAllowed }) => !isAllowed)), [], 'nothing was forbidden')
  const role = await read(admin, 'clusterrole', roleName)
  const granted = grantsOf(role as never).flat()
  t.same(rightsIn(entries).toSorted(), granted.toSorted(), 'each right was used, and no other')
}
