import t, { type Test } from 'tap'
import { awsReader } from '../../hooks/commands/cluster/aws-reader.ts'
import type { ReadObject } from '../../hooks/commands/cluster/cluster-reader.ts'
import { findOrphans, type Orphan } from '../../hooks/commands/orphans/find-orphans.ts'
import { observeAWS, type SeenAWS } from '../../hooks/commands/orphans/observe-aws.ts'
import { orphansText } from '../../hooks/commands/orphans/text.ts'
import { plainScreen } from '../../hooks/commands/terminal/screen.ts'
import { ownershipName } from '../../hooks/dns/ownership.ts'
import { aRequest } from '../helpers/flow-objects.ts'
import { webHostname as hostname, readyWeb } from '../helpers/flow-ready.ts'
import type { FlowWorld } from '../helpers/flow-world.ts'

const listed = (world: FlowWorld, kind: string) =>
  world.list(kind) as unknown as readonly ReadObject[]

/** Reads the embedded AWS with the real SDK, as the command does. */
async function look(world: FlowWorld, cluster = 'test-cluster'): Promise<SeenAWS> {
  const credentials = { accessKeyId: 'AKIAEMBEDDED', secretAccessKey: 'embedded' }
  const { clock, cloud } = world
  const requestHandler = cloud.requestHandler()
  const aws = awsReader({ region: 'eu-central-1', clock, requestHandler, credentials })
  const objects = { pools: listed(world, 'GatewayPool'), claims: listed(world, 'DomainClaim') }
  let seen: SeenAWS | undefined
  void observeAWS(aws, cluster, objects, { zones: [], regions: ['eu-central-1'] }).then(found => {
    seen = found
  })
  await world.until(() => seen !== undefined, 300)
  if (seen === undefined) throw new Error('it does not end')
  return seen
}

const kindsOf = (orphans: readonly Orphan[]) => orphans.map(({ kind }) => kind).sort()

async function worldOf(t: Test): Promise<FlowWorld> {
  const world = await readyWeb()
  t.teardown(() => world.stop())
  world.apply(aRequest('shop', 'other', 'other.apps.example.com'))
  t.ok(await world.untilReady('shop', 'other'))
  return world
}

t.test('where all is well there is no orphan, and nothing is changed', async t => {
  const world = await worldOf(t)
  const before = world.cloud.calls.counts()
  const seen = await look(world)
  t.strictSame(findOrphans(seen), [])
  t.strictSame(seen.unread, [])
  const after = world.cloud.calls.counts()
  for (const operation of Object.keys(after).filter(name => /^(Req|Cha|Del|Rem)/.test(name)))
    t.equal(after[operation], before[operation], `no ${operation}`)
})

t.test('records and certificates whose claim is gone, and of no other cluster', async t => {
  const world = await worldOf(t)
  const seen = await look(world)
  const claims = seen.claims.filter(({ metadata }) => metadata.name !== hostname)
  const orphans = findOrphans({ ...seen, claims })
  t.strictSame(kindsOf(orphans), ['certificate', 'ownership record'])
  const text = orphansText(
    { cluster: 'test-cluster', orphans, zones: ['Z0APPS'], regions: [], unread: [] },
    plainScreen()
  )
  t.match(text, `It owns the records A at ${hostname} for DomainClaim`)
  t.match(text, 'aws acm delete-certificate --region eu-central-1 --certificate-arn arn:aws:acm:')
  t.match(text, /2 found of cluster test-cluster\. Nothing was changed\.\n$/)
  const withoutCertificates = {
    ...seen,
    claims,
    regions: [{ region: 'eu-central-1', certificates: [], names: [] }]
  }
  t.ok(kindsOf(findOrphans(withoutCertificates)).includes('validation record'))
  t.strictSame(findOrphans({ ...seen, claims: [], cluster: 'another' }), [])
})

t.test('claims whose certificate or ownership record is gone', async t => {
  const world = await worldOf(t)
  const zone = world.cloud.zones
  zone.removeRecord('Z0APPS', ownershipName(hostname), 'TXT')
  await world.clock.advance(1000)
  const seen = await look(world)
  const orphans = findOrphans({
    ...seen,
    regions: [{ region: 'eu-central-1', certificates: [], names: [] }]
  })
  const ofWeb = orphans.filter(({ name }) => name === hostname)
  t.strictSame(kindsOf(ofWeb), ['claim', 'claim'])
  t.match(ofWeb.map(({ fact }) => fact).join('\n'), /Its certificate arn:\S+ is not in ACM\./)
  t.match(ofWeb.map(({ fact }) => fact).join('\n'), /Its ownership record \S+ is not there\./)
})

t.test('what AWS denies is said, and proves nothing', async t => {
  const world = await worldOf(t)
  world.cloud.faults.use(({ operation }) =>
    /^List/.test(operation)
      ? { before: { do: 'error', code: 'AccessDenied', message: 'not authorized' } }
      : undefined
  )
  const seen = await look(world)
  t.equal(seen.unread.length, 3)
  t.match(seen.unread[0], /^zone Z0APPS: .*AccessDenied/)
  t.strictSame(findOrphans(seen), [])
  t.strictSame(findOrphans({ ...seen, claims: [] }), [])
})
