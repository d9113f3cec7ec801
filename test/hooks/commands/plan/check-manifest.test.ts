import t from 'tap'
import type { Applier } from '../../../../hooks/commands/cluster/applier.ts'
import type { ReadObject } from '../../../../hooks/commands/cluster/cluster-reader.ts'
import { checkManifest } from '../../../../hooks/commands/plan/check-manifest.ts'
import type { ClusterObjects } from '../../../../hooks/commands/plan/observe-cluster.ts'

t.test('what is in a namespace that is refused is refused too', async t => {
  const why = 'namespaces is forbidden: User "a" cannot create resource "namespaces"'
  const applier: Applier = {
    dryRun: async ({ kind }) => ({
      ok: false,
      why: kind === 'Namespace' ? why : 'namespaces "fresh" not found'
    })
  }
  const manifest: ReadObject[] = [
    { kind: 'GatewayHostnameRequest', metadata: { name: 'web', namespace: 'fresh' } },
    { kind: 'Namespace', metadata: { name: 'fresh' } }
  ]
  const cluster = { byKind: {} } as unknown as ClusterObjects
  const [request] = await checkManifest({ applier }, manifest, cluster)
  t.match(request, {
    applied: { ok: false, why: `Namespace fresh of the manifest is refused: ${why}` }
  })
})
