import { fieldOf } from '../../api/field-of.ts'
import { conditionOf } from '../../conditions/conditions.ts'
import { readConditions } from '../../conditions/read-conditions.ts'
import { ownershipName, readOwnership } from '../../dns/ownership.ts'
import { textOf } from '../../text/text-of.ts'
import type { ReadObject } from '../cluster/cluster-reader.ts'
import { textAt } from '../cluster/objects.ts'
import { ReadFailure } from '../cluster/read-failure.ts'
import { tryToRead } from '../cluster/reading.ts'
import type { DomainSeen } from './evidence.ts'
import type { DNS } from './tools.ts'

/** Error codes that mean that DNS answered: the name, or the record, does not exist. */
const nothingThere: readonly unknown[] = ['ENOTFOUND', 'ENODATA']
/** More hostnames of a domain are not looked up: one proof is enough. */
const mostProofs = 3

/** What DNS says about a domain. */
export async function observeDomain(
  dns: DNS,
  { pool, domain }: { pool: string; domain: string },
  claims: readonly ReadObject[]
): Promise<DomainSeen> {
  const hostnames = claims.filter(claim => isReadyIn(claim, domain)).slice(0, mostProofs)
  return {
    pool,
    domain,
    servers: await tryToRead(() => serversOf(dns, domain)),
    proof: await proofIn(
      dns,
      hostnames.map(({ spec }) => `${fieldOf(spec, 'hostname')}`)
    )
  }
}

function isReadyIn(claim: ReadObject, domain: string): boolean {
  const hostname = textAt(claim, 'spec', 'hostname')
  const ready = conditionOf(readConditions(claim.status), 'Ready')
  return ready?.status === 'True' && hostname !== undefined && hostname.endsWith(`.${domain}`)
}

/** Walks up from the domain to the first name that has name servers. */
async function serversOf(dns: DNS, domain: string): Promise<{ at: string; names: string[] }> {
  const labels = domain.split('.')
  // A single label, such as `com`, says nothing about the domain.
  for (let start = 0; start < labels.length - 1; start++) {
    const at = labels.slice(start).join('.')
    const names = await ask(at, () => dns.ns(at))
    if (names !== undefined && names.length > 0) return { at, names: [...names].sort() }
  }
  const last = labels.at(-1) ?? domain
  const ofLast = await ask(last, () => dns.ns(last))
  if (ofLast !== undefined && ofLast.length > 0) return { at: '', names: [] }
  const why = `DNS as seen from here does not know the domain ${last}`
  throw new ReadFailure('unreachable', `${why}, so it is not public DNS`)
}

/** The first hostname whose ownership record is in public DNS. */
async function proofIn(dns: DNS, hostnames: readonly string[]): Promise<string | undefined> {
  for (const hostname of hostnames) {
    const name = ownershipName(hostname)
    const found = await ask(name, () => dns.txt(name)).catch(() => undefined)
    const isOurs = found?.some(strings => {
      const values = [strings.map(text => `"${text}"`).join(' ')]
      return readOwnership({ name, type: 'TXT', values }) !== undefined
    })
    if (isOurs) return hostname
  }
  return undefined
}

/** @returns `undefined` if DNS answers that there is nothing @throws {ReadFailure} without answer */
async function ask<T>(name: string, question: () => Promise<T>): Promise<T | undefined> {
  try {
    return await question()
  } catch (error) {
    const code = fieldOf(error, 'code')
    if (nothingThere.includes(code)) return undefined
    throw new ReadFailure('unreachable', `DNS does not answer for ${name} (${textOf(code)})`)
  }
}
