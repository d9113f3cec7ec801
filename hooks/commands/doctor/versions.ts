/** Major and minor version. */
export type Version = readonly [major: number, minor: number]

/** Reads a version such as `v4.17.2` or `1.36`, also inside of a longer text. */
export function versionIn(text: unknown): Version | undefined {
  const [, major, minor] = /(?:^|[^\d.])v?(\d+)\.(\d+)(?:\.\d+)?/.exec(` ${text}`) ?? []
  return major === undefined ? undefined : [Number(major), Number(minor)]
}

export function isAtLeast([major, minor]: Version, [least, leastMinor]: Version): boolean {
  return major > least || (major === least && minor >= leastMinor)
}
