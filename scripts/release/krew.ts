import { createHash } from 'node:crypto'
import { stringify } from 'yaml'

/** A plugin manifest of krew (https://krew.sigs.k8s.io/docs/developer-guide/plugin-manifest/). */
export type KrewManifest = {
  apiVersion: 'krew.googlecontainertools.github.com/v1alpha2'
  kind: 'Plugin'
  metadata: { name: string }
  spec: {
    version: string
    homepage: string
    shortDescription: string
    description: string
    caveats: string
    platforms: readonly KrewPlatform[]
  }
}

type KrewPlatform = {
  selector: { matchExpressions: readonly { key: string; operator: string; values: string[] }[] }
  uri: string
  sha256: string
  bin: string
}

/** The name of the archive among the files of a release. */
export function archiveName(version: string): string {
  return `kubectl-hostname-${version}.tar.gz`
}

/**
 * The manifest by which krew installs the plugin. The plugin is JavaScript, so one archive serves
 * all platforms that have a shell and Node.
 * @param tag - the Git tag, such as `v1.2.3`
 * @param repository - owner and name on GitHub
 * @param archive - the archive of this release
 */
function krewManifest(tag: string, repository: string, archive: Buffer): KrewManifest {
  const home = `https://github.com/${repository}`
  return {
    apiVersion: 'krew.googlecontainertools.github.com/v1alpha2',
    kind: 'Plugin',
    metadata: { name: 'hostname' },
    spec: {
      version: tag,
      homepage: home,
      shortDescription: 'Look at hostnames of the Gateway Orchestrator',
      description:
        'Tells what happens to a public hostname of the Gateway Orchestrator on AWS EKS: what is ' +
        'done, what is awaited, from whom, and what to do. Says what a manifest will get before ' +
        'you apply it. Shows pools, holders and orphans, and checks an installation.\n',
      caveats: 'Needs Node 22.18 or newer on the PATH.\n',
      platforms: [
        {
          selector: {
            matchExpressions: [{ key: 'os', operator: 'In', values: ['linux', 'darwin'] }]
          },
          uri: `${home}/releases/download/${tag}/${archiveName(tag.replace(/^v/, ''))}`,
          sha256: createHash('sha256').update(archive).digest('hex'),
          bin: 'bin/kubectl-hostname'
        }
      ]
    }
  }
}

/** The manifest as YAML. */
export function krewYAML(tag: string, repository: string, archive: Buffer): string {
  return stringify(krewManifest(tag, repository, archive), { lineWidth: 0 }).trimEnd()
}
