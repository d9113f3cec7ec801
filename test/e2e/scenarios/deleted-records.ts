import type { Change, ResourceRecordSet } from '@aws-sdk/client-route-53'
import type { Test } from 'tap'
import { lastLookTime, lookPeriod } from '../../../hooks/domain-claim/facts/look-times.ts'
import type { KubeObject } from '../../../simulator/api-store/objects.ts'
import { waitUntil } from '../control-plane/wait-until.ts'
import { nameOf, untilGone, untilReady } from '../world/awaits.ts'
import { createPerson, type Person } from '../world/person.ts'
import { makePlace, type Place } from '../world/place.ts'
import type { World } from '../world/world.ts'
import {
  certificateRequests,
  claimOf,
  conditionOf,
  secondsFrom,
  type Tell,
  untilReadyAgain
} from './repairs.ts'

/** What a person deletes of one hostname: records at one name, by their types. */
type Row = { label: string; deleted: string; of: 'alias' | 'validation'; types: readonly string[] }

/** Records that are written again. While a claim writes them, it is not Ready. */
const rows = [
  { label: 'alias', deleted: 'the alias (A, AAAA)', of: 'alias', types: ['A', 'AAAA'] },
  { label: 'half', deleted: 'its AAAA record alone', of: 'alias', types: ['AAAA'] },
  { label: 'txt', deleted: 'its ownership TXT', of: 'alias', types: ['TXT'] },
  { label: 'both', deleted: 'the alias and its TXT', of: 'alias', types: ['A', 'AAAA', 'TXT'] },
  { label: 'cname', deleted: 'the validation CNAME', of: 'validation', types: ['CNAME'] },
  {
    label: 'pair',
    deleted: 'the validation CNAME and its TXT',
    of: 'validation',
    types: ['CNAME', 'TXT']
  }
] as const satisfies readonly Row[]

/** The TXT of a validation record is not written again: nothing proves whose the record is. */
const given: Row = {
  label: 'given',
  deleted: 'the TXT of the validation CNAME',
  of: 'validation',
  types: ['TXT']
}

/** Somebody deletes the TXT and points the alias elsewhere. The claim says what to do. */
const moved: Row = {
  label: 'moved',
  deleted: 'its TXT, and the alias points elsewhere',
  of: 'alias',
  types: ['A', 'AAAA', 'TXT']
}

/** What a claim needs after its look, in milliseconds: listings, a batch, and waits for workers. */
const slackMs = 60_000

/** Somebody else's records in the zone of the pool. */
const strangers: readonly ResourceRecordSet[] = [
  { Name: 'www', Type: 'A', TTL: 60, ResourceRecords: [{ Value: '192.0.2.1' }] },
  { Name: '_gateway-orchestrator', Type: 'TXT', TTL: 60, ResourceRecords: [{ Value: '"a note"' }] }
]

/** A zone with our records, a person who deletes some, and when that was. */
type Trial = { world: World; place: Place; person: Person; deletedAt: Map<string, number> }

/**
 * A person deletes records of hostnames that are Ready, each time another one of them. Ready claims
 * look at fixed times of the clock, so all wait together.
 */
export async function deletedRecords(t: Test, world: World, tell: Tell): Promise<void> {
  const { admin, cloud } = world
  const person = createPerson(cloud.url)
  t.teardown(person.close)
  const place = await makePlace(world, 'records', { loadBalancer: { ipAddressType: 'dualstack' } })
  const trial = { world, place, person, deletedAt: new Map<string, number>() }
  const team = await place.team('a')
  const request = ({ label }: Row) => place.request(team, label)
  const all: readonly Row[] = [...rows, given, moved]
  await person.changeRecords(
    place.zoneID,
    strangers.map(stranger => createdIn(place, stranger))
  )
  const others = await ofOthers(trial)
  await admin.apply(...all.map(request))
  for (const row of all) await untilReady(admin, request(row))
  const before = new Map(all.map(({ label }) => [label, recordsOf(trial, label)]))
  for (const row of all) await deleteRecords(trial, row)
  await t.test('each is repaired, or said', async t => {
    t.jobs = all.length
    for (const row of rows)
      t.test(row.deleted, { buffered: true }, t => isRepaired(t, trial, row, before, tell))
    t.test(moved.deleted, { buffered: true }, t => isSaid(t, trial, tell))
  })
  await isGivenUp(t, trial, request(given), tell)
  for (const { label } of all)
    t.equal(certificateRequests(cloud, place.hostname(label)), 1, `${label}: one certificate`)
  t.strictSame(await ofOthers(trial), others, 'the records of others are untouched')
}

/** The records of others in the zone. */
async function ofOthers({ place, person }: Trial): Promise<readonly ResourceRecordSet[]> {
  const names = strangers.map(({ Name = '' }) => `${place.hostname(Name)}.`)
  return (await person.records(place.zoneID)).filter(({ Name = '' }) => names.includes(Name))
}

function createdIn({ hostname }: Place, record: ResourceRecordSet): Change {
  const Name = hostname(record.Name ?? '')
  return { Action: 'CREATE', ResourceRecordSet: { ...record, Name } }
}

/** Whether a record is one of those that a row names. */
function isOf({ of, types, label }: Row, place: Place, { Name = '', Type }: ResourceRecordSet) {
  const owner = Type === 'TXT' ? '_gateway-orchestrator.' : ''
  const name = `${owner}${of === 'validation' ? '_' : ''}`
  const rest = Name.slice(name.length).replace(/^[0-9a-f]{32}\./, '')
  const isNamed = Name.startsWith(name) && rest === `${place.hostname(label)}.`
  return isNamed && types.some(type => type === Type)
}

