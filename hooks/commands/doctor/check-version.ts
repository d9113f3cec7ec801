import { differ, versionOf } from '../cluster/hooks-version.ts'
import { notChecked, passed, type Verdict } from './check.ts'
import type { Evidence } from './evidence.ts'

/**
 * Whether the hooks are of the version of this program, which knows the reasons and fields of its
 * own version only. Hooks of another version work, so the check passes, with advice.
 */
export function checkVersion({ hooks: { ready }, ownVersion: own }: Evidence): Verdict {
  if (!ready.ok) return notChecked(`the hooks could not be asked: ${ready.why}`)
  const hooks = versionOf(ready.value)
  if (hooks === undefined)
    return notChecked(
      'the hooks do not tell their version, so they may be older than this program',
      `This program is of version ${own}. Look at the image of the hooks.`
    )
  if (!differ({ hooks, own })) return passed(`the hooks and this program are of version ${hooks}`)
  return passed(
    `the hooks are of version ${hooks}, this program is of version ${own}`,
    `What this program says is right for ${own} only: use version ${hooks} of it.`
  )
}
