import t from 'tap'
import { type EventServer, eventsOf, wordsOf } from '../helpers/event-server.ts'
import { createEventfulWorld } from '../helpers/flow-events.ts'
import { aNamespace, aPlatform, aRequest } from '../helpers/flow-objects.ts'
import { webHostname as hostname, readyWeb } from '../helpers/flow-ready.ts'
import type { FlowWorld } from '../helpers/flow-world.ts'

const kind = 'GatewayHostnameRequest'

function toldOf(server: EventServer, kind: string, name: string): string[] {
  return eventsOf(server, kind, name).map(wordsOf)
}

/** A world with the request `shop/web` Ready, and what has been told of it. */
async function readyAndTold() {
  const { world, server } = createEventfulWorld()
  await readyWeb(aPlatform(), world)
  await world.clock.advance(5_000)
  return { world, server }
}

t.test('the way of a hostname to Ready, on its request, its claim and its pool', async t => {
  const { world, server } = await readyAndTold()
  const steps = [
    'Normal ValidationRecordCreated',
    'Normal CertificateRequested',
    'Normal DNSValidated',
    'Normal ValidationPending',
    'Normal CertificateIssued',
    'Normal WaitingForGateway',
    'Normal AliasCreated',
    'Normal CertificateAttached',
    'Normal DNSAliasReady',
    'Normal Ready'
  ]
  t.strictSame(toldOf(server, kind, 'web'), ['Normal Accepted', ...steps])
  t.strictSame(toldOf(server, 'DomainClaim', hostname).toSorted(), steps.toSorted())
  t.strictSame(toldOf(server, 'GatewayPool', 'default'), ['Normal GatewayAdded', 'Normal Ready'])
  await world.stop()
})

t.test('nothing more while nothing happens, and nothing after a restart', async t => {
  const { world, server } = await readyAndTold()
  await world.clock.advance(20 * 60_000)
  const before = server.requests.length
  await world.clock.advance(3 * 3600_000)
  t.equal(server.requests.length, before, 'three hours of syncs')
  world.hooks.restart()
  await world.clock.advance(3600_000)
  t.equal(server.requests.length, before, 'an hour with a new process')
  await world.stop()
})

t.test('somebody else changes the alias again and again: one Event, counted', async t => {
  const { world, server } = await readyAndTold()
  for (let time = 0; time < 3; time++) {
    await world.clock.advance(600_000)
    world.cloud.zones.removeRecord('Z0APPS', hostname, 'A')
  }
  await world.clock.advance(600_000)
  for (const [about, name] of [
    ['DomainClaim', hostname],
    [kind, 'web']
  ] as const) {
    const repaired = toldOf(server, about, name).filter(word => word.includes('Repaired'))
    t.strictSame(repaired, ['Warning AliasRepaired x3'], about)
  }
  const [event] = eventsOf(server, kind, 'web').filter(({ reason }) => reason === 'AliasRepaired')
  t.match(event?.note, /Somebody else .*created web\.apps\.example\.com A alias to/)
  await world.stop()
})

t.test('released, handed over, gone; and the one that waited gets the hostname', async t => {
  const { world, server } = await readyAndTold()
  world.apply(aNamespace('rival'), aRequest('rival', 'waiting', hostname))
  await world.clock.advance(5_000)
  t.strictSame(toldOf(server, kind, 'waiting'), ['Warning HostnameTaken'])
  world.remove(kind, 'web', 'shop')
  await world.clock.advance(30_000)
  t.equal(toldOf(server, kind, 'web').at(-1), 'Normal Released')
  world.apply(aRequest('shop', 'web-2', hostname))
  t.ok(await world.untilReady('shop', 'web-2', 60))
  await world.clock.advance(5_000)
  t.strictSame(
    toldOf(server, kind, 'web-2').toSorted(),
    ['Normal Accepted', 'Normal HandedOver', 'Normal Ready'],
    'nothing is told as done that was done before'
  )
  world.remove(kind, 'web-2', 'shop')
  t.ok(await world.untilReady('rival', 'waiting', 1800))
  await world.clock.advance(5_000)
  t.strictSame(toldOf(server, kind, 'web-2').slice(-3), [
    'Normal Released',
    'Normal AliasRemoved',
    'Normal Gone'
  ])
  const claim = toldOf(server, 'DomainClaim', hostname)
  for (const reason of ['HandedOver', 'Deleting', 'AliasRemoved', 'CertificateDeleted', 'Gone'])
    t.equal(claim.filter(word => word === `Normal ${reason}`).length, 1, reason)
  t.equal(toldOf(server, kind, 'waiting').at(-1), 'Normal Ready')
  await world.stop()
})

/** When all requests were answered as they are in the end, without events. */
async function timeline(answer: (server: EventServer) => void): Promise<string[]> {
  const { world, server } = createEventfulWorld()
  answer(server)
  return statuses(world)
}

async function statuses(world: FlowWorld): Promise<string[]> {
  await readyWeb(aPlatform(), world)
  const seen = [`${world.clock.now()} ${JSON.stringify(world.list(kind))}`]
  world.remove(kind, 'web', 'shop')
  await world.untilGone('DomainClaim')
  seen.push(`${world.clock.now()} ${JSON.stringify(world.list('GatewayPool'))}`)
  await world.stop()
  return seen
}

t.test(
  'an API server that refuses, fails or hangs changes nothing, and delays nothing',
  async t => {
    const expected = await timeline(() => undefined)
    const never = new Promise<never>(() => undefined)
    for (const [what, answer] of [
      ['refuses', () => Promise.resolve({ status: 403, body: '' })],
      ['fails', () => Promise.resolve({ status: 500, body: '' })],
      ['is away', () => Promise.reject(new Error('ECONNREFUSED'))],
      ['hangs', () => never]
    ] as const) {
      const seen = await timeline(server => server.answerWith(answer))
      t.strictSame(seen, expected, `${what}: the same statuses at the same times`)
    }
  }
)