async function deleteRecords({ place, person, deletedAt }: Trial, row: Row): Promise<void> {
  const found = (await person.records(place.zoneID)).filter(record => isOf(row, place, record))
  if (found.length !== row.types.length) throw new Error(`${row.deleted}: ${found.length} found`)
  const changes = found.map(record => ({ Action: 'DELETE' as const, ResourceRecordSet: record }))
  await person.changeRecords(place.zoneID, [
    ...changes,
    ...(row === moved ? [elsewhere(place)] : [])
  ])
  deletedAt.set(row.label, Date.now())
}

const foreignAddress = '192.0.2.7'

function elsewhere(place: Place): Change {
  const ResourceRecords = [{ Value: foreignAddress }]
  return createdIn(place, { Name: moved.label, Type: 'A', TTL: 60, ResourceRecords })
}

/** The records of a hostname, without what a repair may change: times and revisions. */
function recordsOf({ world, place }: Trial, label: string): readonly string[] {
  const records = world.cloud.zones.records(place.zoneID)
  const ours = records.filter(({ name }) => `.${name}`.endsWith(`.${place.hostname(label)}.`))
  return ours.map(({ since: _, values, ...record }) =>
    JSON.stringify({ ...record, values: values.map(value => value.replace(/revision=\d+/, '')) })
  )
}

/** When something deleted is noticed at the latest, and after which look it was. */
function lookOf({ world }: Trial) {
  // The zones without the one of somebody else, and the certificates of our region and of
  // us-east-1, which a deleted claim needs: one page for each.
  const pages = world.cloud.zones.list().length - 1 + 2
  const afterLook = (at: number) => `${secondsFrom(lastLookTime(at, pages), at)} after the look`
  return { within: lookPeriod(pages) + slackMs, afterLook }
}

async function isRepaired(
  t: Test,
  trial: Trial,
  row: Row,
  before: ReadonlyMap<string, readonly string[]>,
  tell: Tell
): Promise<void> {
  const { admin } = trial.world
  const hostname = trial.place.hostname(row.label)
  const deletedAt = trial.deletedAt.get(row.label) ?? 0
  const { within, afterLook } = lookOf(trial)
  const isBack = () => recordsOf(trial, row.label).length === before.get(row.label)?.length
  await waitUntil(`${row.deleted} to be back`, isBack, { within })
  const at = Date.now()
  t.strictSame(recordsOf(trial, row.label), before.get(row.label), 'the records are as before')
  const back = `${secondsFrom(deletedAt, at)}, ${afterLook(at)}`
  const readyAt = await untilReadyAgain(admin, hostname, deletedAt)
  tell({ deleted: row.deleted, back, ready: `${secondsFrom(at, readyAt)} later` })
}

/** The claim says what to do. Nothing is touched before a person has done it. */
async function isSaid(t: Test, trial: Trial, tell: Tell): Promise<void> {
  const { world, place, person } = trial
  const hostname = place.hostname(moved.label)
  const deletedAt = trial.deletedAt.get(moved.label) ?? 0
  const { within, afterLook } = lookOf(trial)
  const told = async () => {
    const ready = conditionOf(await claimOf(world.admin, hostname), 'Ready')
    return ready?.reason === 'ForeignRecord' ? ready.message : undefined
  }
  const message = await waitUntil(`${hostname} to say so`, told, { within, every: 1000 })
  const at = Date.now()
  const record = world.cloud.zones.resolve(hostname, 'A')
  t.strictSame(record?.values, [foreignAddress], 'the record of the person is untouched')
  const { name = '', value = '' } =
    /create (?<name>\S+) TXT (?<value>".*")/.exec(message)?.groups ?? {}
  t.ok(name, message)
  const handOver = {
    Name: name,
    Type: 'TXT' as const,
    TTL: 60,
    ResourceRecords: [{ Value: value }]
  }
  await person.changeRecords(place.zoneID, [{ Action: 'CREATE', ResourceRecordSet: handOver }])
  const doneAt = Date.now()
  const readyAt = await untilReadyAgain(world.admin, hostname, doneAt)
  t.ok(world.cloud.zones.resolve(hostname, 'A')?.alias, 'the hostname has its alias')
  const back = `said ${secondsFrom(deletedAt, at)}, ${afterLook(at)}`
  tell({ deleted: moved.deleted, back, ready: `${secondsFrom(doneAt, readyAt)} after the TXT` })
}

/** All other claims have looked meanwhile. The CNAME counts as somebody else's, and stays. */
async function isGivenUp(t: Test, trial: Trial, request: KubeObject, tell: Tell): Promise<void> {
  const { admin } = trial.world
  const hostname = trial.place.hostname(given.label)
  const ready = conditionOf(await claimOf(admin, hostname), 'Ready')
  t.equal(ready?.status, 'True', 'the claim is Ready')
  const deletedAt = trial.deletedAt.get(given.label) ?? 0
  t.ok(Date.parse(ready?.lastTransitionTime ?? '') <= deletedAt, 'and was Ready all the time')
  await admin.run(['delete', ...nameOf(request)])
  await untilGone(admin, `domainclaim/${hostname}`)
  const left = recordsOf(trial, given.label).map(record => JSON.parse(record).type)
  t.strictSame(left, ['CNAME'], 'the CNAME alone stays')
  tell({ deleted: given.deleted, back: 'never', ready: 'all the time' })
}
