import { aNamespace, aPlatform, aRequest, messageOf } from './flow-objects.ts'
import { createFlowWorld, type FlowWorld } from './flow-world.ts'

/** How much one namespace makes and deletes. */
export type Churn = { hostnames: number; rounds: number }

/** What became of the namespace `previews`, which made and deleted hostnames. */
export type Churned = {
  /** How many of its hostnames were Ready in each round. */
  ready: number[]
  /** The message of its first request that was not Ready at the end of a round; '' if none. */
  told: string
}

const roundSeconds = 1800

/** A world of which the account has this number of certificates in a year. */
export function churnWorld(perYear: number): FlowWorld {
  const world = createFlowWorld(
    { quotas: { certificatesPerYear: perYear } },
    {},
    { certificatesPerYear: perYear }
  )
  const pool = { releaseGraceSeconds: 60, deletionBrake: { percent: 100 } }
  world.apply(...aPlatform(pool), aNamespace('previews'), aNamespace('shop'))
  return world
}

/** Lets the namespace `previews` make and delete hostnames in rounds. */
export async function churn(world: FlowWorld, { hostnames, rounds }: Churn): Promise<Churned> {
  const names = Array.from({ length: hostnames }, (_, i) => `pr-${i}`)
  const ready: number[] = []
  let told = ''
  for (let round = 0; round < rounds; round++) {
    const hostnameOf = (name: string) => `${name}-${round}.apps.example.com`
    for (const name of names) world.apply(aRequest('previews', name, hostnameOf(name)))
    const isReady = (name: string) => world.ready('previews', name) === 'True Ready'
    await world.until(() => names.every(isReady), roundSeconds)
    ready.push(names.filter(isReady).length)
    const left = names.find(name => !isReady(name))
    if (left !== undefined && told === '') told = messageOf(world, 'previews', left)
    for (const name of names) world.remove('GatewayHostnameRequest', name, 'previews')
    await world.untilGone('DomainClaim', roundSeconds)
  }
  return { ready, told }
}

/** Brings a first hostname of the namespace `shop` to Ready. @returns how many seconds that took */
export async function firstHostname({ apply, clock, untilReady }: FlowWorld): Promise<number> {
  const began = clock.now()
  apply(aRequest('shop', 'web', 'web.apps.example.com'))
  if (!(await untilReady('shop', 'web', 3600))) return Number.POSITIVE_INFINITY
  return (clock.now() - began) / 1000
}
