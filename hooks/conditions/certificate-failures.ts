import { isWildcard } from '../hostname/domains.ts'

/** What the advice about a failed certificate depends on. */
type Failed = { hostname: string }

const privateCA =
  'the hooks request no certificate of a private CA, so somebody else has made this certificate: ' +
  'find out who changes the certificates of the account'

const supportCase =
  'the platform team has to open a case with AWS Support, category AWS Certificate Manager'

/**
 * What to do about each reason for which ACM lets a certificate fail, as its user guide says
 * ("Troubleshoot certificate requests"). A test fails if the SDK knows a reason that is not here.
 */
const adviceFor: Record<string, string | ((failed: Failed) => string)> = {
  CAA_ERROR: ({ hostname }) => `${allowedByCAA(hostname)}, or remove the CAA records`,
  ADDITIONAL_VERIFICATION_REQUIRED: `ACM has to check this name first: ${supportCase}`,
  DOMAIN_NOT_ALLOWED:
    'the name is on a list of unsafe domains (VirusTotal, Google Safe Browsing): have it taken ' +
    `off the list, and then ${supportCase}`,
  DOMAIN_VALIDATION_DENIED:
    'ACM does not accept the proof of control over the name: the platform team has to check who ' +
    'the domain is registered to',
  INVALID_PUBLIC_DOMAIN:
    'no public CA certifies names below this ending: use a hostname in a registered public domain',
  NO_AVAILABLE_CONTACTS:
    'ACM has looked for a mailbox, which the hooks never ask for: somebody has made this ' +
    'certificate by hand. It has to be deleted',
  OTHER: `ACM names no cause: wait for the next certificate. If it fails too, ${supportCase}`,
  PCA_ACCESS_DENIED: privateCA,
  PCA_INVALID_ARGS: privateCA,
  PCA_INVALID_ARN: privateCA,
  PCA_INVALID_DURATION: privateCA,
  PCA_INVALID_STATE: privateCA,
  PCA_LIMIT_EXCEEDED: privateCA,
  PCA_NAME_CONSTRAINTS_VALIDATION: privateCA,
  PCA_REQUEST_FAILED: privateCA,
  PCA_RESOURCE_NOT_FOUND: privateCA,
  SLR_NOT_FOUND:
    'the service-linked role of ACM is missing: the platform team has to create it ' +
    '(`aws iam create-service-linked-role --aws-service-name acm.amazonaws.com`)'
}

/**
 * A CA looks for CAA records at the name and then at each parent, and goes by the first name that
 * has some (RFC 8659). For a wildcard, `issuewild` records come before `issue` records.
 */
function allowedByCAA(hostname: string): string {
  const where = `at ${hostname.replace(/^\*\./, '')} or its nearest parent that has CAA records`
  return isWildcard(hostname)
    ? `add the CAA record 0 issuewild "amazon.com" ${where}`
    : `add the CAA record 0 issue "amazon.com" ${where}`
}

/**
 * What to do about a certificate that has failed.
 * @param status its status in ACM
 * @param failureReason ACM's reason; `undefined` when ACM names none, such as after a time-out
 */
export function adviceOnFailure(
  hostname: string,
  status: string,
  failureReason: string | undefined
): string {
  if (status === 'VALIDATION_TIMED_OUT') return timedOut
  const advice = adviceFor[isKnown(failureReason) ? failureReason : 'OTHER'] ?? ''
  return typeof advice === 'string' ? advice : advice({ hostname })
}

/** Whether the list has advice for this reason. */
export function isKnown(failureReason: string | undefined): failureReason is string {
  return failureReason !== undefined && Object.hasOwn(adviceFor, failureReason)
}

const timedOut =
  'ACM has not seen the validation record in the public DNS within 72 hours: the record that ' +
  'DNSValidated names is in the hosted zone, so the public DNS does not ask this zone. The ' +
  'platform team has to compare the NS records of the zone with those that the domain is ' +
  'delegated to: `dig +trace NS DOMAIN`'
