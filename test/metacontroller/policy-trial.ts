import { spawnSync } from 'node:child_process'

/** A real API server to try the policies on, and the objects for it. */
export const kubeconfig = process.env.TEST_KUBECONFIG
export const group = 'gateway-orchestrator.io'
export const pool = 'policy-test'
export const namespace = 'policy-test'
export const edge = 'policy-test-edge'
/** The timeout of each call of kubectl, in milliseconds. */
const longestCall = 30_000

type Test = {
  teardown: (end: () => void) => void
  match: (a: string, b: string | RegExp, name: string) => void
}
type Outcome = { status: number | null; output: string }

/**
 * Removes the objects of an earlier run, then makes the namespaces, the pool and a claim.
 * @throws when Metacontroller runs on the API server
 */
export async function prepare(t: Test): Promise<void> {
  cleanUp()
  refuseMetacontroller()
  t.teardown(cleanUp)
  for (const name of [namespace, edge])
    apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
  const domains = [{ name: 'example.com', hostedZoneID: 'Z1', namespaces: { from: 'All' } }]
  const spec = { gatewayClassName: 'alb', gatewayNamespace: edge, domains }
  apply({ apiVersion: `${group}/v1alpha1`, kind: 'GatewayPool', metadata: { name: pool }, spec })
  apply(aClaim())
  // Policies learn of new parameters a moment later.
  const refused = () =>
    dryRun(aRoute({ rules: [{ filters: [{ type: 'CORS', cors: {} }] }] })).status !== 0
  for (let tries = 0; tries < 50 && !refused(); tries++);
}

/** Deletes the objects without waiting. If an object stays, `prepare` fails. */
function cleanUp(): void {
  kubectl(['annotate', '--overwrite', 'gatewaypool', pool, `${group}/allow-delete=true`])
  kubectl([
    'annotate',
    '--overwrite',
    'domainclaim',
    'policy.example.com',
    `${group}/allow-delete=true`
  ])
  const remove = ['delete', '--ignore-not-found', '--wait=false']
  kubectl([...remove, 'gatewaypool', pool])
  kubectl([...remove, 'domainclaim', 'policy.example.com'])
  kubectl([...remove, 'httproute', '-n', namespace, 'shop'])
}

/** @throws when the pool has a finalizer of Metacontroller: then Metacontroller is running */
function refuseMetacontroller(): void {
  const { output } = kubectl([
    'get',
    'gatewaypool',
    pool,
    '--ignore-not-found',
    '-o',
    'jsonpath={.metadata.finalizers}'
  ])
  if (output.includes('metacontroller.io/'))
    throw new Error(
      `GatewayPool ${pool} is in the hands of Metacontroller, which must not run on this API server`
    )
}

/** Asserts that a call passed (no refusal), or that its output has the words of the refusal. */
export function check(t: Test, { status, output }: Outcome, refusal: string, name: string): void {
  const expected = refusal === '' ? 'passes' : `refused: ${refusal}`
  const said =
    status === 0
      ? 'passes'
      : `refused: ${output.includes(refusal) && refusal !== '' ? refusal : output}`
  t.match(said, expected, name)
}

/** The claim of these tests, with these fields of its spec replaced. */
export function aClaim(spec: object = {}): object {
  const rest = {
    hostname: 'policy.example.com',
    requestRef: { namespace, name: 'shop', uid: 'u1' },
    poolName: pool,
    region: 'eu-central-1',
    hostedZoneID: 'Z1',
    gatewayRef: { namespace: edge, name: `${pool}-1`, sectionName: 'policy.example.com' },
    deletionPolicy: 'Delete',
    dns: { validationTTLSeconds: 300, validationRecords: 'Delete' }
  }
  const metadata = { name: 'policy.example.com' }
  return {
    apiVersion: `${group}/v1alpha1`,
    kind: 'DomainClaim',
    metadata,
    spec: { ...rest, ...spec }
  }
}

/** An HTTPRoute on a listener of the pool, with these fields of its spec replaced. */
export function aRoute(spec: object, metadata: object = {}): object {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: 'shop', namespace, ...metadata },
    spec: { parentRefs: [parent('shop.example.com')], ...spec }
  }
}

/** A parentRef to one listener of the pool. */
export function parent(sectionName: string): object {
  return { namespace: edge, name: `${pool}-1`, sectionName }
}

/** The given number of hostnames below one wildcard. */
export function hostnames(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${i}.preview.example.com`)
}

/** The given number of matches. */
export function paths(count: number): object[] {
  return Array.from({ length: count }, (_, i) => ({ path: { type: 'PathPrefix', value: `/${i}` } }))
}

/** Applies the object as a dry run: the API server checks it, and does not store it. */
export function dryRun(object: object, flags: readonly string[] = []): Outcome {
  return kubectl(['create', '--dry-run=server', ...flags, '-f', '-'], JSON.stringify(object))
}

/** Applies the object. @throws when it is refused */
export function apply(object: object, flags: readonly string[] = []): void {
  const { status, output } = kubectl(['apply', ...flags, '-f', '-'], JSON.stringify(object))
  if (status !== 0) throw new Error(output)
}

/** Runs kubectl against the API server. @returns its exit status and its output */
export function kubectl(words: readonly string[], input = ''): Outcome {
  const { status, stdout, stderr, error } = spawnSync(
    'kubectl',
    ['--kubeconfig', kubeconfig ?? '', ...words],
    {
      input,
      timeout: longestCall
    }
  )
  return { status, output: `${stdout}${stderr}${error?.message ?? ''}` }
}
