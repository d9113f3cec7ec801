import { readFileSync } from 'node:fs'

const lockFile = new URL('../package-lock.json', import.meta.url)
const { packages } = JSON.parse(readFileSync(lockFile, 'utf8')) as {
  packages: Record<string, { dev?: boolean }>
}

/**
 * Checks that no installed package is a development dependency in package-lock.json.
 * @param installed - folders such as `node_modules/yaml` and `node_modules/@types/node`
 * @throws with the names of all packages that should not be installed
 */
export function refuseDevelopmentPackages(installed: readonly string[]): void {
  const found = installed.filter(path => packages[path]?.dev === true)
  if (found.length > 0)
    throw new Error(`only development needs these installed packages: ${found.join(', ')}`)
}
