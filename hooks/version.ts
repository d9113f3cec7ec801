import { readFileSync } from 'node:fs'

/**
 * The version of the package. Its package.json lies beside `hooks/`, or beside `dist/` if the code
 * was compiled.
 * @returns `unknown` if there is no package.json, such as in a bundle that somebody else made
 */
export function packageVersion(): string {
  for (const path of ['../package.json', '../../package.json']) {
    const version = versionIn(new URL(path, import.meta.url))
    if (version !== undefined) return version
  }
  return 'unknown'
}

function versionIn(file: URL): string | undefined {
  try {
    const { name, version } = JSON.parse(readFileSync(file, 'utf8'))
    return name === 'gateway-orchestrator' ? version : undefined
  } catch {
    return undefined
  }
}
