import { awsTimings, instantTimings, type Timings } from '../../simulator/aws/timings.ts'
import {
  type LoadBalancerTimings,
  seenTimings
} from '../../simulator/load-balancer-controller/load-balancer-controller.ts'

/** How long everything outside the hooks takes. All times are in milliseconds. */
export type Setting = {
  aws: Timings
  /** Whether ACM looks for the validation record before it issues a certificate. */
  needsRecord: boolean
  /** From a call to AWS until its answer. */
  awsCall: number
  loadBalancers: LoadBalancerTimings
  /** From when the API server gets a request until it answers. */
  apiCall: number
  /** From a change until a watch delivers it. */
  watch: number
  /** From the request to a small hook until its answer. */
  hook: number
  /**
   * The same for a pool. Metacontroller and the hook both write and parse a body that grows with
   * the claims. If the answer has news, Metacontroller also parses the answer and compares all
   * children.
   */
  poolHook: (claims: number, hasNews: boolean) => number
  /** How many requests people create in a second. */
  createdPerSecond: number
  /** How many requests people delete in a second. */
  deletedPerSecond: number
}

const pace = {
  apiCall: 10,
  watch: 50,
  hook: 5,
  // On the real Metacontroller, 72 answers without news for 1,000 claims took 20 s.
  poolHook: (claims: number, hasNews: boolean) =>
    hasNews ? 100 + 0.6 * claims : 50 + 0.23 * claims
}

/** AWS as users see it, and people who create or delete all requests at the same moment. */
const usual: Setting = {
  ...pace,
  aws: awsTimings,
  needsRecord: true,
  awsCall: 30,
  loadBalancers: seenTimings,
  createdPerSecond: Number.POSITIVE_INFINITY,
  deletedPerSecond: Number.POSITIVE_INFINITY
}

/**
 * A real API server and Metacontroller with stand-ins for AWS and for the load balancer controller:
 * only the quotas, the issuing of certificates and the propagation of records take time. kubectl
 * creates and deletes requests.
 */
const chain: Setting = {
  ...pace,
  aws: {
    ...instantTimings,
    issueLag: awsTimings.issueLag,
    changeSync: awsTimings.changeSync
  },
  needsRecord: false,
  // All parts run on one machine.
  apiCall: 20,
  awsCall: 20,
  loadBalancers: { reconcileMilliseconds: 1000, activeAfterMilliseconds: 0 },
  createdPerSecond: 100,
  deletedPerSecond: 100
}

const settings = { usual, chain }

export type SettingName = keyof typeof settings
export const settingNames = Object.keys(settings) as readonly SettingName[]

/** What the command line changes in a setting. */
export type SettingChanges = { issueSeconds?: number; apiMilliseconds?: number }

export function settingOf(
  name: SettingName,
  { issueSeconds, apiMilliseconds }: SettingChanges = {}
): Setting {
  const setting = settings[name]
  const issueLag = issueSeconds === undefined ? setting.aws.issueLag : issueSeconds * 1000
  const apiCall = apiMilliseconds ?? setting.apiCall
  return { ...setting, apiCall, aws: { ...setting.aws, issueLag } }
}
