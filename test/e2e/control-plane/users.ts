import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'

/** Somebody whom the API server knows by a token. */
export type User = { name: string; groups: readonly string[]; token: string }

/** The user who installs everything, and may do everything. */
export const administrators = 'system:masters'

function user(name: string, ...groups: string[]): User {
  return { name, groups, token: randomBytes(16).toString('hex') }
}

/** The users of the tests that are no service accounts. */
export function createUsers() {
  return {
    admin: user('admin', administrators),
    /** The stand-in has the name that our policies know, and may do everything. */
    loadBalancerController: user(
      'system:serviceaccount:kube-system:aws-load-balancer-controller',
      administrators
    ),
    /** A member of an app team, with the role `edit` in the namespaces that a test says. */
    tenant: user('tenant'),
    /** With the role `view` in the namespaces that a test says. */
    viewer: user('viewer')
  }
}

export type Users = ReturnType<typeof createUsers>

/** Writes the file for `--token-auth-file`. */
export function writeTokens(file: string, users: Users): void {
  const lines = Object.values(users).map(
    ({ token, name, groups }) => `${token},${name},${name},"${groups.join(',')}"`
  )
  writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 })
}
