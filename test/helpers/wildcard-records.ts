import type { ClaimWorld } from './claim-world.ts'

export const hostname = 'web.apps.example.com'
export const wildcard = '*.apps.example.com'

export type WildcardRecord = Partial<Parameters<ClaimWorld['cloud']['zones']['put']>[1]>

/** Somebody's wildcard record: an address, unless something else is said. */
export function putWildcard(world: ClaimWorld, record: WildcardRecord = {}, zoneID = world.zoneID) {
  world.cloud.zones.put(zoneID, { name: wildcard, type: 'A', values: ['192.0.2.1'], ...record })
}

/** What the public DNS answers for a name: values, or the target of an alias. */
export function answer({ cloud }: ClaimWorld, type = 'A', name = hostname): string {
  const record = cloud.zones.resolve(name, type)
  return record?.alias?.dnsName ?? record?.values.join() ?? 'nothing'
}

/** Notes each AWS call before which one of these types of the name has no answer. */
export function watchGaps(
  world: ClaimWorld,
  types: readonly string[] = ['A'],
  name = hostname
): string[] {
  const gaps: string[] = []
  world.cloud.faults.use(({ operation }) => {
    const missing = types.filter(type => answer(world, type, name) === 'nothing')
    if (missing.length > 0) gaps.push(`${missing} before ${operation}`)
    return undefined
  })
  return gaps
}
