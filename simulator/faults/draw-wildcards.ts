import { createDraw, type Draw } from './draw.ts'
import type { PoolName, Scheduled, WildcardType } from './schedule.ts'

/**
 * Draws wildcard records that people create, change and remove, and a request for a name below
 * them. The draw has a stream of its own, so the other deeds of a seed do not depend on it.
 * @param lastAt the time of the last other deed
 */
export function drawWildcards(seed: number, pool: PoolName, lastAt: number): Scheduled[] {
  const draw = createDraw(seed, 'wildcards')
  if (!draw.chance(0.4)) return []
  const domain = draw.of(['apps.example.com', 'pay.example.com'])
  const isEarly = draw.chance(0.6)
  const at = isEarly ? 0 : draw.between(0, lastAt)
  const put = (when: number): Scheduled => ({ at: when, do: 'putWildcard', domain, ...drawn(draw) })
  const deeds: Scheduled[] = [put(at)]
  const requestAt = draw.between(at, at + 300)
  if (draw.chance(0.7)) deeds.push(request(draw, domain, pool, requestAt))
  if (draw.chance(0.4)) deeds.push(put(draw.between(at, lastAt)))
  if (draw.chance(0.4)) deeds.push({ at: draw.between(at, lastAt), do: 'removeWildcard', domain })
  return deeds
}

function drawn(draw: Draw): { type: WildcardType; number: number } {
  return { type: draw.of(['A', 'A', 'CNAME', 'MX']), number: draw.between(1, 200) }
}

function request(draw: Draw, domain: string, pool: PoolName, at: number): Scheduled {
  const hostname = `${draw.of(['wild', 'a.wild'])}.${domain}`
  return { at, do: 'request', namespace: 'team-a', name: 'wild', hostname, pool }
}
