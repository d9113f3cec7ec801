import { fieldOf } from '../api/field-of.ts'
import { textOf } from '../text/text-of.ts'
import type { SyncRequest, SyncResponse } from '../wire/metacontroller.ts'
import type { PlacedBefore } from './observe/placed-before.ts'

/**
 * Remembers on which Gateways this process has placed new claims, by the name of the pool. The next
 * sync of the pool may begin before Metacontroller's cache shows the last of these claims. Their
 * places would then be given away once more, and a claim never moves to another Gateway.
 */
export type PlacedRecall = {
  of: (pool: string, now: number) => PlacedBefore
  /** Notes the claims of an answer that the request did not show. */
  note: (request: SyncRequest, response: SyncResponse, now: number) => void
}

/** A cache is not further behind than this (ms). Until then a place stays taken. */
const keptForMs = 60_000

type Place = { gateway: string; at: number }

/** Makes an empty memory. */
export function createPlacedRecall(): PlacedRecall {
  const byPool = new Map<string, Map<string, Place>>()
  return {
    of(pool, now) {
      const places = [...(byPool.get(pool) ?? [])].filter(([, { at }]) => isKept(at, now))
      return new Map(places.map(([claim, { gateway }]) => [claim, gateway]))
    },
    note(request, { children }, now) {
      const { name: pool } = request.parent.metadata
      const before = [...(byPool.get(pool) ?? [])].filter(([, { at }]) => isKept(at, now))
      const places = new Map(before)
      const isShown = shownClaims(request)
      for (const { kind, metadata, spec } of children) {
        if (kind !== 'DomainClaim' || isShown(metadata.name)) continue
        places.set(metadata.name, { gateway: gatewayIn(spec), at: now })
      }
      byPool.set(pool, places)
    }
  }
}

function shownClaims({ children }: SyncRequest): (name: string) => boolean {
  const groups = Object.entries(children).filter(([group]) => group.startsWith('DomainClaim.'))
  return name => groups.some(([, claims]) => Object.hasOwn(claims, name))
}

function gatewayIn(spec: unknown): string {
  return textOf(fieldOf(fieldOf(spec, 'gatewayRef'), 'name'))
}

function isKept(at: number, now: number): boolean {
  return at <= now && now < at + keptForMs
}
