/** Pattern of one DNS label, without its limit of 63 characters. */
export const labelPattern = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'

/** Pattern of a hostname: at least two labels joined by dots, with an optional `*.` in front. */
export const hostnamePattern = `^(\\*\\.)?(${labelPattern}\\.)+${labelPattern}$`

const legal = new RegExp(hostnamePattern)

/**
 * ACM takes domain names of at most 64 octets (RequestCertificate, DomainName). With two labels at
 * least, that also keeps each of them within the 63 that DNS allows.
 */
const longestForACM = 64

/**
 * What is wrong with a hostname, and what would be right; undefined when nothing is. The CRD says the
 * same in its schema and CEL rules; objects of an older schema come here all the same.
 */
export function hostnameProblem(hostname: string): string | undefined {
  if (hostname.length > longestForACM)
    return `'${hostname.slice(0, 80)}' has ${hostname.length} characters; ACM takes at most ${longestForACM}`
  if (hostname !== hostname.toLowerCase())
    return `'${hostname}' must be in lower case: '${hostname.toLowerCase()}'`
  if (!legal.test(hostname))
    return `'${hostname}' is no hostname: labels of a-z, 0-9 and '-' joined by dots, such as shop.apps.example.com, with '*.' only in front`
  return problemOfLabels(hostname)
}

function problemOfLabels(hostname: string): string | undefined {
  const last = hostname.slice(hostname.lastIndexOf('.') + 1)
  if (/^[0-9]+$/.test(last))
    return `the last label of '${hostname}' is all digits: that would be an IP address`
  // RFC 2606: never delegated. The listener that keeps port 443 open uses a name below it.
  if (last === 'invalid') return `'${hostname}' ends in .invalid, which is no public name`
  return undefined
}
