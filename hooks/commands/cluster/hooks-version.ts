import { fieldOf } from '../../api/field-of.ts'
import { parseJSON } from '../../text/parse-json.ts'
import type { HookReply } from './hooks-client.ts'

/** The version of the hooks and that of this program. */
export type Versions = { hooks: string; own: string }

/**
 * The version that the hooks tell in `/readyz`.
 * @returns `undefined` if they do not tell one, as hooks did before there was this
 */
export function versionOf({ body }: HookReply): string | undefined {
  const version = fieldOf(parseJSON(body), 'version')
  return typeof version === 'string' ? version : undefined
}

/** Whether two versions are known to differ. A build without a package.json knows none. */
export function differ({ hooks, own }: Versions): boolean {
  return hooks !== own && hooks !== 'unknown' && own !== 'unknown'
}

/**
 * Both versions if they are known to differ.
 * @param reply - the answer to `/readyz`; `undefined` if the hooks could not be asked
 */
export function differingVersions(reply: HookReply | undefined, own: string): Versions | undefined {
  const hooks = reply && versionOf(reply)
  return hooks !== undefined && differ({ hooks, own }) ? { hooks, own } : undefined
}
