import { fieldOf } from '../../api/field-of.ts'
import { counted } from '../../text/counted.ts'
import { listed } from '../../text/listed.ts'
import type { ReadObject } from '../cluster/cluster-reader.ts'
import type { Plan } from './decide.ts'
import type { Left } from './left.ts'

/** What is left, as numbers. */
export function countsOf({ requests, claims, pools }: Left): string {
  return [
    counted(requests.length, 'request'),
    counted(claims.length, 'claim'),
    counted(pools.length, 'pool')
  ].join(', ')
}

/** What a drain will do, before it is agreed to. */
export function announcement(target: string, left: Left): string {
  const { requests, claims, pools } = left
  const hostnames = claims.map(({ spec }) => `${fieldOf(spec, 'hostname')}`).sort()
  const kept = pools.filter(({ spec }) => fieldOf(spec, 'deletionPolicy') === 'Retain')
  const lines = [
    `Reading ${target}`,
    `This deletes ${counted(requests.length, 'request')} and ${counted(pools.length, 'pool')}.`,
    ...(claims.length === 0
      ? []
      : [`${counted(claims.length, 'hostname')} will stop working: ${listed(hostnames)}`]),
    ...(kept.length === 0
      ? []
      : [`Certificates and aliases stay in AWS for pools with Retain: ${namesOf(kept)}`])
  ]
  return `${lines.join('\n')}\n`
}

/** How far a drain is: the counts, then what is waited for. */
export function progressLines(left: Left, { waits }: Plan): readonly string[] {
  const reasons = [...waits].map(([why, names]) => `  ${listed(names)}: ${why}`)
  return [`${countsOf(left)} left`, ...reasons]
}

/** Why a release must not be uninstalled yet; `undefined` if nothing stands against it. */
export function refusal({ claims, pools }: Left): string | undefined {
  if (claims.length + pools.length === 0) return undefined
  const what = [
    ...(claims.length === 0 ? [] : [`${counted(claims.length, 'claim')} (${namesOf(claims)})`]),
    ...(pools.length === 0 ? [] : [`${counted(pools.length, 'pool')} (${namesOf(pools)})`])
  ].join(' and ')
  return (
    `${what} still there. Without the hooks and Metacontroller, they can never be deleted, and ` +
    'their certificates and records stay in AWS. First run: gateway-orchestrator drain'
  )
}

function namesOf(objects: readonly ReadObject[]): string {
  return listed(objects.map(({ metadata }) => metadata.name).sort())
}

/** What is left, for programs. */
export function leftJSON({ requests, claims, pools }: Left): object {
  return {
    requests: requests.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`),
    claims: claims.map(({ metadata }) => metadata.name),
    pools: pools.map(({ metadata }) => metadata.name)
  }
}
