import { isDeepStrictEqual } from 'node:util'
import t from 'tap'
import type { DomainClaim } from '../../../../hooks/api/domain-claim.ts'
import type { HookAnswer } from '../../../../hooks/hook.ts'
import type { SyncResponse } from '../../../../hooks/wire/metacontroller.ts'
import {
  aClaim,
  type ClaimWorld,
  createClaimWorld,
  isIssued,
  isReady,
  type WorldOptions
} from '../../../helpers/claim-world.ts'

/** What a claim has cost Metacontroller: each write of a status is a GET and a PUT. */
type Costs = { syncs: number; noNews: number; writes: string[] }

/**
 * Lives with a claim as Metacontroller does: it adds the generation to each status before it
 * compares it, keeps the status when the answer is 429, and comes back as it is told.
 */
async function live(
  { call, clock }: ClaimWorld,
  claim: DomainClaim,
  until: (claim: DomainClaim) => boolean,
  costs: Costs
): Promise<boolean> {
  const end = clock.now() + 1800_000
  while (clock.now() < end) {
    const answer = await call(claim)
    costs.syncs += 1
    const seconds = answer.status === 429 ? noNews(answer, costs) : write(answer, claim, costs)
    if (until(claim)) return true
    await clock.advance(seconds * 1000)
  }
  return false
}

function noNews({ headers }: HookAnswer, costs: Costs): number {
  costs.noNews += 1
  return Number(headers?.['retry-after'])
}

function write({ body }: HookAnswer, claim: DomainClaim, costs: Costs): number {
  const { status, resyncAfterSeconds = 1800 } = body as SyncResponse<object>
  const { generation: observedGeneration } = claim.metadata
  const written: object = JSON.parse(JSON.stringify({ ...status, observedGeneration }))
  if (!isDeepStrictEqual(written, claim.status)) {
    claim.status = written
    costs.writes.push(said(claim))
  }
  return resyncAfterSeconds
}

function said({ metadata, status }: DomainClaim): string {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready')
  return `${metadata.generation}: ${ready?.status} ${ready?.reason}`
}

const worlds: Record<string, WorldOptions> = {
  'AWS that answers at once': { quotas: 'none' },
  'the quotas of AWS': {}
}

/**
 * So long (ms) after the load balancer got the certificate, the claim is synced with its target.
 * ACM needs some ten seconds to show who uses a certificate: a claim that looks sooner says so, and
 * is written once more.
 */
const attachedBeforeMs = 20_000

/** Brings a claim from nothing to Ready, with the one change of its spec that the pool makes. */
async function bringToReady(world: ClaimWorld, hostname: string): Promise<[DomainClaim, Costs]> {
  const claim = aClaim(world, hostname)
  const costs: Costs = { syncs: 0, noNews: 0, writes: [] }
  if (!(await live(world, claim, isIssued, costs))) throw new Error(said(claim))
  world.attach(claim)
  await world.clock.advance(attachedBeforeMs)
  if (!(await live(world, claim, isReady, costs))) throw new Error(said(claim))
  return [claim, costs]
}

for (const [given, options] of Object.entries(worlds))
  t.test(`from nothing to Ready with ${given}: at most 5 writes of the status`, async t => {
    const world = createClaimWorld(options)
    const [claim, first] = await bringToReady(world, 'first.example.com')
    t.ok(first.writes.length <= 5, first.writes.join(', '))
    t.equal(claim.metadata.generation, 2, 'one generation after the first: the target')
    t.equal(first.writes.at(-1), '2: True Ready')
    const ready = structuredClone(claim)
    await live(world, claim, () => false, first)
    t.strictSame(claim, ready, 'Ready is written once')

    const [, second] = await bringToReady(world, 'second.example.com')
    t.ok(second.writes.length <= 5, second.writes.join(', '))
    t.ok(second.syncs <= 10, `${second.syncs} syncs, once it is known how long ACM takes`)
    t.ok(second.syncs < first.syncs, `${first.syncs} syncs before that`)
  })
