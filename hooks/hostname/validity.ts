/** Pattern of one DNS label, without its limit of 63 characters. */
export const labelPattern = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'

/** Pattern of a hostname: at least two labels joined by dots, with an optional `*.` in front. */
export const hostnamePattern = `^(\\*\\.)?(${labelPattern}\\.)+${labelPattern}$`

const legal = new RegExp(hostnamePattern)

/**
 * ACM takes domain names of at most 64 octets (RequestCertificate, DomainName). Since a hostname
 * has at least two labels, this also keeps each label within the 63 octets that DNS allows.
 */
const longestForACM = 64

/**
 * What is wrong with a hostname, and what would be right; `undefined` when it is valid. The CRD has
 * the same rules, but objects written under an older CRD get here too.
 */
export function hostnameProblem(hostname: string): string | undefined {
  const { length } = hostname
  if (length > longestForACM) {
    const shortened = hostname.slice(0, 80)
    return `'${shortened}' has ${length} characters, but ACM takes at most ${longestForACM}`
  }
  if (hostname !== hostname.toLowerCase())
    return `'${hostname}' must be in lower case: '${hostname.toLowerCase()}'`
  if (!legal.test(hostname)) {
    const form = "labels of a-z, 0-9 and '-' joined by dots, with '*.' only in front"
    return `'${hostname}' is not a hostname: use ${form}, such as shop.apps.example.com`
  }
  return problemOfLabels(hostname)
}

function problemOfLabels(hostname: string): string | undefined {
  const last = hostname.slice(hostname.lastIndexOf('.') + 1)
  if (/^[0-9]+$/.test(last))
    return `the last label of '${hostname}' is all digits: that would be an IP address`
  // RFC 2606 reserves it. The listener that keeps port 443 open uses a name below it.
  if (last === 'invalid') return `'${hostname}' ends in .invalid, which is not a public domain`
  return undefined
}
