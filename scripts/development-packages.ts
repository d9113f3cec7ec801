import { readFileSync } from 'node:fs'

const lockFile = new URL('../package-lock.json', import.meta.url)
const { packages } = JSON.parse(readFileSync(lockFile, 'utf8')) as {
  packages: Record<string, { dev?: boolean }>
}

/**
 * Throws if a package is installed that only development needs, by package-lock.json.
 * @param installed - folders, as `node_modules/yaml` or `node_modules/@types/node`
 */
export function refuseDevelopmentPackages(installed: readonly string[]): void {
  const found = installed.filter(path => packages[path]?.dev === true)
  if (found.length > 0) throw new Error(`only development needs: ${found.join(', ')}`)
}
