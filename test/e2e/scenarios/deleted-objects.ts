import type { Test } from 'tap'
import type { KubeObject } from '../../../simulator/api-store/objects.ts'
import { waitUntil } from '../control-plane/wait-until.ts'
import { read, untilReady } from '../world/awaits.ts'
import { createPerson } from '../world/person.ts'
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

type Trial = { world: World; place: Place; hostname: string; tell: Tell }

/**
 * An administrator of the cluster deletes what a hostname is made of, one thing after the other.
 * Each is repaired before the next one is deleted.
 */
export async function deletedObjects(t: Test, world: World, tell: Tell): Promise<void> {
  const { admin, cloud } = world
  const place = await makePlace(world, 'objects')
  const team = await place.team('a')
  const requests = ['kept', 'other'].map(label => place.request(team, label))
  await admin.apply(...requests)
  for (const request of requests) await untilReady(admin, request)
  const hostname = place.hostname('kept')
  const trial = { world, place, hostname, tell }
  await t.test('a certificate in use', t => certificateInUse(t, trial))
  await t.test('its entry in the configuration', t => entryDeleted(t, trial))
  await t.test('its listener', t => listenerDeleted(t, trial))
  await t.test('the Gateway', t => gatewayDeleted(t, trial))
  t.equal(certificateRequests(cloud, hostname), 1, 'one certificate so far')
  await t.test('the claim', t => claimDeleted(t, trial))
  t.equal(certificateRequests(cloud, hostname), 2, 'the second claim got its own certificate')
  const other = place.hostname('other')
  t.equal(certificateRequests(cloud, other), 1, 'the other hostname kept its certificate')
  for (const request of requests) await untilReady(admin, request)
}

/** The ARN of a claim's certificate. */
async function certificateOf({ world, hostname }: Trial): Promise<string> {
  const { status } = await claimOf(world.admin, hostname)
  const { arn } = (status?.certificate ?? {}) as { arn?: string }
  if (arn === undefined) throw new Error(`${hostname} has no certificate`)
  return arn
}

/** ACM refuses it, so that nothing happens. */
async function certificateInUse(t: Test, trial: Trial): Promise<void> {
  const { world, tell } = trial
  const person = createPerson(world.cloud.url)
  t.teardown(person.close)
  const deletion = person.deleteCertificate(await certificateOf(trial))
  await t.rejects(deletion, { name: 'ResourceInUseException' })
  tell({ deleted: 'the certificate, in use', back: 'refused by ACM', ready: 'all the time' })
}

/** The first object of a kind in the gateway namespace. */
async function firstOf({ world, place }: Trial, kind: string): Promise<KubeObject> {
  const [object] = await world.admin.get(kind, '-n', place.edge)
  if (object === undefined) throw new Error(`${place.edge} has no ${kind}`)
  return object
}

/** Changes an object with a JSON patch, as `kubectl edit` does. */
async function patch({ world }: Trial, { kind, metadata }: KubeObject, operations: object[]) {
  const what = [`${kind}/${metadata.name}`, '-n', metadata.namespace ?? '']
  await world.admin.run(['patch', ...what, '--type=json', '-p', JSON.stringify(operations)])
}

async function entryDeleted(t: Test, trial: Trial): Promise<void> {
  const arn = await certificateOf(trial)
  const configuration = await firstOf(trial, 'loadbalancerconfigurations')
  const began = Date.now()
  await patch(trial, configuration, [{ op: 'remove', path: '/spec/listenerConfigurations' }])
  const isBack = async () => {
    const { metadata, spec } = await firstOf(trial, 'loadbalancerconfigurations')
    const isChanged = metadata.generation !== configuration.metadata.generation
    return isChanged && JSON.stringify(spec).includes(arn)
  }
  await waitUntil('the certificate in the configuration', isBack, { within: 30_000 })
  const back = secondsFrom(began)
  await isReady(t, trial)
  trial.tell({ deleted: "the certificate's entry in the configuration", back, ready: 'yes' })
}

async function listenerDeleted(t: Test, trial: Trial): Promise<void> {
  const gateway = await firstOf(trial, 'gateways')
  const index = listenersOf(gateway).findIndex(({ hostname }) => hostname === trial.hostname)
  const listener = `/spec/listeners/${index}`
  const began = Date.now()
  await patch(trial, gateway, [
    { op: 'test', path: `${listener}/hostname`, value: trial.hostname },
    { op: 'remove', path: listener }
  ])
  const isBack = async () => {
    const found = await firstOf(trial, 'gateways')
    const isChanged = found.metadata.generation !== gateway.metadata.generation
    return isChanged && listenersOf(found).some(({ hostname }) => hostname === trial.hostname)
  }
  await waitUntil('the listener', isBack, { within: 30_000 })
  const back = secondsFrom(began)
  await isReady(t, trial)
  trial.tell({ deleted: "the hostname's listener on the Gateway", back, ready: 'yes' })
}

function listenersOf({ spec }: KubeObject): readonly { hostname?: string }[] {
  return (spec?.listeners ?? []) as readonly { hostname?: string }[]
}

