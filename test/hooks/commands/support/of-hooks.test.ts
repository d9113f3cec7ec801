import t from 'tap'
import type { ReadObject } from '../../../../hooks/commands/cluster/cluster-reader.ts'
import {
  isOfHooks,
  readHooksSettings
} from '../../../../hooks/commands/hostnames/hooks-settings.ts'

function pod(image: string, labels: Record<string, string> = {}): ReadObject {
  return { metadata: { name: 'x', labels }, spec: { containers: [{ name: 'x', image }] } }
}

t.test('the pods of the hooks are known by their image, wherever it is mirrored', async t => {
  for (const image of [
    'gateway-orchestrator:0.1.0',
    'ghcr.io/somebody/gateway-orchestrator:1.2.3',
    'registry.internal:5000/mirror/gateway-orchestrator',
    'registry.internal:5000/mirror/gateway-orchestrator:1.2.3@sha256:abc',
    '123456789012.dkr.ecr.eu-central-1.amazonaws.com/ghcr/gateway-orchestrator@sha256:abc'
  ])
    t.ok(isOfHooks(pod(image)), image)
})

t.test('other pods of the namespace are nobody’s business', async t => {
  for (const image of [
    'registry.internal/gateway-orchestrator/proxy:1',
    'registry.internal/gateway-orchestrator-backup:1',
    'registry.internal/my-gateway-orchestrator:1',
    'gateway-orchestrator.registry.internal/proxy:1'
  ])
    t.notOk(isOfHooks(pod(image)), image)
  t.notOk(isOfHooks(pod('proxy:1', { 'app.kubernetes.io/name': 'proxy' })))
  t.notOk(isOfHooks(pod('proxy:1', { 'app.kubernetes.io/name': 'gateway-orchestrators' })))
  t.notOk(isOfHooks({ metadata: { name: 'x' } }))
})

t.test('an image with another name is known by the label of the chart', async t => {
  const labels = { 'app.kubernetes.io/name': 'gateway-orchestrator' }
  t.ok(isOfHooks(pod('registry.internal/ghcr-io-somebody-go:1.2.3', labels)))
  t.ok(isOfHooks(pod('x', { 'app.kubernetes.io/name': 'gateway-orchestrator-doctor' })))
  const containers = [
    { name: 'mesh', image: 'mesh:1', env: [{ name: 'AWS_REGION', value: 'of-the-mesh' }] },
    { name: 'hooks', image: 'x:1', env: [{ name: 'AWS_REGION', value: 'eu-central-1' }] }
  ]
  const deployment = {
    metadata: { name: 'x', namespace: 'go', labels },
    spec: { template: { spec: { containers } } }
  }
  const reader = { target: 'x', get: async () => ({ metadata: {}, items: [deployment] }) }
  const service = { namespace: 'go', name: 'x', port: 8080 }
  const settings = await readHooksSettings(reader, service)
  t.strictSame(settings, { found: { AWS_REGION: 'eu-central-1' }, isComplete: true })
})
