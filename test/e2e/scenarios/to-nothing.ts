import type { Test } from 'tap'
import { deletePool, untilGone } from '../world/awaits.ts'
import { inventoryOf } from '../world/foreign.ts'
import type { World } from '../world/world.ts'

const ours = ['ghr', 'domainclaims', 'hostnamedenials', 'gatewaypools']
const theirs = ['gateways', 'httproutes', 'loadbalancerconfigurations', 'targetgroupconfigurations']

/** Deletes everything in the order of the runbook. Only what others have is left. */
export async function toNothing(
  t: Test,
  { admin, cloud }: World,
  foreign: ReturnType<typeof inventoryOf>
): Promise<void> {
  for (const { metadata } of await admin.get('gatewaypools')) {
    const brake = '{"spec":{"releaseGraceSeconds":5,"deletionBrake":{"percent":100}}}'
    await admin.run(['patch', 'gatewaypool', metadata.name, '--type=merge', '-p', brake])
  }
  await admin.run(['delete', 'ghr', '--all', '--all-namespaces'])
  await untilGone(admin, 'domainclaims', '--all')
  await deletePool(admin, '--all', 180)
  for (const kind of [...ours, ...theirs])
    t.same(await admin.get(kind, '--all-namespaces'), [], `no ${kind} are left`)
  t.same(inventoryOf(cloud), foreign, 'AWS has what others made, and nothing else')
}
