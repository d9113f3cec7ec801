/**
 * The hosted zones to which AWS's application load balancers belong, by region (AWS general
 * reference, "Elastic Load Balancing endpoints and quotas"). The hooks have their own copy of this
 * table. A shared table would hide a wrong entry: with two tables, the embedded AWS refuses an
 * alias that the hooks write with a wrong zone.
 */
export const loadBalancerZones: Readonly<Record<string, string>> = {
  'us-east-1': 'Z35SXDOTRQ7X7K',
  'us-east-2': 'Z3AADJGX6KTTL2',
  'us-west-1': 'Z368ELLRRE2KJ0',
  'us-west-2': 'Z1H1FL5HABSF5',
  'ca-central-1': 'ZQSVJUPU6J1EY',
  'ca-west-1': 'Z06473681N0SF6OS049SD',
  'mx-central-1': 'Z023552324OKD1BB28BH5',
  'sa-east-1': 'Z2P70J7HTTTPLU',
  'eu-west-1': 'Z32O12XQLNTSW2',
  'eu-west-2': 'ZHURV8PSTC4K8',
  'eu-west-3': 'Z3Q77PNBQS71R4',
  'eu-central-1': 'Z215JYRZR1TBD5',
  'eu-central-2': 'Z06391101F2ZOEP8P5EB3',
  'eu-north-1': 'Z23TAZ6LKFMNIO',
  'eu-south-1': 'Z3ULH7SSC9OV64',
  'eu-south-2': 'Z0956581394HF5D5LXGAP',
  'ap-east-1': 'Z3DQVH9N71FHZ0',
  'ap-east-2': 'Z02789141MW7T1WBU19PO',
  'ap-south-1': 'ZP97RAFLXTNZK',
  'ap-south-2': 'Z0173938T07WNTVAEPZN',
  'ap-northeast-1': 'Z14GRHDCWA56QT',
  'ap-northeast-2': 'ZWKZPGTI48KDX',
  'ap-northeast-3': 'Z5LXEXXYW11ES',
  'ap-southeast-1': 'Z1LMS91P8CMLE5',
  'ap-southeast-2': 'Z1GM3OXH4ZPM65',
  'ap-southeast-3': 'Z08888821HLRG5A9ZRTER',
  'ap-southeast-4': 'Z09517862IB2WZLPXG76F',
  'ap-southeast-5': 'Z06010284QMVVW7WO5J',
  'ap-southeast-6': 'Z023301818UFJ50CIO0MV',
  'ap-southeast-7': 'Z0390008CMBRTHFGWBCB',
  'me-south-1': 'ZS929ML54UICD',
  'me-central-1': 'Z08230872XQRWHG2XF6I',
  'il-central-1': 'Z09170902867EHPV2DABU',
  'af-south-1': 'Z268VQBMOI5EKX',
  'us-gov-east-1': 'Z166TLBEWOO7G0',
  'us-gov-west-1': 'Z33AYJ8TM3BH4J',
  'cn-north-1': 'Z1GDH35T77C1KE',
  'cn-northwest-1': 'ZM7IZAIOVVDZF'
}

/** The hosted zone of all CloudFront distributions (Route 53 API reference, AliasTarget). */
const cloudFrontZone = 'Z2FDTNDATAQYW2'

const suffixes = new Map([
  ...Object.entries(loadBalancerZones).map(
    ([region, zone]) => [zone, loadBalancerSuffix(region)] as const
  ),
  [cloudFrontZone, '.cloudfront.net.'] as const
])

/** @returns the end of the DNS names of all application load balancers of a region */
export function loadBalancerSuffix(region: string): string {
  return `.${region}.elb.amazonaws.com.${region.startsWith('cn-') ? 'cn.' : ''}`
}

/**
 * @param zoneID - the hosted zone that an alias target names
 * @returns the end of all DNS names in that hosted zone; `undefined` if this file does not know it
 */
export function awsZoneSuffix(zoneID: string): string | undefined {
  return suffixes.get(zoneID)
}
