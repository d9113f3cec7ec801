import { apiVersion } from '../../hooks/api/schema.ts'
import type { ApiStore } from '../../simulator/api-store/api-store.ts'
import type { KubeObject } from '../../simulator/api-store/objects.ts'
import type { ApiRequest, SyncReport } from '../../simulator/engine/types.ts'

/** Numbers by name. */
export type Counts = Record<string, number>

/** What Metacontroller did in a phase. */
export type Work = {
  /** Syncs by controller. */
  syncs: Counts
  /** Of these, syncs that the hook answered with 429. */
  tooManyRequests: Counts
  /** How long all syncs of a controller took together. */
  syncSeconds: Counts
  /** Status writes by controller. */
  statusWrites: Counts
  /** Requests to the API server, by verb, purpose and controller: `GET status domain-claims`. */
  requests: Counts
  /** Children that were applied or deleted, by kind. */
  children: Counts
  /** How often the spec of a DomainClaim was changed after it was created. */
  claimGenerations: number
  /** How many requests were told that their pool does not answer. */
  toldNoAnswer: number
  failures: number
}

/** Counts what Metacontroller does. */
export type WorkCounter = {
  onSync: (report: SyncReport) => void
  onRequest: (request: ApiRequest) => void
  /** Counts what shows only in the objects themselves. */
  watch: (store: ApiStore) => void
  /** Returns what was counted, and starts from zero. */
  take: () => Work
}

export function createWorkCounter(): WorkCounter {
  let work = noWork()
  let told = new Set<string>()
  return {
    onSync: report => countSync(work, report),
    onRequest: ({ verb, purpose, controller }) =>
      add(work.requests, `${verb} ${purpose} ${controller}`),
    watch: store => {
      store.watch(({ object, old }) => {
        if (old !== undefined && isRespecified(old, object)) work.claimGenerations += 1
      }, kindOf('DomainClaim'))
      store.watch(({ object }) => {
        if (readyOf(object)?.reason === 'NoAnswerFromPool') told.add(object.metadata.uid)
      }, kindOf('GatewayHostnameRequest'))
    },
    take: () => {
      const taken = { ...work, toldNoAnswer: told.size }
      work = noWork()
      told = new Set()
      return taken
    }
  }
}

function noWork(): Work {
  return {
    syncs: {},
    tooManyRequests: {},
    syncSeconds: {},
    statusWrites: {},
    requests: {},
    children: {},
    claimGenerations: 0,
    toldNoAnswer: 0,
    failures: 0
  }
}

function countSync(work: Work, report: SyncReport): void {
  const { controller, result, applied, deleted } = report
  add(work.syncs, controller)
  add(work.syncSeconds, controller, report.milliseconds / 1000)
  if (result === 'too many requests') add(work.tooManyRequests, controller)
  if (result === 'failed') work.failures += 1
  if (report.statusWritten) add(work.statusWrites, controller)
  for (const { kind } of [...applied, ...deleted]) add(work.children, kind)
}

function add(counts: Counts, name: string, count = 1): void {
  counts[name] = (counts[name] ?? 0) + count
}

/** The sum of all counts. */
export function sumOf(counts: Counts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}

/** The requests by their verb. */
export function byVerb(requests: Counts): Counts {
  const verbs: Counts = {}
  for (const [name, count] of Object.entries(requests)) add(verbs, name.split(' ')[0] ?? '', count)
  return verbs
}

/** Whether the spec has changed. A deletion raises the generation too. */
function isRespecified(old: KubeObject, { metadata }: KubeObject): boolean {
  const isDeletion =
    (old.metadata.deletionTimestamp === undefined) !== (metadata.deletionTimestamp === undefined)
  return old.metadata.generation !== metadata.generation && !isDeletion
}

/** The condition Ready. */
export function readyOf({ status }: KubeObject): { status: string; reason: string } | undefined {
  const conditions = (status?.conditions ?? []) as {
    type: string
    status: string
    reason: string
  }[]
  return conditions.find(({ type }) => type === 'Ready')
}

export function kindOf(kind: string): { apiVersion: string; kind: string } {
  return { apiVersion, kind }
}
