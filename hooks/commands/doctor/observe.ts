import { group, version } from '../../api/schema.ts'
import {
  type ClusterReader,
  listAll,
  pathOf,
  type ReadObject,
  readObject
} from '../cluster/cluster-reader.ts'
import { listAt, textAt } from '../cluster/objects.ts'
import { ReadFailure } from '../cluster/read-failure.ts'
import { type Reading, readValue, tryToRead } from '../cluster/reading.ts'
import { servedVersions } from './check-installation.ts'
import type { Evidence, ZoneToTry } from './evidence.ts'
import { gatewayCRDs, lbcCRDs, lbcGroup, metacontrollerCRD, ownCRDs } from './needed.ts'
import { callUntilSilent, dryRuns, observeHooks, serviceOf } from './observe-hooks.ts'
import { observeDomain } from './observe-names.ts'
import type { Tools } from './tools.ts'

/** Reads all that the checks need. It changes nothing. */
export async function observe(tools: Tools): Promise<Evidence> {
  const gitVersion = await tryToRead(() => tools.reader.get('/version'))
  // Every API server answers this at once. If no answer came, none would come to the rest either,
  // and each would take as long.
  const isReached = gitVersion.ok || gitVersion.kind !== 'unreachable'
  const reader = isReached ? tools.reader : silentReader(tools.reader, gitVersion.why)
  const reached = { ...tools, reader }
  const read = {
    target: reader.target,
    ownVersion: tools.version,
    version: gitVersion,
    crds: await observeCRDs(reader),
    ...(await observeLists(reached))
  }
  return { ...read, ...(await observeRest(reached, read)) }
}

/** A reader of an API server that does not answer. It asks nothing. */
function silentReader(reader: ClusterReader, why: string): ClusterReader {
  return {
    ...reader,
    get: async () => {
      throw new ReadFailure('unreachable', why)
    }
  }
}

type Lists = Pick<
  Evidence,
  'controllers' | 'metacontrollers' | 'policies' | 'bindings' | 'classes' | 'pools' | 'claims'
>

/** Reads the lists side by side, because one that is not answered takes its whole time. */
async function observeLists(tools: Tools): Promise<Lists> {
  const list = (apiVersion: string, plural: string) =>
    tryToRead(() => listAll(tools.reader, pathOf(apiVersion, plural)))
  const admission = 'admissionregistration.k8s.io/v1'
  const [controllers, metacontrollers, policies, bindings, classes, pools, claims] =
    await Promise.all([
      list('metacontroller.k8s.io/v1alpha1', 'compositecontrollers'),
      observeMetacontrollers(tools),
      list(admission, 'validatingadmissionpolicies'),
      list(admission, 'validatingadmissionpolicybindings'),
      list('gateway.networking.k8s.io/v1', 'gatewayclasses'),
      list(`${group}/${version}`, 'gatewaypools'),
      list(`${group}/${version}`, 'domainclaims')
    ])
  return { controllers, metacontrollers, policies, bindings, classes, pools, claims }
}

type Read = Pick<Evidence, 'crds' | 'controllers' | 'classes' | 'pools' | 'claims'>

/** What can be looked at only when the objects of the cluster are known. */
async function observeRest(
  tools: Tools,
  read: Read
): Promise<Pick<Evidence, 'parameters' | 'hooks' | 'dryRuns' | 'domains'>> {
  const client = callUntilSilent(tools.hooks(serviceOf(read.controllers)))
  try {
    const hooks = await observeHooks(tools, client, read.controllers)
    const pools = readValue(read.pools) ?? []
    const claims = readValue(read.claims) ?? []
    const zones = pools.flatMap(zonesOf)
    const calls = { tools, client, hooks, controllers: read.controllers }
    return {
      parameters: await observeParameters(tools.reader, read),
      hooks,
      dryRuns: await dryRuns(calls, zones, pool => regionOf(pool, pools, claims, tools)),
      domains: await Promise.all(
        zones.map(({ pool, domain }) => observeDomain(tools.dns, { pool, domain }, claims))
      )
    }
  } finally {
    client?.close()
  }
}

