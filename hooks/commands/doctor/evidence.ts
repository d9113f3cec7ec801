import type { ReadObject } from '../cluster/cluster-reader.ts'
import type { HookReply, HooksService } from '../cluster/hooks-client.ts'
import type { Reading } from '../cluster/reading.ts'

/** All that the checks know. Whatever could not be read says why. */
export type Evidence = {
  /** What reads, such as `kubectl, context prod-1`. */
  target: string
  /** The version of this program. */
  ownVersion: string
  /** What `/version` of the API server answers. */
  version: Reading<unknown>
  /** The CustomResourceDefinitions that are needed, by name. */
  crds: Readonly<Record<string, Reading<ReadObject>>>
  controllers: Reading<readonly ReadObject[]>
  /** StatefulSets and Deployments that run Metacontroller. */
  metacontrollers: Reading<readonly ReadObject[]>
  policies: Reading<readonly ReadObject[]>
  bindings: Reading<readonly ReadObject[]>
  classes: Reading<readonly ReadObject[]>
  /** The parameters of GatewayClasses, by the name of the class. Absent if a class has none. */
  parameters: Readonly<Record<string, Reading<ReadObject>>>
  pools: Reading<readonly ReadObject[]>
  claims: Reading<readonly ReadObject[]>
  hooks: HooksSeen
  /** What dry runs of the claim hook answer, one for each zone of each pool. */
  dryRuns: readonly DryRun[]
  domains: readonly DomainSeen[]
}

/** What is seen of the service that answers the hooks. */
export type HooksSeen = {
  /** The Service that the CompositeControllers name. */
  service: HooksService | undefined
  /** Where Metacontroller gets the token from, if the CompositeControllers say so. */
  secret: SecretRef | undefined
  ready: Reading<HookReply>
  /** Whether there is a token to call with, and if not, why. */
  token: Reading<string> | undefined
  /** Answers of a hook that changes nothing, without and with the token. */
  withoutToken: Reading<HookReply>
  withToken: Reading<HookReply> | undefined
}

export type SecretRef = { namespace: string; name: string; key: string }

/** A zone that a pool names, with one domain in it. */
export type ZoneToTry = { pool: string; domain: string; zone: string; validationZone?: string }

export type DryRun = ZoneToTry & { answer: Reading<HookReply> }

/** What DNS says about one domain. */
export type DomainSeen = {
  pool: string
  domain: string
  /** The name servers of the domain, or of the closest name above it that has some. */
  servers: Reading<{ at: string; names: readonly string[] }>
  /** A ready hostname of the domain whose ownership record is in public DNS. */
  proof: string | undefined
}
