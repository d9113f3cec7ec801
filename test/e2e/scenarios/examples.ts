import type { Test } from 'tap'
import { projectFolder, readManifests } from '../../../simulator/cluster/manifests.ts'
import { expectationOf, isOf, poolsAmong, requestKind } from '../../../simulator/demo/kinds.ts'
import { createZonesFor } from '../../../simulator/demo/world/zones.ts'
import { untilReady, untilReason } from '../world/awaits.ts'
import type { World } from '../world/world.ts'

/** `kubectl apply -f examples/`: every request ends as its file says. */
export async function examples(t: Test, { admin, cloud }: World): Promise<void> {
  const files = ['01-gateway-class', '02-pool', '03-first-request', '04-with-a-route']
  const more = ['05-wildcard', '06-second-team', '07-refused']
  const paths = [...files, ...more].map(name => projectFolder(`examples/${name}.yaml`))
  const objects = readManifests(paths)
  createZonesFor(poolsAmong(objects), cloud)
  // One after another: the first of two requests for a hostname has to be older than the other.
  for (const path of paths) await admin.run(['apply', '-f', path])
  for (const request of objects.filter(object => isOf(object, requestKind))) {
    const expected = expectationOf(request)
    if (expected === 'Ready') await untilReady(admin, request)
    else await untilReason(admin, request, expected)
    t.pass(`${request.metadata.name}: ${expected}`)
  }
  const invalid = await admin.try(['apply', '-f', projectFolder('examples/08-invalid.yaml')])
  t.not(invalid.status, 0, '08-invalid.yaml is refused')
  t.match(invalid.stderr, 'a hostname consists of labels')
}
