import { ACMClient, RequestCertificateCommand } from '@aws-sdk/client-acm'
import t, { type Test } from 'tap'
import { awsReader } from '../../hooks/commands/cluster/aws-reader.ts'
import type { ReadObject } from '../../hooks/commands/cluster/cluster-reader.ts'
import { readHooksSettings } from '../../hooks/commands/hostnames/hooks-settings.ts'
import type { AWSView } from '../../hooks/commands/orphans/aws-view.ts'
import { lookForOrphans } from '../../hooks/commands/orphans/look.ts'
import { observeAWS, type Places } from '../../hooks/commands/orphans/observe-aws.ts'
import { type OrphanReport, orphansText } from '../../hooks/commands/orphans/text.ts'
import { regionsOf } from '../../hooks/commands/run-orphans.ts'
import { plainScreen } from '../../hooks/commands/terminal/screen.ts'
import { aPlatform } from '../helpers/flow-objects.ts'
import { webHostname as hostname, readyWeb } from '../helpers/flow-ready.ts'
import { createFlowWorld, type FlowWorld } from '../helpers/flow-world.ts'
import { objectReader } from '../helpers/object-reader.ts'

const credentials = { accessKeyId: 'AKIAEMBEDDED', secretAccessKey: 'embedded' }
const usual: Places = { zones: [], regions: ['eu-central-1'] }

function viewOf({ clock, cloud }: FlowWorld): AWSView {
  const requestHandler = cloud.requestHandler()
  return awsReader({ region: 'eu-central-1', clock, requestHandler, credentials })
}

type Look = { lists?: (time: number) => readonly ReadObject[]; aws?: AWSView; places?: Places }

/** Looks for orphans. `lists` gives the claims of the first and of the second listing. */
async function look(world: FlowWorld, { lists, aws, places = usual }: Look): Promise<OrphanReport> {
  const all = (kind: string) => world.list(kind) as unknown as readonly ReadObject[]
  let times = 0
  const reader = objectReader(() => [...all('GatewayPool'), ...all('DomainClaim')])
  const counting = {
    ...reader,
    get: async (path: string) => {
      if (lists === undefined || !path.includes('/domainclaims')) return reader.get(path)
      return { metadata: {}, items: lists(times++) }
    }
  }
  let report: OrphanReport | undefined
  void lookForOrphans(counting, aws ?? viewOf(world), 'test-cluster', places).then(found => {
    report = found
  })
  await world.until(() => report !== undefined, 600)
  if (report === undefined) throw new Error('it does not end')
  return report
}

async function worldOf(t: Test): Promise<FlowWorld> {
  const quotas = { namesPerCertificate: 101 }
  const world = await readyWeb(aPlatform(), createFlowWorld({ quotas }))
  t.teardown(() => world.stop())
  return world
}

const claimsOf = (world: FlowWorld) => world.list('DomainClaim') as unknown as ReadObject[]
const kindsOf = ({ orphans }: OrphanReport) => orphans.map(({ kind }) => kind)

/** Has somebody else request a certificate. */
async function request(world: FlowWorld, region: string, names: readonly string[]) {
  const client = new ACMClient({
    region,
    credentials,
    requestHandler: world.cloud.requestHandler()
  })
  const [DomainName = '', ...SubjectAlternativeNames] = names
  let isMade = false
  const more = SubjectAlternativeNames.length === 0 ? {} : { SubjectAlternativeNames }
  const command = new RequestCertificateCommand({ DomainName, ValidationMethod: 'DNS', ...more })
  void client.send(command).then(() => {
    isMade = true
  })
  await world.until(() => isMade, 60)
  // ACM lists a new certificate after a while.
  await world.clock.advance(120_000)
}

/** The world after the claim and its certificate, of which the records are left. */
async function leftovers(t: Test) {
  const world = await worldOf(t)
  const aws = viewOf(world)
  const ofOthers: AWSView = {
    ...aws,
    certificates: async (region, isWanted) => {
      const read = await aws.certificates(region, isWanted)
      if (!read.ok) return read
      const own = new Set(
        read.value.certificates.filter(({ tags }) => Object.keys(tags).length > 0)
      )
      const certificates = read.value.certificates.filter(each => !own.has(each))
      const isOthers = (name: string) => name !== hostname || certificates.length > 0
      return {
        ok: true,
        value: { ...read.value, certificates, names: read.value.names.filter(isOthers) }
      }
    }
  }
  return { world, aws: ofOthers, lists: () => [] }
}

t.test('a validation record without any certificate is an orphan', async t => {
  const { world, ...rest } = await leftovers(t)
  const report = await look(world, { ...rest, places: { ...usual, zones: ['Z0APPS'] } })
  t.ok(kindsOf(report).includes('validation record'))
})

t.test('a certificate of CERTIFICATE_REGIONS needs its validation record', async t => {
  const { world, ...rest } = await leftovers(t)
  await request(world, 'ap-south-1', [hostname])
  const settings = { found: { CERTIFICATE_REGIONS: 'ap-south-1, eu-west-1' }, isComplete: true }
  const places = { zones: ['Z0APPS'], ...regionsOf(settings, 'eu-central-1') }
  const report = await look(world, { ...rest, places })
  t.notOk(kindsOf(report).includes('validation record'))
  t.strictSame([...report.regions].sort(), ['ap-south-1', 'eu-central-1', 'eu-west-1', 'us-east-1'])
})