async function isReady(t: Test, { world, hostname }: Trial): Promise<void> {
  const isTrue = async () =>
    conditionOf(await claimOf(world.admin, hostname), 'Ready')?.status === 'True'
  await waitUntil(`${hostname} to be Ready`, isTrue)
  t.pass('the claim is Ready')
}

/** Where the alias points to. */
function aliasOf({ world, hostname }: Trial): string | undefined {
  return world.cloud.zones.resolve(hostname, 'A')?.alias?.dnsName
}

/** Deletes the Gateway. The aliases follow its successor. */
async function gatewayDeleted(t: Test, trial: Trial): Promise<void> {
  const { metadata } = await firstOf(trial, 'gateways')
  const before = aliasOf(trial)
  const began = Date.now()
  await trial.world.admin.run([
    'delete',
    'gateway',
    metadata.name,
    '-n',
    trial.place.edge,
    '--wait=false'
  ])
  const isAgain = async () => {
    const words = ['gateway', metadata.name, '-n', trial.place.edge, '--ignore-not-found']
    const [found] = await trial.world.admin.get(...words)
    return found !== undefined && found.metadata.uid !== metadata.uid
  }
  await waitUntil('another Gateway', isAgain)
  const back = secondsFrom(began)
  const ready = await untilMoved(t, trial, before, began)
  trial.tell({ deleted: 'the Gateway', back, ready })
}

/** Waits until the alias points elsewhere, and the claim is Ready with it. */
async function untilMoved(
  t: Test,
  trial: Trial,
  before: string | undefined,
  began: number
): Promise<string> {
  const isMoved = () => ![before, undefined].includes(aliasOf(trial))
  await waitUntil('the alias to move', isMoved, { within: 180_000 })
  const at = Date.now()
  const readyAt = await untilReadyAgain(trial.world.admin, trial.hostname, began)
  t.pass('the alias has moved')
  return `alias after ${secondsFrom(began, at)}, Ready after ${secondsFrom(began, readyAt)}`
}

/** The policy refuses the deletion of a claim in use unless the claim has an annotation. */
async function claimDeleted(t: Test, trial: Trial): Promise<void> {
  const { world, hostname, tell } = trial
  const { admin } = world
  const claim = await claimOf(admin, hostname)
  const refused = await admin.try(['delete', 'domainclaim', claim.metadata.name, '--wait=false'])
  t.not(refused.status, 0, 'the deletion is refused')
  const permission = 'gateway-orchestrator.io/allow-delete=true'
  await admin.run(['annotate', 'domainclaim', claim.metadata.name, permission])
  const began = Date.now()
  await admin.run(['delete', 'domainclaim', claim.metadata.name, '--wait=false'])
  const isAgain = async () => {
    const [found] = await admin.get('domainclaim', claim.metadata.name, '--ignore-not-found')
    return found !== undefined && found.metadata.uid !== claim.metadata.uid
  }
  await waitUntil('another claim', isAgain, { within: 180_000 })
  const back = secondsFrom(began)
  const readyAt = await untilReadyAgain(admin, hostname, began, 180_000)
  tell({ deleted: 'the DomainClaim', back, ready: secondsFrom(began, readyAt) })
}

/**
 * An administrator deletes a LoadBalancerConfiguration. It stays until its Gateway is deleted too:
 * its hostnames work on, and a new one waits.
 */
export async function deletedConfiguration(t: Test, world: World, tell: Tell): Promise<void> {
  const { admin, cloud } = world
  const place = await makePlace(world, 'frozen')
  const request = place.request(await place.team('a'), 'kept')
  await admin.apply(request)
  await untilReady(admin, request)
  const trial = { world, place, hostname: place.hostname('kept'), tell }
  const { metadata } = await firstOf(trial, 'loadbalancerconfigurations')
  const before = aliasOf(trial)
  const words = [metadata.name, '-n', place.edge, '--wait=false']
  const began = Date.now()
  await admin.run(['delete', 'loadbalancerconfiguration', ...words])
  const isTold = async () => saying(await read(admin, 'gatewaypool', place.pool))
  const message = await waitUntil('the pool to say so', isTold)
  const told = secondsFrom(began)
  t.match(message, metadata.name, message)
  await untilReady(admin, request)
  t.equal(aliasOf(trial), before, 'the hostname works on')
  const deletedAt = Date.now()
  await admin.run(['delete', 'gateway', ...words])
  const ready = await untilMoved(t, trial, before, deletedAt)
  const isSilent = async () => (await isTold()) === undefined
  await waitUntil('the pool to say nothing more', isSilent)
  tell({
    deleted: 'the LoadBalancerConfiguration',
    back: `said ${told}`,
    ready: `the Gateway deleted too: ${ready}`
  })
  t.equal(certificateRequests(cloud, trial.hostname), 1, 'no second certificate')
}

/** The message of a pool about a configuration that is being deleted. */
function saying({ status }: KubeObject): string | undefined {
  const { conditions = [] } = (status ?? {}) as {
    conditions?: readonly { reason: string; message: string }[]
  }
  return conditions.find(({ reason }) => reason === 'ConfigurationDeleting')?.message
}
