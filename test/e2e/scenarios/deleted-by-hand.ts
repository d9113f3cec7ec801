import type { Test } from 'tap'
import type { World } from '../world/world.ts'
import { deletedCertificate } from './deleted-certificate.ts'
import { deletedConfiguration, deletedObjects } from './deleted-objects.ts'
import { deletedRecords } from './deleted-records.ts'
import type { Repair } from './repairs.ts'

/** The scenarios of what is deleted by hand, by their names. */
const parts = {
  'objects of Kubernetes, one after the other': deletedObjects,
  'a LoadBalancerConfiguration': deletedConfiguration,
  'a certificate that nothing uses yet': deletedCertificate,
  'DNS records': deletedRecords
}

export type Part = keyof typeof parts

/**
 * Everything that the table "What happens when something is deleted by hand" of the runbook has, at
 * one time. Prints how long the repairs took.
 * @param wanted - DNS records take up to nine minutes, until the next look of Ready claims
 */
export async function deletedByHand(
  t: Test,
  world: World,
  wanted = Object.keys(parts) as readonly Part[]
): Promise<void> {
  const repairs: Repair[] = []
  await t.test('what is deleted is repaired, or told', async t => {
    t.jobs = wanted.length
    for (const name of wanted)
      t.test(name, { buffered: true }, t => parts[name](t, world, repair => repairs.push(repair)))
  })
  t.comment('| deleted | back | Ready |')
  for (const { deleted, back, ready } of repairs) t.comment(`| ${deleted} | ${back} | ${ready} |`)
}

/** All but DNS records: what is noticed without the next look, and so repaired at once. */
export async function deletedObjectsByHand(t: Test, world: World): Promise<void> {
  const names = Object.keys(parts) as readonly Part[]
  await deletedByHand(
    t,
    world,
    names.filter(name => name !== 'DNS records')
  )
}