t.test('any name of a certificate needs its validation record', async t => {
  const { world, ...rest } = await leftovers(t)
  await request(world, 'us-east-1', ['elsewhere.example.net', `*.${hostname}`])
  const report = await look(world, { ...rest, places: { ...usual, zones: ['Z0APPS'] } })
  t.notOk(kindsOf(report).includes('validation record'))
})

t.test('a name that ACM does not list needs its validation record too', async t => {
  const { world, ...rest } = await leftovers(t)
  const many = Array.from({ length: 100 }, (_, index) => `site-${index}.example.net`)
  await request(world, 'us-east-1', [...many, hostname])
  const report = await look(world, { ...rest, places: { ...usual, zones: ['Z0APPS'] } })
  t.notOk(kindsOf(report).includes('validation record'))
  t.strictSame(report.unread, [])
})

t.test('settings that are not read prove nothing', async t => {
  const { world, lists, aws } = await leftovers(t)
  const places = { ...usual, zones: ['Z0APPS'] }
  const settings = await readHooksSettings(
    objectReader(() => []),
    undefined
  )
  const unknown = { ...places, ...regionsOf(settings, 'eu-central-1') }
  const ofUnknown = await look(world, { lists, aws, places: unknown })
  t.notOk(kindsOf(ofUnknown).includes('validation record'))
  t.match(ofUnknown.unread.join(), 'CERTIFICATE_REGIONS')
})

t.test('a hostname that is made while AWS is read is no orphan', async t => {
  const world = await worldOf(t)
  const lists = (time: number) => (time === 0 ? [] : claimsOf(world))
  t.strictSame(kindsOf(await look(world, { lists })), [])
})

t.test('a hostname that goes, or gets another certificate, has lost nothing', async t => {
  const world = await worldOf(t)
  const none: AWSView = {
    records: async () => ({ ok: true, value: [] }),
    certificates: async () => ({ ok: true, value: { certificates: [], names: [] } })
  }
  t.strictSame(kindsOf(await look(world, { aws: none })), ['claim', 'claim'], 'it is lost')
  const goes = (time: number) => (time === 0 ? claimsOf(world) : [])
  t.strictSame(kindsOf(await look(world, { aws: none, lists: goes })), [])
  const another = (time: number) =>
    claimsOf(world).map(claim => ({
      ...claim,
      status: { certificate: { arn: `arn:of:listing:${time}` } }
    }))
  t.strictSame(kindsOf(await look(world, { aws: none, lists: another })), [])
})

t.test('without a zone it says so, and what was read is named', async t => {
  const world = await worldOf(t)
  const reader = { target: 'test', get: async () => ({ metadata: {}, items: [] }) }
  let report: OrphanReport | undefined
  void lookForOrphans(reader, viewOf(world), 'test-cluster', usual).then(found => {
    report = found
  })
  await world.until(() => report !== undefined, 600)
  if (report === undefined) throw new Error('it does not end')
  t.match(report.unread, ['any zone: no pool and no claim names one'])
  const text = orphansText(report, plainScreen())
  t.match(text, 'Not looked at: any zone: no pool and no claim names one')
  t.match(text, 'Read: no zone; regions eu-central-1, us-east-1.')
  const found = await look(world, {})
  t.match(orphansText(found, plainScreen()), 'Read: zone Z0APPS; regions eu-central-1, us-east-1.')
})

t.test('only regions of the own partition are asked', async t => {
  for (const [region, expected] of [
    ['eu-west-1', ['eu-west-1', 'us-east-1']],
    ['cn-north-1', ['cn-north-1']],
    ['us-gov-west-1', ['us-gov-west-1']]
  ] as const) {
    const asked: string[] = []
    const aws: AWSView = {
      records: async () => ({ ok: true, value: [] }),
      certificates: async region => {
        asked.push(region)
        return { ok: true, value: { certificates: [], names: [] } }
      }
    }
    const spec = { region, domains: [{ name: 'example.com', hostedZoneID: 'Z1' }] }
    const pools = [{ metadata: { name: 'public' }, spec }]
    const places = { zones: [], regions: [] }
    const seen = await observeAWS(aws, 'test-cluster', { pools, claims: [] }, places)
    t.strictSame(asked, expected)
    t.strictSame(seen.unread, [])
    t.ok(seen.areRegionsComplete)
  }
})

t.test('without any region it says so', async t => {
  const aws: AWSView = {
    records: async () => ({ ok: true, value: [] }),
    certificates: async () => ({ ok: false, kind: 'unreachable', why: 'not asked' })
  }
  const places = { zones: ['Z1'], regions: [] }
  const seen = await observeAWS(aws, 'test-cluster', { pools: [], claims: [] }, places)
  t.strictSame(seen.unread, ['certificates: no region is known, give one with --region'])
  t.notOk(seen.areRegionsComplete)
})
