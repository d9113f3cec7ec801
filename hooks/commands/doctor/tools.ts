import type { Clock } from '../../clock.ts'
import type { ClusterReader } from '../cluster/cluster-reader.ts'
import type { HooksClient, HooksService } from '../cluster/hooks-client.ts'

/** Public DNS. Both functions reject as those of `node:dns/promises` do. */
export type DNS = {
  ns: (name: string) => Promise<readonly string[]>
  /** The strings of each TXT record. */
  txt: (name: string) => Promise<readonly (readonly string[])[]>
}

/** What the doctor looks with. None of it changes anything. */
export type Tools = {
  reader: ClusterReader
  /** Makes what calls the hooks. */
  hooks: (service: HooksService | undefined) => HooksClient | undefined
  dns: DNS
  clock: Clock
  /** The version of this program. */
  version: string
  /** The token that the environment has; else it is read from the Secret. */
  token?: string | undefined
  /** Where Metacontroller is; everywhere if absent. */
  metacontrollerNamespace?: string | undefined
  /** The region of pools that name none and have no claim. */
  region?: string | undefined
}
