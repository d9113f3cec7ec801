import { awsAlerts } from './alerts/aws.ts'
import { hookAlerts } from './alerts/hooks.ts'
import { hostnameAlerts } from './alerts/hostnames.ts'
import { poolAlerts } from './alerts/pools.ts'
import type { Alert } from './rule.ts'

/** All alerts, in the order of the rule file. */
export const alerts: readonly Alert[] = [
  ...hostnameAlerts,
  ...poolAlerts,
  ...awsAlerts,
  ...hookAlerts
]
