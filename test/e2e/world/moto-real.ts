import { knowUsage } from './certificate-usage.ts'
import { inspect, type Moto, startIssuingMoto } from './moto-cloud.ts'
import {
  mendListeners,
  type SeenBalancer,
  seenBalancers,
  seenTargetGroups,
  usageInMoto
} from './moto-elb.ts'
import { startMotoProxy } from './moto-proxy.ts'
import { createQuery } from './moto-query.ts'
import { prepareVPC } from './moto-vpc.ts'

/** moto with load balancers that the real load balancer controller makes. */
export type MotoWithBalancers = Moto & {
  /** The VPC of the load balancers. */
  vpcID: string
  balancers: () => Promise<readonly SeenBalancer[]>
  /** The names of all target groups. */
  targetGroups: () => Promise<readonly string[]>
}

/** Starts moto for the real load balancer controller, or says why it cannot. */
export async function startMotoWithBalancers(): Promise<MotoWithBalancers | { missing: string }> {
  const moto = await startIssuingMoto()
  if ('missing' in moto) return moto
  const query = createQuery(moto.url)
  const steps = [mendListeners(query), knowUsage(usageInMoto(query))]
  const { url, close } = await startMotoProxy(moto.url, ...steps)
  return {
    url,
    vpcID: await prepareVPC(query),
    balancers: () => seenBalancers(query),
    targetGroups: () => seenTargetGroups(query),
    ...inspect(moto.url),
    close: async () => {
      await close()
      await moto.stop()
    }
  }
}
