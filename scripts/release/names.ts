/** What a release is called in each place where it is published. */
export type ReleaseNames = {
  version: string
  /** The repository of the image, without a tag. */
  image: string
  /** The OCI repository below which the chart is. The chart adds its own name. */
  charts: string
  /** The tag by which npm installs the version: `next` for a version before a release. */
  npmTag: 'latest' | 'next'
  /** The address of the folder with the runbook pages of this version. */
  runbooks: string
}

/** What the names of a release have to agree with. */
export type Sources = {
  /** The version in package.json. */
  packageVersion: string
  /** The version in Chart.yaml. */
  chartVersion: string
}

/** As in Semantic Versioning, but without build metadata: a tag of an image cannot have a `+`. */
const versionTag = /^v(\d+\.\d+\.\d+(-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?)$/
const ownerAndName = /^[\w-]+\/[\w.-]+$/

/**
 * The names of a release.
 * @param tag - the Git tag, such as `v1.2.3` or `v1.2.3-rc.1`
 * @param repository - owner and name on GitHub. Registries take lower case only
 * @throws if the tag is not a version, or package or chart have another version
 */
export function releaseNames(tag: string, repository: string, sources: Sources): ReleaseNames {
  const [, version, before] = versionTag.exec(tag) ?? []
  if (version === undefined) throw new Error(`${tag} is not a tag such as v1.2.3 or v1.2.3-rc.1`)
  if (!ownerAndName.test(repository)) throw new Error(`${repository} is not an owner and a name`)
  for (const [file, found] of [
    ['package.json', sources.packageVersion],
    ['Chart.yaml', sources.chartVersion]
  ])
    if (found !== version) throw new Error(`${file} has version ${found}, and the tag is ${tag}`)
  const owner = repository.toLowerCase().split('/')[0]
  return {
    version,
    image: `ghcr.io/${owner}/gateway-orchestrator`,
    charts: `ghcr.io/${owner}/charts`,
    npmTag: before === undefined ? 'latest' : 'next',
    runbooks: `https://github.com/${repository}/blob/${tag}/docs/runbooks`
  }
}
