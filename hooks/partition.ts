/**
 * The partitions of AWS other than the main one, by the beginning of their regions (`partitions` in
 * @aws-sdk/core).
 */
const others: Readonly<Record<string, string>> = {
  'cn-': 'aws-cn',
  'us-gov-': 'aws-us-gov',
  'us-iso-': 'aws-iso',
  'us-isob-': 'aws-iso-b',
  'us-isof-': 'aws-iso-f',
  'eu-isoe-': 'aws-iso-e',
  'eusc-': 'aws-eusc'
}

/** The partition of a region, as ARNs name it. */
export function partitionOf(region: string): string {
  const found = Object.entries(others).find(([start]) => region.startsWith(start))
  return found?.[1] ?? 'aws'
}

/**
 * The regions from which CloudFront takes certificates for what is in this region. A certificate
 * there may need the same validation record. In the main partition it is us-east-1; the other
 * partitions have no such region, and their credentials are not valid in us-east-1.
 */
export function cloudFrontRegions(region: string): readonly string[] {
  return partitionOf(region) === 'aws' ? ['us-east-1'] : []
}