/**
 * The region of a pool. A pool without one has the region of the hooks, which its claims show. All
 * hooks of the main partition read us-east-1, so it does for a pool that has no claim.
 */
function regionOf(
  name: string,
  pools: readonly ReadObject[],
  claims: readonly ReadObject[],
  { region = 'us-east-1' }: Tools
): string {
  const pool = pools.find(({ metadata }) => metadata.name === name)
  const claim = claims.find(each => textAt(each, 'spec', 'poolName') === name)
  return textAt(pool, 'spec', 'region') ?? textAt(claim, 'spec', 'region') ?? region
}

/** The domains of a pool, with their zones. */
function zonesOf(pool: ReadObject): ZoneToTry[] {
  return listAt(pool, 'spec', 'domains').flatMap(entry => {
    const [domain, zone] = [textAt(entry, 'name'), textAt(entry, 'hostedZoneID')]
    const validationZone = textAt(entry, 'validationZoneID')
    if (domain === undefined || zone === undefined) return []
    const found = { pool: pool.metadata.name, domain, zone }
    return [validationZone === undefined ? found : { ...found, validationZone }]
  })
}

async function observeCRDs(reader: ClusterReader): Promise<Evidence['crds']> {
  const names = [...gatewayCRDs, ...lbcCRDs, ...ownCRDs, metacontrollerCRD]
  const crds = names.map(async name => {
    const path = pathOf('apiextensions.k8s.io/v1', 'customresourcedefinitions', { name })
    return [name, await tryToRead(() => readObject(reader, path))] as const
  })
  return Object.fromEntries(await Promise.all(crds))
}

/**
 * The workloads that run Metacontroller. Without a namespace they are looked for everywhere; if
 * that is not allowed, in the namespace that the quick start gives.
 */
async function observeMetacontrollers(tools: Tools): Promise<Reading<readonly ReadObject[]>> {
  const { metacontrollerNamespace: namespace } = tools
  const reading = await tryToRead(() => workloads(tools.reader, namespace))
  if (reading.ok || reading.kind !== 'denied' || namespace !== undefined) return reading
  return tryToRead(() => workloads(tools.reader, 'metacontroller'))
}

const workloadKinds = { statefulsets: 'StatefulSet', deployments: 'Deployment' }

async function workloads(
  reader: ClusterReader,
  namespace: string | undefined
): Promise<readonly ReadObject[]> {
  const place = namespace === undefined ? {} : { namespace }
  const found = Object.entries(workloadKinds).map(async ([plural, kind]) => {
    const objects = await listAll(reader, pathOf('apps/v1', plural, place))
    // The items of a list do not say their kind.
    return objects.map(object => ({ ...object, kind }))
  })
  const all = (await Promise.all(found)).flat()
  return all.filter(workload =>
    listAt(workload, 'spec', 'template', 'spec', 'containers').some(container =>
      /(^|\/)metacontroller(-distroless)?(:|@|$)/.test(textAt(container, 'image') ?? '')
    )
  )
}

/** The parameters of all GatewayClasses, in a version that is served. */
async function observeParameters(
  reader: ClusterReader,
  { classes, crds }: Read
): Promise<Evidence['parameters']> {
  const crd = crds[`${plural}.${lbcGroup}`]
  const [version = 'v1beta1'] = crd?.ok ? servedVersions(crd.value) : []
  const found = (readValue(classes) ?? []).map(async object => {
    const ref = ['spec', 'parametersRef']
    const [name, namespace] = [textAt(object, ...ref, 'name'), textAt(object, ...ref, 'namespace')]
    if (name === undefined || textAt(object, ...ref, 'kind') !== 'LoadBalancerConfiguration')
      return []
    const place = { name, ...(namespace !== undefined && { namespace }) }
    const path = pathOf(`${lbcGroup}/${version}`, plural, place)
    return [[object.metadata.name, await tryToRead(() => readObject(reader, path))] as const]
  })
  return Object.fromEntries((await Promise.all(found)).flat())
}

const plural = 'loadbalancerconfigurations'
